import { type Device, inputTopic } from '@tpedm/domain';

/** Why a session ended, for people. What is not in the table is shown as the broker said it. */
const REASONS: Record<string, string> = {
  normal: 'the gateway said goodbye',
  keepalive_timeout: 'nothing was heard from it for longer than its keepalive allows',
  tcp_closed: 'its connection was cut',
  kicked: 'TPEDM or an operator of the broker cut it off',
  not_authorized: 'it did something it is not allowed to',
  idle_timeout: 'it was idle for too long',
  frame_error: 'it sent something that is not MQTT',
};

export const reasonWords = (reason: string): string => REASONS[reason] ?? reason;

type Clock = (iso: string) => string;

/** In one or two sentences: what the status is, since when, and what that rests on. */
export function presenceWords({ status, since, reason, evidence }: Device['presence'], format: Clock): string {
  if (status === 'never' || !evidence || !since) return 'It has not connected since it was registered.';
  const why = status === 'offline' && reason ? `: ${reasonWords(reason)}` : '';
  const head = `${status === 'online' ? 'Online' : 'Offline'} since ${format(since)}${why}.`;
  const from = evidence.peername ? ` from ${evidence.peername}` : '';
  if (evidence.source === 'hook') return `${head} The broker reported ${evidence.event} at ${format(evidence.at)}${from}.`;
  const found = status === 'online' ? 'lists it as connected' : 'no longer lists it';
  return `${head} A comparison with the broker at ${format(evidence.at)} found that the broker ${found}${from}.`;
}

/** Whether a command can reach the device now, and what to do when it cannot. */
export function readyWords({ clientid, enabled, ready, presence }: Device): string {
  if (!enabled) return 'The device is disabled: it may not connect, and commands are refused.';
  if (ready) return 'Ready: it listens for commands.';
  if (presence.status === 'online')
    return `Not ready: it is connected, but has not subscribed to ${inputTopic(clientid)} in this session. Check that the remote API of its MQTT client is enabled and its request topic is right.`;
  return 'Not ready: commands wait until it connects, as long as their time allows.';
}
