import { isObject } from '@tpedm/domain';
import { type Call, failure, noContent, ok, okList, type Reply, type Route } from './reply.ts';
import { createJob, type JobState, setHalted, startNow, stateOf, type UpgradeJob, viewOf } from './upgrade-job.ts';

/** Old jobs go when there are more. */
const MAX_JOBS = 50;
const NOT_ALLOWED = 'state is not allowed to change';
const ACTIVE: readonly JobState[] = ['created', 'pending', 'running'];

const isActive = ({ gateway, now }: Call, job: UpgradeJob): boolean => ACTIVE.includes(stateOf(job, gateway.upgradeSpeed, now));

const view = ({ gateway, now }: Call, job: UpgradeJob) => viewOf(job, gateway.upgradeSpeed, now);

function withJob(call: Call, answer: (job: UpgradeJob) => Reply): Reply {
  const job = call.gateway.upgrades.find(({ id }) => String(id) === call.params.id);
  return job ? answer(job) : failure(404, 'upgrade job not found');
}

/** A job for a new package, or to install what an earlier job has downloaded. */
function createUpgrade(call: Call): Reply {
  const { gateway, body, now } = call;
  if (!isObject(body)) return failure(400, 'Invalid request body.');
  const earlier = gateway.upgrades.find(({ id }) => id === body.id);
  const url = earlier?.url ?? body.url;
  if (typeof url !== 'string' || !url.endsWith('.yaml')) return failure(400, 'unsupported file format');
  if (gateway.upgrades.some((job) => isActive(call, job))) return failure(400, 'another upgrade is in progress');
  const id = (gateway.upgrades.at(-1)?.id ?? 0) + 1;
  const job = createJob(gateway.random, { id, url, download: !earlier, install: body.install !== false }, now);
  gateway.upgrades = [...gateway.upgrades, job].slice(-MAX_JOBS);
  return ok(view(call, job));
}

function changeUpgrade(call: Call): Reply {
  return withJob(call, (job) => {
    const { gateway, now, params } = call;
    const state = stateOf(job, gateway.upgradeSpeed, now);
    if (params.action === 'start' && (state === 'created' || state === 'pending')) startNow(job, gateway.upgradeSpeed, now);
    else if (params.action === 'cancel' && (ACTIVE.includes(state) || state === 'suppended')) setHalted(job, 'canceled', now);
    else if (params.action === 'suspend' && state === 'running') setHalted(job, 'suppended', now);
    else if (params.action === 'resume' && state === 'suppended') setHalted(job, null, now);
    else return failure(400, NOT_ALLOWED);
    return ok(view(call, job));
  });
}

function deleteUpgrade(call: Call): Reply {
  return withJob(call, (job) => {
    if (isActive(call, job)) return failure(400, NOT_ALLOWED);
    call.gateway.upgrades = call.gateway.upgrades.filter((other) => other !== job);
    return noContent();
  });
}

const VERSION_IN_URL = /_([0-9]+\.[0-9]+\.[0-9]+-[0-9]+)-tpe_/;

/** A finished installation shows in the gateway's profile. */
export function applyFinishedUpgrades(call: Call): void {
  const { gateway, now } = call;
  for (const job of gateway.upgrades) {
    const version = VERSION_IN_URL.exec(job.url)?.[1];
    if (version && job.install && stateOf(job, gateway.upgradeSpeed, now) === 'succeed') {
      gateway.general.thingsproVersion = version;
    }
  }
}

export const UPGRADE_ROUTES: readonly Route[] = [
  { method: 'GET', pattern: '/upgrades', handle: (call) => okList(call.gateway.upgrades.map((job) => view(call, job))) },
  { method: 'POST', pattern: '/upgrades', handle: createUpgrade },
  { method: 'GET', pattern: '/upgrades/{id}', handle: (call) => withJob(call, (job) => ok(view(call, job))) },
  { method: 'DELETE', pattern: '/upgrades/{id}', handle: deleteUpgrade },
  { method: 'PUT', pattern: '/upgrades/{id}/{action}', handle: changeUpgrade },
];
