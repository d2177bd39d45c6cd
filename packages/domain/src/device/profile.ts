import { isObject } from '../json.ts';
import type { DeviceProfile } from './device.ts';

export type ReportedProfile = Omit<DeviceProfile, 'updatedAt'>;

export const PROFILE_REQUEST = { method: 'GET', path: '/device/general' } as const;

/** Long text in a profile is cut here: no field of a real gateway comes near. */
const MAX_FIELD_CHARACTERS = 256;

/**
 * Reads a profile out of the answer to `GET /device/general`. Fields that a version does not have are null
 * (`biosVersion` is missing in the oldest; newer ones call `thingsproVersion` `softwareVersion`). Null when it is no profile.
 */
export function parseProfile(payload: unknown): ReportedProfile | null {
  const data = isObject(payload) && isObject(payload.data) ? payload.data : payload;
  if (!isObject(data)) return null;
  const text = (key: string): string | null => {
    const value = data[key];
    return typeof value === 'string' ? value.slice(0, MAX_FIELD_CHARACTERS).replaceAll('\u0000', '') : null;
  };
  const profile = {
    modelName: text('modelName'),
    serialNumber: text('serialNumber'),
    hostName: text('hostName'),
    firmwareVersion: text('firmwareVersion'),
    biosVersion: text('biosVersion'),
    thingsproVersion: text('thingsproVersion') ?? text('softwareVersion'),
  };
  return Object.values(profile).some((value) => value !== null) ? profile : null;
}
