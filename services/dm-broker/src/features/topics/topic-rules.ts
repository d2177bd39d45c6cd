/** Who acts: the authenticated clientid, and the username, which a device chooses freely unless the database compares it. */
export type Actor = { clientid: string; username: string };

/** Rule 1: an id with any other character could widen a topic rule, so it owns nothing (`emqx/acl.conf`). */
const HARMLESS_CLIENTID = /^[A-Za-z0-9._:-]+$/;

/** Keyed on the clientid: any device may call itself `dm-web` by username. */
const SERVICE_CLIENTID = 'dm-web';
const SERVICE_PUBLISHES = /^\/(?:tpe|tpedm)\/[^/]*\/input$/;

/** Filters that the broker gives a meaning of its own: shared, exclusive and system topics. */
const isSpecial = (topic: string): boolean => topic.startsWith('$');

/** Whether `topic` or filter lies inside the device's own subtree, `/tpe/{clientid}` itself included. */
function isOwn(clientid: string, topic: string): boolean {
  return [`/tpe/${clientid}`, `/tpedm/${clientid}`].some((root) => topic === root || topic.startsWith(`${root}/`));
}

/** What a device may publish to: its own subtree and nothing else. */
export function mayPublish({ clientid, username }: Actor, topic: string): boolean {
  if (!HARMLESS_CLIENTID.test(clientid) || isSpecial(topic)) return false;
  if (clientid === SERVICE_CLIENTID) return username === SERVICE_CLIENTID && SERVICE_PUBLISHES.test(topic);
  return isOwn(clientid, topic);
}

/** What a device may subscribe to: filters inside its own subtree. */
export function maySubscribe(clientid: string, filter: string): boolean {
  if (!HARMLESS_CLIENTID.test(clientid) || isSpecial(filter)) return false;
  return clientid !== SERVICE_CLIENTID && isOwn(clientid, filter);
}

/** The only clientid that can be subscribed to `topic`; null when nobody can. */
export function topicOwner(topic: string): string | null {
  return /^\/(?:tpe|tpedm)\/([^/]+)(?:\/|$)/.exec(topic)?.[1] ?? null;
}

/** Whether a topic is an output, which the hook is told about; the level between may be empty, as in MQTT's `+`. */
export const isOutputTopic = (topic: string): boolean => /^\/(?:tpe|tpedm)\/[^/]*\/output$/.test(topic);

/** MQTT 3.1.1, 4.7.1: `+` takes one level, `#` the rest, its own parent included. */
export function filterMatches(filter: string, topic: string): boolean {
  const wanted = filter.split('/');
  const levels = topic.split('/');
  for (const [index, level] of wanted.entries()) {
    if (level === '#') return true;
    if (index >= levels.length) return false;
    if (level !== '+' && level !== levels[index]) return false;
  }
  return wanted.length === levels.length;
}
