import type { QueryValue } from '../../api/request.ts';

/** What the audit page shows, as its address holds it; `from` and `to` are whole days of the reader's zone, both included. */
export type AuditSearch = { actor?: string; action?: string; target?: string; from?: string; to?: string };

const FIELDS = ['actor', 'action', 'target', 'from', 'to'] as const;
const DAY = /^[1-9]\d{3}-\d\d-\d\d$/;
const MAX_LENGTH = 100;

/** Reads an address that anybody may have typed: what it cannot mean is left out. */
export function readAuditSearch(search: Record<string, unknown>): AuditSearch {
  const read = (field: (typeof FIELDS)[number]): string => {
    const value = search[field];
    // The router reads 12 and true as such; here they are names.
    const text = ['string', 'number', 'boolean'].includes(typeof value) ? String(value).slice(0, MAX_LENGTH) : '';
    const isDate = field === 'from' || field === 'to';
    return isDate && !isDay(text) ? '' : text;
  };
  return Object.fromEntries(FIELDS.map((field) => [field, read(field)]).filter(([, value]) => value !== ''));
}

/** First instant of a day of the reader's zone, or of a later one; null when there is no such day. */
function startOfDay(day: string, daysLater = 0): Date | null {
  if (!DAY.test(day)) return null;
  const start = new Date(`${day}T00:00:00`);
  if (Number.isNaN(start.getTime())) return null;
  start.setDate(start.getDate() + daysLater);
  return start;
}

export const isDay = (text: string): boolean => startOfDay(text) !== null;

/** What to ask the API for. */
export function auditFilter({ from = '', to = '', ...named }: AuditSearch): Record<string, QueryValue> {
  return { ...named, from: startOfDay(from)?.toISOString(), to: startOfDay(to, 1)?.toISOString() };
}
