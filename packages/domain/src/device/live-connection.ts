import { z } from 'zod';
import { connectionSettingsSchema } from './device.ts';

/** A device's session as the broker describes it at this moment; null where it does not say. */
export const liveConnectionSchema = z.object({
  connected: z.boolean(),
  ipAddress: z.string().nullable(),
  port: z.number().int().nullable(),
  protocol: z.string().nullable(),
  keepaliveSeconds: z.number().int().nullable(),
  cleanStart: z.boolean().nullable(),
  connectedAt: z.iso.datetime().nullable(),
  disconnectedAt: z.iso.datetime().nullable(),
  listener: z.string().nullable(),
  subscriptions: z.array(z.object({ topic: z.string(), qos: z.number().int() })),
  queuedMessages: z.number().int().nullable(),
  inflightMessages: z.number().int().nullable(),
  receivedBytes: z.number().int().nullable(),
  sentBytes: z.number().int().nullable(),
  node: z.string().nullable(),
});
export type LiveConnection = z.infer<typeof liveConnectionSchema>;

/**
 * Where a device connects to, and its session. `live` is null when the broker knows no session of it, and when the broker cannot
 * be asked: then `liveError` says why.
 */
export const deviceConnectionSchema = z
  .object({
    settings: connectionSettingsSchema.extend({ username: z.string() }),
    live: liveConnectionSchema.nullable(),
    liveError: z.object({ code: z.string(), message: z.string() }).optional(),
  })
  .meta({ id: 'DeviceConnection' });
export type DeviceConnection = z.infer<typeof deviceConnectionSchema>;
