import { PROFILE_REQUEST, parseProfile } from '@tpedm/domain';
import type { Database } from '../database.ts';
import { toStorableJson } from '../storable-json.ts';
import type { AnsweredCommand } from './answer-commands.ts';

const STORE_SQL = `
  WITH given AS (
    SELECT * FROM json_to_recordset(?::json) AS given (
      clientid text, model_name text, serial_number text, host_name text, firmware_version text, bios_version text,
      thingspro_version text, general jsonb)
  ), report AS (
    INSERT INTO device_report (clientid, general, received_at) SELECT clientid, general, now() FROM given ORDER BY clientid
    ON CONFLICT (clientid) DO UPDATE SET general = excluded.general, received_at = excluded.received_at
  )
  UPDATE clientid_profile AS profile SET
    model_name = given.model_name, serial_number = given.serial_number, host_name = given.host_name,
    firmware_version = given.firmware_version, bios_version = given.bios_version,
    thingspro_version = given.thingspro_version, profile_updated_at = now()
  FROM given WHERE profile.clientid = given.clientid
  RETURNING profile.clientid`;

/** Keeps what devices answered to `GET /device/general`, and gives the clientids. Of two answers of one device the newer command's wins. */
export async function storeProfiles(db: Database, answered: readonly AnsweredCommand[]): Promise<string[]> {
  const records = new Map<string, object>();
  for (const { clientid, method, path, state, answer } of answered.toSorted((a, b) => Number(a.id) - Number(b.id))) {
    const isProfileRequest = method === PROFILE_REQUEST.method && path.split('?', 1)[0] === PROFILE_REQUEST.path;
    const profile = isProfileRequest && state === 'succeeded' ? parseProfile(answer.payload) : null;
    if (!profile) continue;
    records.set(clientid, {
      clientid,
      model_name: profile.modelName,
      serial_number: profile.serialNumber,
      host_name: profile.hostName,
      firmware_version: profile.firmwareVersion,
      bios_version: profile.biosVersion,
      thingspro_version: profile.thingsproVersion,
      general: answer.payload,
    });
  }
  if (records.size === 0) return [];
  const { rows } = await db.raw<{ rows: { clientid: string }[] }>(STORE_SQL, [toStorableJson([...records.values()])]);
  return rows.map((row) => row.clientid);
}
