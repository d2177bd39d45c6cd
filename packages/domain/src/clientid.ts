import { z } from 'zod';

/**
 * MQTT client id of a device, its key everywhere. The narrow alphabet is a safety rule: a `+`, `#` or `/` would widen the
 * broker's topic rule of the device. `.` and `..` would be no names in an address: browsers and programs resolve them as folders.
 */
export const clientidSchema = z
  .string()
  .regex(
    /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,64}$/,
    'must be 1 to 64 letters, digits, dots, underscores or hyphens, not just a dot or two',
  );
