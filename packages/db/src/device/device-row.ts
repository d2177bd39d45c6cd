import type { Device, DeviceProfile, PresenceEvidence, PresenceStatus } from '@tpedm/domain';

/** A device is three rows that live and die together: its login, what people call it, its presence. */
export const DEVICE_TABLES = `
  clientid_profile AS profile
  JOIN mqtt_user AS login ON login.clientid = profile.clientid
  JOIN device_presence AS presence ON presence.clientid = profile.clientid`;

export const DEVICE_COLUMNS = `
  profile.clientid, profile.name, profile.tags, profile.created_at, profile.profile_updated_at,
  profile.model_name, profile.serial_number, profile.host_name, profile.firmware_version, profile.bios_version,
  profile.thingspro_version,
  login.enabled, presence.status, presence.since, presence.reason, presence.evidence, presence.ready`;

export type DeviceRow = {
  clientid: string;
  name: string;
  tags: string[];
  created_at: Date;
  profile_updated_at: Date | null;
  model_name: string | null;
  serial_number: string | null;
  host_name: string | null;
  firmware_version: string | null;
  bios_version: string | null;
  thingspro_version: string | null;
  enabled: boolean;
  status: PresenceStatus;
  since: Date | null;
  reason: string | null;
  evidence: PresenceEvidence | null;
  ready: boolean;
};

const toProfile = (row: DeviceRow): DeviceProfile | null =>
  row.profile_updated_at && {
    modelName: row.model_name,
    serialNumber: row.serial_number,
    hostName: row.host_name,
    firmwareVersion: row.firmware_version,
    biosVersion: row.bios_version,
    thingsproVersion: row.thingspro_version,
    updatedAt: row.profile_updated_at.toISOString(),
  };

export const toDevice = (row: DeviceRow): Device => ({
  clientid: row.clientid,
  name: row.name,
  tags: row.tags,
  enabled: row.enabled,
  presence: { status: row.status, since: row.since?.toISOString() ?? null, reason: row.reason, evidence: row.evidence },
  ready: row.ready,
  profile: toProfile(row),
  createdAt: row.created_at.toISOString(),
});
