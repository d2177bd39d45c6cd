import { z } from 'zod';

/**
 * MQTT client id of a device, its key everywhere. The narrow alphabet is a safety rule: a `+`, `#` or `/` would widen the
 * broker's topic rule of the device.
 */
export const clientidSchema = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be 1 to 64 letters, digits, dots, underscores or hyphens');
