import { integerBetween, type Random } from './seeded-random.ts';

/** Spellings are ThingsPro Edge's own. */
export type JobState = 'created' | 'pending' | 'running' | 'succeed' | 'failed' | 'canceled' | 'suppended';
type TaskState = 'created' | 'running' | 'succeed';

/** One job. How far it has come follows from the time it has been active: nothing runs in the background. */
export type UpgradeJob = {
  id: number;
  url: string;
  download: boolean;
  install: boolean;
  createdAtMs: number;
  /** Time spent active before the last suspension, and since when it is active again; null while it is not. */
  activeMs: number;
  activeSinceMs: number | null;
  halted: 'canceled' | 'suppended' | null;
  sizeBytes: number;
};

type Task = { type: 'download' | 'install'; name: string; durationMs: number };

/** A job waits this long before it starts by itself. */
const PENDING_AFTER_MS = 6_000;
const DOWNLOAD_BYTES_PER_SECOND = 1_215_000;

/** What a real update of ThingsPro Edge installed, and how long each part took, seconds. */
const INSTALL_SECONDS: readonly (readonly [name: string, seconds: number])[] = [
  ['system-agent', 10],
  ['appman', 58],
  ['tagservice', 152],
  ['edge-web', 1],
  ['device', 149],
  ['modbusmaster', 70],
  ['cloud', 192],
  ['complete-installation', 3],
];

export function createJob(random: Random, job: Pick<UpgradeJob, 'id' | 'url' | 'download' | 'install'>, now: Date): UpgradeJob {
  const sizeBytes = integerBetween(random, 149_000_000, 463_000_000);
  return { ...job, createdAtMs: now.getTime(), activeMs: 0, activeSinceMs: now.getTime(), halted: null, sizeBytes };
}

const elapsedMs = (job: UpgradeJob, now: Date): number =>
  job.activeMs + (job.activeSinceMs === null ? 0 : Math.max(0, now.getTime() - job.activeSinceMs));

function tasksOf(job: UpgradeJob, speed: number): Task[] {
  const name =
    job.url
      .split('/')
      .at(-1)
      ?.replace(/\.yaml$/, '.deb') ?? '';
  const downloadMs = (job.sizeBytes / DOWNLOAD_BYTES_PER_SECOND) * 1_000;
  const download: Task[] = job.download ? [{ type: 'download', name, durationMs: downloadMs / speed }] : [];
  if (!job.install) return download;
  const install = INSTALL_SECONDS.map(
    ([part, seconds]): Task => ({ type: 'install', name: part, durationMs: (seconds * 1_000) / speed }),
  );
  return [...download, ...install];
}

/** State of a job at an instant. @param speed how much faster than a real gateway */
export function stateOf(job: UpgradeJob, speed: number, now: Date): JobState {
  if (job.halted) return job.halted;
  const spentMs = elapsedMs(job, now);
  const waitMs = PENDING_AFTER_MS / speed;
  if (spentMs < waitMs / 2) return 'created';
  if (spentMs < waitMs) return 'pending';
  return spentMs - waitMs < totalMs(tasksOf(job, speed)) ? 'running' : 'succeed';
}

const totalMs = (tasks: readonly Task[]): number => tasks.reduce((sum, { durationMs }) => sum + durationMs, 0);

/** Stops the clock of a job, or starts it again. */
export function setHalted(job: UpgradeJob, halted: UpgradeJob['halted'], now: Date): void {
  job.activeMs = elapsedMs(job, now);
  job.activeSinceMs = halted ? null : now.getTime();
  job.halted = halted;
}

/** Lets a job that still waits begin at once. */
export function startNow(job: UpgradeJob, speed: number, now: Date): void {
  job.activeMs = Math.max(elapsedMs(job, now), PENDING_AFTER_MS / speed);
  job.activeSinceMs = now.getTime();
}

/** A job as `GET /upgrades/{id}` shows it. */
export function viewOf(job: UpgradeJob, speed: number, now: Date) {
  const waitMs = PENDING_AFTER_MS / speed;
  let leftMs = elapsedMs(job, now) - waitMs;
  const tasks = tasksOf(job, speed).map((task, index) => {
    const share = Math.min(1, Math.max(0, leftMs / task.durationMs));
    const state: TaskState = leftMs < 0 ? 'created' : share < 1 ? 'running' : 'succeed';
    leftMs = share < 1 ? -1 : leftMs - task.durationMs;
    const progress = Math.floor(share * 100);
    const size = task.type === 'download' ? { speed: DOWNLOAD_BYTES_PER_SECOND / 1_000, totalSize: job.sizeBytes } : {};
    return { id: job.id * 100 + index, type: task.type, name: task.name, state, progress, ...size };
  });
  return {
    id: job.id,
    state: stateOf(job, speed, now),
    lastState: '',
    owner: 'system',
    isDeleted: false,
    createdAt: new Date(job.createdAtMs).toISOString(),
    completedTask: tasks.filter(({ state }) => state === 'succeed').length,
    totalTask: tasks.length,
    parameter: { url: job.url, download: job.download, install: job.install, snapshot: false, at: null, id: null },
    tasks,
  };
}
