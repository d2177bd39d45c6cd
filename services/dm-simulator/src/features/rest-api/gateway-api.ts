import { APP_ROUTES } from './app-routes.ts';
import { DEVICE_ROUTES } from './device-routes.ts';
import type { GatewayState } from './gateway-state.ts';
import { pageNotFound, type Reply, type Route } from './reply.ts';
import { SYSTEM_ROUTES } from './system-routes.ts';
import { TAG_ROUTES } from './tag-routes.ts';
import { applyFinishedUpgrades, UPGRADE_ROUTES } from './upgrade-routes.ts';

const ROUTES: readonly (Route & { segments: readonly string[] })[] = [
  ...DEVICE_ROUTES,
  ...SYSTEM_ROUTES,
  ...APP_ROUTES,
  ...UPGRADE_ROUTES,
  ...TAG_ROUTES,
].map((route) => ({ ...route, segments: route.pattern.split('/') }));

/** Path parameters when the path has the form of the pattern; null when it has not. */
function matchPath(pattern: readonly string[], path: readonly string[]): Record<string, string> | null {
  if (pattern.length !== path.length) return null;
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const given = path[index] ?? '';
    if (expected.startsWith('{') && given !== '') params[expected.slice(1, -1)] = given;
    else if (expected !== given) return null;
  }
  return params;
}

/** What the gateway's own REST API answers. @param request path with its query, without `/api/v1` */
export function callGatewayApi(
  gateway: GatewayState,
  request: { method: string; path: string; body: unknown },
  now: Date,
): Reply {
  const [path = '', query = ''] = request.path.split('?', 2);
  const call = { gateway, params: {}, query: new URLSearchParams(query), body: request.body, now };
  applyFinishedUpgrades(call);
  const segments = path.split('/');
  for (const route of ROUTES) {
    const params = route.method === request.method ? matchPath(route.segments, segments) : null;
    if (params) return route.handle({ ...call, params });
  }
  return pageNotFound();
}
