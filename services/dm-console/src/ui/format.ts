const MS_PER = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** A span of time, rounded as people say it: 420 ms, 3.4 s, 12 min, 5 h, 3 days. */
export function formatDuration(durationMs: number): string {
  const ms = Math.max(0, durationMs);
  if (ms < MS_PER.second) return `${Math.round(ms)} ms`;
  if (ms < 10 * MS_PER.second) return `${(ms / MS_PER.second).toFixed(1)} s`;
  if (ms < MS_PER.minute) return `${Math.round(ms / MS_PER.second)} s`;
  if (ms < MS_PER.hour) return `${Math.floor(ms / MS_PER.minute)} min`;
  if (ms < 2 * MS_PER.day) return `${Math.floor(ms / MS_PER.hour)} h`;
  return `${Math.floor(ms / MS_PER.day)} days`;
}

/** How long ago an instant was; instants of a clock that runs ahead of ours count as now. */
export function formatAgo(at: Date, now: Date): string {
  const ms = now.getTime() - at.getTime();
  if (ms < 5 * MS_PER.second) return 'just now';
  return `${ms < MS_PER.minute ? `${Math.floor(ms / MS_PER.second)} s` : formatDuration(ms)} ago`;
}

const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
export const formatDateTime = (iso: string): string => dateTime.format(new Date(iso));

const timeOfDay = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
export const formatTime = (iso: string): string => timeOfDay.format(new Date(iso));

export function formatBytes(sizeBytes: number): string {
  if (sizeBytes < 1_000) return `${sizeBytes} B`;
  if (sizeBytes < 1_000_000) return `${(sizeBytes / 1_000).toFixed(1)} kB`;
  return `${(sizeBytes / 1_000_000).toFixed(1)} MB`;
}

export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
