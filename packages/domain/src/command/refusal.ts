import type { CommandRequest } from './command.ts';

type Rule = { pattern: RegExp; method?: string; reason: string };

/** Calls that ThingsPro Edge does not carry over MQTT, each with the reason an operator is told. */
const NOT_INVOCABLE: readonly Rule[] = [
  {
    pattern: /^\/auth(?:\/|$)/,
    reason: 'signing in (/auth) is not possible over MQTT, and not needed: the gateway trusts the broker',
  },
  { pattern: /^\/device\/route(?:\/|$)/, reason: '/device/route is not available over MQTT' },
  { pattern: /^\/(?:api\/v[0-9]+)(?:\/|$)/, reason: 'leave /api/v1 out: paths start behind it, for example /device/general' },
];

/** Endings of calls that answer with or take a file or a stream instead of JSON. */
const NOT_JSON = /\/(?:file|files|import|export|download|upload|stream|sse|logs?\/archive)(?:\/|$)/;

/**
 * Why a call cannot be invoked over MQTT; null when it can.
 * @param isKnownInvocable whether the catalogue lists the call as one that works, which beats the guess by its path
 */
export function commandRefusal(request: Pick<CommandRequest, 'method' | 'path'>, isKnownInvocable = false): string | null {
  if (!request.path.startsWith('/')) return 'the path must start with "/"';
  if (hasControlCharacter(request.path) || request.path.includes(' '))
    return 'the path must not hold spaces or control characters';
  const path = normalizePath(request.path);
  const rule = NOT_INVOCABLE.find(({ pattern, method }) => pattern.test(path) && (!method || method === request.method));
  if (rule) return rule.reason;
  if (!isKnownInvocable && NOT_JSON.test(path)) return 'the call takes or gives a file or a stream, and MQTT carries JSON only';
  return null;
}

/** Path without query, percent-encoding, doubled slashes and dot segments: what the gateway will route by. */
function normalizePath(path: string): string {
  const bare = path.split(/[?#]/, 1)[0] ?? '';
  const segments: string[] = [];
  for (const segment of decode(bare).toLowerCase().split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return `/${segments.join('/')}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const hasControlCharacter = (text: string): boolean => [...text].some((char) => char < ' ' || char === '\u007f');
