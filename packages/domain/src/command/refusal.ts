import { type CommandRequest, HTTP_METHODS, type HttpMethod } from './command.ts';

/** A call that ThingsPro Edge does not carry over MQTT. `query` narrows it to requests with that query item. */
type RefusedCall = {
  methods: readonly HttpMethod[];
  path: RegExp;
  query?: { name: string; value: RegExp };
  reason: string;
};

const SIGNING_IN = 'signing in (/auth) is not possible over MQTT, and not needed: the gateway trusts the broker';
const ROUTE = '/device/route is not available over MQTT';
const PREFIX = 'leave /api/v1 out: paths start behind it, for example /device/general';
const UPLOAD = 'the call takes a file, and MQTT carries JSON only';
const DOWNLOAD = 'the call answers with a file, and MQTT carries JSON only';
const STREAM = 'the call answers with an endless stream, and MQTT carries one JSON answer only';

type QueryItem = { name: string; value: string };

/** Any value that switches a flag of the query on: `?download`, `?download=true`, `?download=1`. */
const SWITCHED_ON = /^(?!(?:false|0)$)/;

/** All such calls of ThingsPro Edge 2.x, by its published REST API (media types) and remote API notes (/auth, /device/route). */
const REFUSED_CALLS: readonly RefusedCall[] = [
  { methods: HTTP_METHODS, path: /^\/auth(?:\/|$)/, reason: SIGNING_IN },
  { methods: HTTP_METHODS, path: /^\/device\/route(?:\/|$)/, reason: ROUTE },
  { methods: HTTP_METHODS, path: /^\/api\/v[0-9]+(?:\/|$)/, reason: PREFIX },
  { methods: ['PUT'], path: /^\/system\/configuration$/, reason: UPLOAD },
  { methods: ['PUT'], path: /^\/system\/httpserver$/, reason: UPLOAD },
  { methods: ['POST'], path: /^\/azure-device$/, reason: UPLOAD },
  { methods: ['POST'], path: /^\/azure-iotedge\/certificates$/, reason: UPLOAD },
  { methods: ['PUT'], path: /^\/sparkplug\/configuration$/, reason: UPLOAD },
  { methods: ['POST'], path: /^\/function$/, reason: UPLOAD },
  { methods: ['POST'], path: /^\/openvpn\/profile$/, reason: UPLOAD },
  { methods: ['POST'], path: /^\/modbusmaster\/control\/config\/(?:masters|mcmds)\/import$/, reason: UPLOAD },
  { methods: ['GET'], path: /^\/modbusmaster\/control\/config\/(?:masters|mcmds)\/export$/, reason: DOWNLOAD },
  { methods: ['POST'], path: /^\/modbusmaster\/diagnose\/traffic\/stop$/, reason: DOWNLOAD },
  { methods: ['GET'], path: /^\/events$/, query: { name: 'download', value: SWITCHED_ON }, reason: DOWNLOAD },
  { methods: ['GET'], path: /^\/system\/log$/, query: { name: 'download', value: SWITCHED_ON }, reason: DOWNLOAD },
  { methods: ['GET'], path: /^\/system\/configuration$/, query: { name: 'action', value: /^download$/ }, reason: DOWNLOAD },
  { methods: ['GET'], path: /^\/sparkplug\/configuration$/, reason: DOWNLOAD },
  { methods: ['GET'], path: /^\/logger\/export$/, reason: DOWNLOAD },
  { methods: ['POST'], path: /^\/logger\/ftp\/regen-key-pair$/, reason: DOWNLOAD },
  { methods: ['GET'], path: /^\/openvpn\/(?:profile|log)$/, reason: DOWNLOAD },
  { methods: ['GET'], path: /^\/events$/, query: { name: 'event', value: SWITCHED_ON }, reason: STREAM },
  { methods: ['GET'], path: /^\/tags\/monitor\//, query: { name: 'streaminterval', value: SWITCHED_ON }, reason: STREAM },
];

/** Why a call cannot be invoked over MQTT, as a sentence for people; null when it can. */
export function commandRefusal({ method, path }: Pick<CommandRequest, 'method' | 'path'>): string | null {
  if (!path.startsWith('/')) return 'the path must start with "/"';
  if (hasControlCharacter(path) || path.includes(' ')) return 'the path must not hold spaces or control characters';
  const route = normalizePath(path);
  const query = readQuery(path);
  const call = REFUSED_CALLS.find(
    (refused) => refused.methods.includes(method) && refused.path.test(route) && matchesQuery(refused.query, query),
  );
  return call?.reason ?? null;
}

/** Of a repeated name every value counts, so that none can hide another. */
function matchesQuery(condition: RefusedCall['query'], query: readonly QueryItem[]): boolean {
  return !condition || query.some(({ name, value }) => name === condition.name && condition.value.test(value));
}

/** Path without query, percent-encoding, doubled slashes, dot segments and capitals: what the gateway will route by. */
export function normalizePath(path: string): string {
  const bare = path.split(/[?#]/, 1)[0] ?? '';
  const segments: string[] = [];
  for (const segment of decode(bare).toLowerCase().split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return `/${segments.join('/')}`;
}

function readQuery(path: string): QueryItem[] {
  const text = /\?([^#]*)/.exec(path)?.[1] ?? '';
  return text.split('&').map((item) => {
    const [name = '', ...value] = decode(item).toLowerCase().split('=');
    return { name, value: value.join('=') };
  });
}

/** Decodes what is well encoded and leaves the rest, so that one bad escape cannot hide a good one. */
const decode = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

const hasControlCharacter = (text: string): boolean => [...text].some((char) => char < ' ' || char === '\u007f');
