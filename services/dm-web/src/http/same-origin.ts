import { AppError } from '@tpedm/domain';
import type { Request } from 'express';

const READING_METHODS = ['GET', 'HEAD', 'OPTIONS'];

export const bearerTokenOf = (req: Request): string | null =>
  /^Bearer +(\S+)$/i.exec(req.get('authorization') ?? '')?.[1] ?? null;

/**
 * Refuses a change that a page of another site asks for with the cookies of a person who is signed in here. Every browser says
 * where a change comes from, by Sec-Fetch-Site or, on plain HTTP, by Origin. A request with neither is no browser's, so nobody's
 * cookies were added behind their back; one with a bearer token carries no cookies of ours at all.
 * @source OWASP CSRF Prevention Cheat Sheet, "Fetch Metadata headers"
 */
export function requireSameOrigin(req: Request): void {
  if (READING_METHODS.includes(req.method) || bearerTokenOf(req) !== null || isSameOrigin(req)) return;
  throw new AppError('CROSS_SITE_REQUEST', 'Changes are taken from the pages of this address only, or with an API token');
}

function isSameOrigin(req: Request): boolean {
  const fetchSite = req.get('sec-fetch-site');
  if (fetchSite !== undefined) return fetchSite === 'same-origin' || fetchSite === 'none';
  const origin = req.get('origin');
  return origin === undefined || hostOf(origin) === req.host?.toLowerCase();
}

/** Host and port of an origin; null for the opaque origin `null` and for rubbish. */
const hostOf = (origin: string): string | null => (URL.canParse(origin) ? new URL(origin).host : null);
