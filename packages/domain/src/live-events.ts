import { z } from 'zod';

/** Types of the live event stream. `reset` tells a client that events were missed: fetch again. */
export const LIVE_EVENT_TYPES = [
  'device.created',
  'device.updated',
  'device.deleted',
  'device.presence',
  'device.profile',
  'command.updated',
  'reset',
] as const;
export const liveEventTypeSchema = z.enum(LIVE_EVENT_TYPES);
export type LiveEventType = z.infer<typeof liveEventTypeSchema>;

/** PostgreSQL channel that tells dm-web which rows changed. The row is the truth; the notice only names it. */
export const LIVE_CHANNEL = 'tpedm_live';
/** PostgreSQL channel that wakes dm-worker. */
export const WORK_CHANNEL = 'tpedm_work';

/**
 * Rows that changed: clientids for `device.*`, command ids for `command.*`. Kept under 8,000 bytes, the most that NOTIFY carries:
 * a larger batch is split.
 */
export const liveNoticeSchema = z.strictObject({ type: liveEventTypeSchema, keys: z.array(z.string()) });
export type LiveNotice = z.infer<typeof liveNoticeSchema>;

/** Why the worker should look: there are queued commands, a device became ready, or a device is to be disconnected. */
export const workNoticeSchema = z.enum(['commands', 'connected', 'ready']);
export type WorkNotice = z.infer<typeof workNoticeSchema>;
