import type { ReportedProfile } from '@tpedm/domain';
import type { Database } from '../database.ts';

/** Notes what a device said of itself to another system, at `reportedAt`; its next answer here replaces it. */
export async function takeOverProfile(
  db: Database,
  clientid: string,
  { profile, reportedAt }: { profile: ReportedProfile; reportedAt: Date },
): Promise<void> {
  await db('clientid_profile').where({ clientid }).update({
    model_name: profile.modelName,
    serial_number: profile.serialNumber,
    host_name: profile.hostName,
    firmware_version: profile.firmwareVersion,
    bios_version: profile.biosVersion,
    thingspro_version: profile.thingsproVersion,
    profile_updated_at: reportedAt,
  });
}
