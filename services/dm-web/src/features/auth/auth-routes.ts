import { isSetupDone } from '@tpedm/db';
import { AppError, loginSchema, passwordChangeSchema, sessionUserSchema, setupSchema } from '@tpedm/domain';
import { z } from 'zod';
import type { Deps } from '../../deps.ts';
import { requesterOf } from '../../http/requester.ts';
import { type Route, route } from '../../http/route.ts';
import { changePassword } from './change-password.ts';
import { makeFirstAdministrator } from './first-administrator.ts';
import { ownSessionRoutes } from './own-session-routes.ts';
import { browserMarkOf, clearSessionCookies, refreshTokenOf, setBrowserMark, setSessionCookies } from './session-cookies.ts';
import { signIn, signOut } from './sign-in.ts';

const TAG = 'Sign-in';
const signedIn = z.object({ user: sessionUserSchema });

export const authRoutes = (deps: Deps): Route[] => [
  ...setupRoutes(deps),
  ...sessionRoutes(deps),
  ...personRoutes(deps),
  ...ownSessionRoutes(deps),
];

const setupRoutes = (deps: Deps): Route[] => [
  route({
    method: 'get',
    path: '/auth/setup',
    access: 'public',
    tag: TAG,
    summary: 'Whether the first administrator is still to be made',
    responses: { 200: z.object({ required: z.boolean() }) },
    handler: async () => ({ required: !(await isSetupDone(deps.db)) }),
  }),
  route({
    method: 'post',
    path: '/auth/setup',
    access: 'public',
    tag: TAG,
    summary: 'Make the first administrator and sign in as them',
    description: 'Possible once. The set-up token is printed when TPEDM starts, or was chosen by who installed it.',
    body: setupSchema,
    responses: { 201: signedIn },
    errors: ['SETUP_TOKEN_INVALID', 'SETUP_ALREADY_DONE'],
    handler: async ({ body, req, res }) => {
      const { user, ...secrets } = await makeFirstAdministrator(deps, body, requesterOf(req, res));
      setSessionCookies(req, res, secrets);
      setBrowserMark(req, res, deps.knownBrowsers.newMark(user.username));
      return { user };
    },
  }),
];

const sessionRoutes = (deps: Deps): Route[] => [
  route({
    method: 'post',
    path: '/auth/login',
    access: 'public',
    tag: TAG,
    summary: 'Sign in',
    description:
      'Sets two cookies: one that gives access for ten minutes, and one, good for fourteen days, that renews it. A third one lets this browser sign in again while wrong guesses of strangers have closed the account.',
    body: loginSchema,
    responses: { 200: signedIn },
    errors: ['INVALID_CREDENTIALS'],
    handler: async ({ body, req, res }) => {
      const { user, ...secrets } = await signIn(deps, { ...body, browserMark: browserMarkOf(req) }, requesterOf(req, res));
      setSessionCookies(req, res, secrets);
      setBrowserMark(req, res, deps.knownBrowsers.newMark(user.username));
      return { user };
    },
  }),
  route({
    method: 'post',
    path: '/auth/refresh',
    access: 'public',
    tag: TAG,
    summary: 'Renew the session',
    description:
      'Trades the refresh cookie for a new pair. A refresh token is good once: when it is used again later, somebody has a copy, and the session ends.',
    responses: { 200: signedIn },
    errors: ['UNAUTHENTICATED', 'SESSION_EXPIRED'],
    handler: async ({ req, res }) => {
      const refreshToken = refreshTokenOf(req);
      if (refreshToken === null) throw new AppError('UNAUTHENTICATED', 'There is no session to renew; sign in');
      const renewal = await deps.sessions.renew(refreshToken, requesterOf(req, res)).catch((error: unknown) => {
        if (error instanceof AppError) clearSessionCookies(req, res);
        throw error;
      });
      setSessionCookies(req, res, renewal);
      return { user: renewal.user };
    },
  }),
  route({
    method: 'post',
    path: '/auth/logout',
    access: 'public',
    tag: TAG,
    summary: 'Sign out',
    description: 'Ends the session of the refresh cookie and clears both cookies. Signing out twice does no harm.',
    responses: { 204: null },
    handler: async ({ req, res }) => {
      const refreshToken = refreshTokenOf(req);
      if (refreshToken !== null) await signOut(deps, refreshToken, requesterOf(req, res));
      clearSessionCookies(req, res);
    },
  }),
];

const personRoutes = (deps: Deps): Route[] => [
  route({
    method: 'get',
    path: '/auth/me',
    access: 'signed-in',
    tag: TAG,
    summary: 'Who is signed in',
    responses: { 200: signedIn },
    handler: async ({ actor }) => ({ user: { id: actor.userId, username: actor.name, role: actor.role } }),
  }),
  route({
    method: 'post',
    path: '/auth/password',
    access: 'signed-in',
    tag: TAG,
    summary: 'Change your own password',
    description: 'Ends all your other sessions.',
    body: passwordChangeSchema,
    responses: { 204: null },
    errors: ['INVALID_CREDENTIALS'],
    handler: async ({ actor, body, req, res }) => {
      const secrets = await changePassword(deps, actor, body);
      if (secrets) setSessionCookies(req, res, secrets);
    },
  }),
];
