import { z } from 'zod';
import { isReplacement } from '../presence/presence.ts';

/** Changes that people make to a device; they stand in its history beside what the broker reports. */
export const DEVICE_CHANGE_KINDS = ['device.created', 'device.enabled', 'device.disabled', 'device.credentials'] as const;
export type DeviceChangeKind = (typeof DEVICE_CHANGE_KINDS)[number];

/** One entry of a device's history. `kind` is the broker's name of the event, `device.…` or `reconcile.…`; more may come. */
export const deviceEventSchema = z
  .object({
    eventId: z.string(),
    kind: z.string(),
    at: z.iso.datetime(),
    summary: z.string(),
    detail: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'DeviceEvent' });
export type DeviceEvent = z.infer<typeof deviceEventSchema>;

type Detail = DeviceEvent['detail'];

const textOf = (detail: Detail, key: string): string | null => {
  const value = detail[key];
  return typeof value === 'string' && value !== '' ? value.slice(0, 200) : null;
};
const by = (detail: Detail): string => ` by ${textOf(detail, 'by') ?? 'an operator'}`;
const from = (detail: Detail): string => {
  const peername = textOf(detail, 'peername');
  return peername ? ` from ${peername}` : '';
};

function disconnected(detail: Detail): string {
  const reason = textOf(detail, 'reason') ?? 'no reason given';
  return isReplacement(reason) ? `An older session ended (${reason}): the device had connected again` : `Disconnected: ${reason}`;
}

const SENTENCES: Record<string, (detail: Detail) => string> = {
  'client.connected': (detail) => `Connected${from(detail)}`,
  'client.disconnected': disconnected,
  'session.subscribed': (detail) => `Subscribed to ${textOf(detail, 'topic') ?? 'its input topic'}: ready for commands`,
  'message.publish': (detail) => `Published on ${textOf(detail, 'topic') ?? 'its output topic'}`,
  'reconcile.connected': (detail) => `Found connected${from(detail)}; no event had said so`,
  'reconcile.disconnected': () => 'Found disconnected; no event had said so',
  'reconcile.subscribed': () => 'Found ready for commands; no event had said so',
  'device.created': (detail) => `Registered${by(detail)}`,
  'device.enabled': (detail) => `Enabled${by(detail)}`,
  'device.disabled': (detail) => `Disabled${by(detail)}: it cannot connect`,
  'device.credentials': (detail) => `Given a new secret${by(detail)}`,
};

/** A sentence for people about an entry of the history; the kind itself when nothing better is known. */
export function describeDeviceEvent(kind: string, detail: Detail): string {
  const sentence = Object.hasOwn(SENTENCES, kind) ? SENTENCES[kind] : undefined;
  return sentence?.(detail) ?? kind;
}
