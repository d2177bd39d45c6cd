import { type LiveEventType, liveNoticeSchema } from '@tpedm/domain';

/** Rows that changed, by what happened to them. A row that changed twice is there once: it is read when the batch is. */
export type ChangedRows = Map<LiveEventType, Set<string>>;

export type NoticeBatch = {
  /** Adds a notice as it came over NOTIFY; false when it cannot be read. */
  add: (payload: string) => boolean;
  /** Puts back rows that could not be read. */
  restore: (rows: ChangedRows) => void;
  /** How many rows are waiting. */
  size: () => number;
  /** Gives what has gathered and begins anew. */
  take: () => ChangedRows;
};

/** Gathers notices until somebody looks at the rows. */
export function createNoticeBatch(): NoticeBatch {
  let rows: ChangedRows = new Map();
  let size = 0;

  const addKeys = (type: LiveEventType, keys: Iterable<string>): void => {
    const known = rows.get(type) ?? new Set();
    rows.set(type, known);
    size -= known.size;
    for (const key of keys) known.add(key);
    size += known.size;
  };

  return {
    add: (payload) => {
      const notice = liveNoticeSchema.safeParse(parseJson(payload));
      if (notice.success) addKeys(notice.data.type, notice.data.keys);
      return notice.success;
    },
    restore: (earlier) => {
      for (const [type, keys] of earlier) addKeys(type, keys);
    },
    size: () => size,
    take: () => {
      const taken = rows;
      rows = new Map();
      size = 0;
      return taken;
    },
  };
}

/** The rows without those of devices, and how many those are. */
export function withoutDevices(rows: ChangedRows): { rows: ChangedRows; deviceCount: number } {
  const rest: ChangedRows = new Map();
  let deviceCount = 0;
  for (const [type, keys] of rows) {
    if (type.startsWith('device.')) deviceCount += keys.size;
    else rest.set(type, keys);
  }
  return { rows: rest, deviceCount };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
