/** Name of this broker in events and answers, in EMQX's form. */
export const NODE_NAME = 'dm-broker@127.0.0.1';
