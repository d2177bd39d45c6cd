/** Registers devices without any of the API's work: nobody connects as them. */
export async function registerDevices(db, clientids) {
  await db.raw(
    `INSERT INTO mqtt_user (clientid, username, algorithm, password_hash)
     SELECT id, id, 'sha256', '' FROM unnest(?::text[]) AS id`,
    [clientids],
  );
  await db.raw('INSERT INTO clientid_profile (clientid) SELECT clientid FROM mqtt_user');
  await db.raw('INSERT INTO device_presence (clientid) SELECT clientid FROM mqtt_user');
}
