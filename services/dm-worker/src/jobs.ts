import { startListener } from '@tpedm/db';
import { WORK_CHANNEL, type WorkNotice } from '@tpedm/domain';
import { type PeriodicJob, startPeriodicJob } from '@tpedm/platform';
import type { Config } from './config.ts';
import type { Deps } from './deps.ts';
import { expireOverdue } from './features/expiry/expire-overdue.ts';
import { withBackoff } from './features/outages/backoff.ts';
import { tolerateOutages } from './features/outages/tolerate-outages.ts';
import { createCommandSender } from './features/outbox/command-sender.ts';
import { askForProfiles } from './features/profiles/ask-for-profiles.ts';
import { findSubscriptions } from './features/readiness/find-subscriptions.ts';
import { EVER_MS, RECENT_MS } from './features/readiness/online-since.ts';
import { createReconcile } from './features/reconcile/reconcile.ts';
import { removeOld } from './features/retention/remove-old.ts';

/** Everything that the worker does by itself, until it is stopped. */
export function startJobs(deps: Deps): { stop: () => Promise<void> } {
  const { config, log } = deps;
  const stopping = new AbortController();
  const looking = { ...deps, signal: stopping.signal };
  const start = (name: string, everyMs: number, job: () => Promise<void>): PeriodicJob =>
    startPeriodicJob({ name, everyMs, log, job: tolerateOutages(name, log, job) });

  const { sendNew, sendWaiting } = createCommandSender({ ...looking, ...senderLimits(config) });
  const newCommands = start('send new commands', config.POLL_MS, withBackoff(sendNew, stopping.signal));
  const waitingCommands = start('send waiting commands', config.POLL_MS, withBackoff(sendWaiting, stopping.signal));
  const askProfiles = (onlineForLessThanMs: number) => async (): Promise<void> => {
    if (await askForProfiles(deps.db, onlineForLessThanMs)) newCommands.trigger();
  };
  const profiles = start('request profiles', config.POLL_MS, askProfiles(RECENT_MS));
  const missedProfiles = start('request missed profiles', config.RECONCILE_EVERY_MS, askProfiles(EVER_MS));
  const readiness = start('find subscriptions', config.RECONCILE_EVERY_MS, async () => {
    await findSubscriptions(looking, RECENT_MS);
  });
  const expiry = start('expire commands', config.EXPIRY_SWEEP_MS, () => expireOverdue(deps));
  const reconcile = start('reconcile presence', config.RECONCILE_EVERY_MS, createReconcile(looking));
  const retention = start('remove old rows', config.RETENTION_EVERY_MS, () => removeOld(retentionDeps(deps)));

  const jobs = [newCommands, waitingCommands, profiles, missedProfiles, readiness, expiry, reconcile, retention];
  const jobsByNotice: Record<WorkNotice, PeriodicJob[]> = {
    commands: [newCommands],
    ready: [waitingCommands, profiles],
    connected: [readiness],
  };
  const listener = startListener({
    config,
    channel: WORK_CHANNEL,
    log,
    onNotice: (notice) => {
      for (const job of jobsByNotice[notice as WorkNotice] ?? []) job.trigger();
    },
    onConnected: () => {
      for (const job of [waitingCommands, profiles, readiness]) job.trigger();
    },
  });
  return {
    stop: async () => {
      stopping.abort();
      await listener.stop();
      await Promise.all(jobs.map((job) => job.stop()));
    },
  };
}

const senderLimits = (config: Config) => ({ maxCommands: config.CLAIM_MAX_COMMANDS, leaseMs: config.CLAIM_LEASE_MS });

const retentionDeps = ({ db, config }: Deps) => ({
  db,
  eventKeepMonths: config.EVENT_KEEP_MONTHS,
  commandKeepDays: config.COMMAND_KEEP_DAYS,
});
