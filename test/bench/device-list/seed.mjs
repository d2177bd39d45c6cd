export const DEVICE_COUNT = 100_000;

/** Of every ten devices six are online, three offline and one never came; they share 1,000 names and 50 tags. */
export async function seedDevices(db) {
  const ids = `SELECT i, 'gw-' || lpad(i::text, 6, '0') AS clientid FROM generate_series(1, ${DEVICE_COUNT}) AS i`;
  await db.raw(`
    INSERT INTO mqtt_user (clientid, username, algorithm, password_hash)
      SELECT clientid, clientid, 'sha256', 'h' FROM (${ids}) AS given;
    INSERT INTO clientid_profile (clientid, name, tags, model_name, serial_number, host_name, profile_updated_at)
      SELECT clientid, 'Site ' || i % 1000, ARRAY['line-' || i % 50], 'UC-8112A-ME-T-LX',
             'TAICB' || lpad(i::text, 7, '0'), 'Moxa', now()
      FROM (${ids}) AS given;
    INSERT INTO device_presence (clientid, status, since, session_connected_at_ms, subscribed_at_ms, evidence)
      SELECT clientid, CASE WHEN i % 10 < 6 THEN 'online' WHEN i % 10 < 9 THEN 'offline' ELSE 'never' END,
             CASE WHEN i % 10 < 9 THEN timestamptz '2026-02-01 00:00:00Z' + i * interval '1 second' END, 1, 1,
             '{"event": "client.connected", "source": "hook", "peername": "10.0.0.9:51000"}'
      FROM (${ids}) AS given`);
  await db.raw('VACUUM ANALYZE');
}
