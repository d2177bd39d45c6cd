import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { readAuditSearch } from './features/audit/audit-search.ts';
import { DeviceListPage } from './features/devices/device-list-page.tsx';
import { readDeviceSearch } from './features/devices/device-search.ts';
import { sessionQuery, setupQuery } from './features/session/session-api.ts';
import { AppLayout } from './features/shell/app-layout.tsx';
import { ErrorPage } from './features/shell/error-page.tsx';
import { NotFoundPage } from './features/shell/not-found-page.tsx';

const root = createRootRouteWithContext<{ queries: QueryClient }>()({ component: Outlet });

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  component: lazyRouteComponent(() => import('./features/session/login-page.tsx'), 'LoginPage'),
  validateSearch: (search): { returnTo?: string } => {
    const returnTo = text(search.returnTo);
    return returnTo === undefined ? {} : { returnTo };
  },
  beforeLoad: async ({ context }) => {
    const { required } = await context.queries.fetchQuery(setupQuery);
    if (required) throw redirect({ to: '/setup', search: {} });
  },
});

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('./features/session/setup-page.tsx'), 'SetupPage'),
  validateSearch: (search): { token?: string } => {
    const token = text(search.token);
    return token === undefined ? {} : { token };
  },
  beforeLoad: async ({ context }) => {
    const { required } = await context.queries.fetchQuery(setupQuery);
    if (!required) throw redirect({ to: '/devices' });
  },
});

/** Everything behind the login. */
const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  component: AppLayout,
  beforeLoad: async ({ context, location }) => {
    const user = await context.queries.ensureQueryData(sessionQuery);
    if (!user) throw redirect({ to: '/login', search: { returnTo: location.href } });
  },
});

const home = createRoute({
  getParentRoute: () => app,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/devices' });
  },
});

const devices = createRoute({
  getParentRoute: () => app,
  path: '/devices',
  component: DeviceListPage,
  validateSearch: readDeviceSearch,
});

const device = createRoute({
  getParentRoute: () => app,
  path: '/devices/$clientid',
  component: lazyRouteComponent(() => import('./features/device/device-page.tsx'), 'DevicePage'),
});
const commands = createRoute({
  getParentRoute: () => app,
  path: '/commands',
  component: lazyRouteComponent(() => import('./features/commands/commands-page.tsx'), 'CommandsPage'),
});
const operations = createRoute({
  getParentRoute: () => app,
  path: '/operations',
  component: lazyRouteComponent(() => import('./features/operations/operations-page.tsx'), 'OperationsPage'),
});
const users = createRoute({
  getParentRoute: () => app,
  path: '/users',
  component: lazyRouteComponent(() => import('./features/users/users-page.tsx'), 'UsersPage'),
});
const tokens = createRoute({
  getParentRoute: () => app,
  path: '/tokens',
  component: lazyRouteComponent(() => import('./features/tokens/tokens-page.tsx'), 'TokensPage'),
});
const audit = createRoute({
  getParentRoute: () => app,
  path: '/audit',
  component: lazyRouteComponent(() => import('./features/audit/audit-page.tsx'), 'AuditPage'),
  validateSearch: readAuditSearch,
});
const account = createRoute({
  getParentRoute: () => app,
  path: '/account',
  component: lazyRouteComponent(() => import('./features/session/account-page.tsx'), 'AccountPage'),
});

/** Inside the layout, so that the way back is at hand. */
const notFound = createRoute({ getParentRoute: () => app, path: '$', component: NotFoundPage });

const routeTree = root.addChildren([
  login,
  setup,
  app.addChildren([home, devices, device, commands, operations, users, tokens, audit, account, notFound]),
]);

export const createAppRouter = (queries: QueryClient) =>
  createRouter({
    routeTree,
    context: { queries },
    defaultErrorComponent: ErrorPage,
    defaultNotFoundComponent: NotFoundPage,
    defaultPreload: 'intent',
    scrollRestoration: true,
  });

export type AppRouter = ReturnType<typeof createAppRouter>;

declare module '@tanstack/react-router' {
  interface Register {
    router: AppRouter;
  }
  /** Cursors of the pages before this one, for the way back; kept with the history entry. */
  interface HistoryState {
    trail?: string[];
  }
}
