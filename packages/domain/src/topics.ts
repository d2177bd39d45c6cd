/** First level of a device's topics. `tpedm` is the root that older installations use; both are served. */
export const TOPIC_ROOTS = ['tpe', 'tpedm'] as const;
export type TopicRoot = (typeof TOPIC_ROOTS)[number];

export const inputTopic = (clientid: string, root: TopicRoot = 'tpe'): string => `/${root}/${clientid}/input`;
export const outputTopic = (clientid: string, root: TopicRoot = 'tpe'): string => `/${root}/${clientid}/output`;

/** The clientid that an output topic belongs to; null when the topic is no output topic. */
export function outputTopicOwner(topic: string): string | null {
  return /^\/(?:tpe|tpedm)\/([^/]+)\/output$/.exec(topic)?.[1] ?? null;
}

/**
 * The root under which a subscription filter of `clientid` receives commands; null when the filter does not cover its input topic.
 * A device may subscribe to the topic itself or to its own `/+` or `/#` (broker rule `dm_ready`).
 */
export function inputRootOf(filter: string, clientid: string): TopicRoot | null {
  const covers = (root: TopicRoot) => ['input', '+', '#'].some((leaf) => filter === `/${root}/${clientid}/${leaf}`);
  return TOPIC_ROOTS.find(covers) ?? null;
}
