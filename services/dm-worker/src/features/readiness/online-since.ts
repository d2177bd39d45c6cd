/**
 * Notices and polls look at devices that came online this recently only, which an index finds. The broker's clock may differ from
 * the database's by as much.
 */
export const RECENT_MS = 10 * 60_000;

/** A century: all devices that are online, whatever the broker's clock says. */
export const EVER_MS = 100 * 365 * 86_400_000;
