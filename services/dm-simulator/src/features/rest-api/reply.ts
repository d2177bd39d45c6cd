import type { GatewayState } from './gateway-state.ts';

/** One REST call on the gateway; `path` without its query. */
export type Call = {
  gateway: GatewayState;
  params: Record<string, string>;
  query: URLSearchParams;
  body: unknown;
  now: Date;
};

/** What the gateway's REST API answers, and what happens to the gateway after it has answered. */
export type Reply = { status: number; body: unknown; effect?: 'reboot' };

export type Route = { method: string; pattern: string; handle: (call: Call) => Reply };

export const ok = (data: unknown): Reply => ({ status: 200, body: { data } });

export const okList = (data: readonly unknown[]): Reply => ({ status: 200, body: { data, count: data.length } });

/** Success without a body: over MQTT its payload is an empty object. */
export const noContent = (): Reply => ({ status: 204, body: {} });

/** Error in the form of ThingsPro Edge's core. */
export const failure = (status: number, message: string): Reply => ({ status, body: { error: { code: status, message } } });

export const pageNotFound = (): Reply => failure(404, 'page not found');
