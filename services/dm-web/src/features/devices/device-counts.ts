import { countDevices, type Database, type DeviceFilter, summarizeDevices } from '@tpedm/db';
import type { DeviceSummary } from '@tpedm/domain';

/** How long counts of all devices may be served again. Changes made through this process end it at once. */
const MAX_AGE_MS = 1_000;

export type DeviceCounts = {
  summary: () => Promise<DeviceSummary>;
  /** How many devices a filter matches. */
  total: (filter: DeviceFilter) => Promise<number>;
  /** Call it after a change to the set of devices has been committed. */
  forget: () => void;
};

/**
 * Counts over all devices, read once for everybody who asks within a second: hundreds of consoles ask after every change of
 * presence, and each answer reads every device.
 */
export function createDeviceCounts(db: Database): DeviceCounts {
  let recent: { summary: Promise<DeviceSummary>; readAtMs: number } | null = null;

  const summary = (): Promise<DeviceSummary> => {
    if (recent && Date.now() - recent.readAtMs < MAX_AGE_MS) return recent.summary;
    const read = { summary: summarizeDevices(db), readAtMs: Date.now() };
    recent = read;
    read.summary.catch(() => {
      if (recent === read) recent = null;
    });
    return read.summary;
  };

  return {
    summary,
    total: async (filter) => {
      if (filter.search) return await countDevices(db, filter);
      return (await summary())[filter.status ?? 'total'];
    },
    forget: () => {
      recent = null;
    },
  };
}
