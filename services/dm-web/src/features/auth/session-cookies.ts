import { parseCookie } from 'cookie';
import type { CookieOptions, Request, Response } from 'express';
import { ACCESS_LIFETIME_SECONDS } from './access-token.ts';
import { MARK_LIFETIME_SECONDS } from './known-browsers.ts';
import { REFRESH_LIFETIME_SECONDS, type SessionSecrets } from './sessions.ts';

const ACCESS_COOKIE = 'tpedm_access';
const REFRESH_COOKIE = 'tpedm_refresh';
const BROWSER_COOKIE = 'tpedm_browser';
const ACCESS_PATH = '/api';
const AUTH_PATH = '/api/v1/auth';

/** Browsers take a cookie of such a name over an encrypted line only, so nobody on a plain one can plant it. */
const nameOf = (req: Request, name: string): string => (req.secure ? `__Secure-${name}` : name);

const cookieOf = (req: Request, name: string): string | null => parseCookie(req.get('cookie') ?? '')[nameOf(req, name)] || null;
export const accessTokenOf = (req: Request): string | null => cookieOf(req, ACCESS_COOKIE);
export const refreshTokenOf = (req: Request): string | null => cookieOf(req, REFRESH_COOKIE);
export const browserMarkOf = (req: Request): string | null => cookieOf(req, BROWSER_COOKIE);

/** Out of reach of scripts and of other sites; marked secure whenever the browser came encrypted. */
const cookieOptions = (req: Request, path: string): CookieOptions => ({
  httpOnly: true,
  sameSite: 'strict',
  secure: req.secure,
  path,
});

export function setSessionCookies(req: Request, res: Response, secrets: SessionSecrets): void {
  const access = { ...cookieOptions(req, ACCESS_PATH), maxAge: ACCESS_LIFETIME_SECONDS * 1_000 };
  res.cookie(nameOf(req, ACCESS_COOKIE), secrets.accessToken, access);
  if (secrets.refreshToken === null) return;
  const refresh = { ...cookieOptions(req, AUTH_PATH), maxAge: REFRESH_LIFETIME_SECONDS * 1_000 };
  res.cookie(nameOf(req, REFRESH_COOKIE), secrets.refreshToken, refresh);
}

/** Stays when the session ends: it is for the next sign-in. */
export function setBrowserMark(req: Request, res: Response, mark: string): void {
  res.cookie(nameOf(req, BROWSER_COOKIE), mark, { ...cookieOptions(req, AUTH_PATH), maxAge: MARK_LIFETIME_SECONDS * 1_000 });
}

export function clearSessionCookies(req: Request, res: Response): void {
  res.clearCookie(nameOf(req, ACCESS_COOKIE), cookieOptions(req, ACCESS_PATH));
  res.clearCookie(nameOf(req, REFRESH_COOKIE), cookieOptions(req, AUTH_PATH));
}
