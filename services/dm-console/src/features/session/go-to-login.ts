import type { QueryClient } from '@tanstack/react-query';
import type { AppRouter } from '../../router.tsx';

const PUBLIC_PATHS: readonly string[] = ['/login', '/setup'];

/** Shows the login page after the session has ended, remembers the page to come back to, and forgets what was loaded. */
export async function goToLogin(router: AppRouter, queries: QueryClient): Promise<void> {
  const { pathname, href } = router.state.location;
  if (PUBLIC_PATHS.includes(pathname)) return;
  await router.navigate({ to: '/login', search: { returnTo: href }, replace: true });
  queries.clear();
}
