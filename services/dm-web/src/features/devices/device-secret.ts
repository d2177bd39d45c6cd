import { type DeviceSecret, generateDeviceSecret } from '@tpedm/db';

/** The password to show once, and what is stored of it. Without a choice of the operator's it is random. */
export const makeDeviceSecret = (chosen: string | undefined): { password: string; secret: DeviceSecret } =>
  chosen === undefined ? generateDeviceSecret() : { password: chosen, secret: { kind: 'chosen', password: chosen } };
