import type { Database } from '../database.ts';

/** What a device says of itself when it connects; the username may be empty. */
export type MqttLogin = { clientid: string; username: string; password: string };

/**
 * Whether PostgreSQL lets this device in: the clientid is known and enabled, username and password are its own.
 * Unknown, disabled and wrong are told apart by nobody.
 * @throws the driver's error when the database is not available
 */
export async function authenticateMqtt(db: Database, { clientid, username, password }: MqttLogin): Promise<boolean> {
  const answer = await db.raw<{ rows: { password_hash: string }[] }>('SELECT password_hash FROM mqtt_authenticate(?, ?, ?)', [
    clientid,
    username,
    password,
  ]);
  return answer.rows[0]?.password_hash === password;
}
