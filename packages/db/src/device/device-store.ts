import { AppError, type Device, type DeviceUpdate, type TopicRoot } from '@tpedm/domain';
import type { Database } from '../database.ts';
import { violatedConstraint } from '../database-error.ts';
import { DEVICE_COLUMNS, DEVICE_TABLES, type DeviceRow, toDevice } from './device-row.ts';
import { type DeviceSecret, SECRET_SQL, secretBindings } from './device-secret.ts';

export type NewDevice = { clientid: string; username: string; secret: DeviceSecret; name: string; tags: readonly string[] };

const INSERT_SQL = `
  WITH login AS (
    INSERT INTO mqtt_user (clientid, username, algorithm, password_hash, salt)
    SELECT :clientid, :username, algorithm, password_hash, salt FROM (${SECRET_SQL}) AS secret
    RETURNING clientid
  ), profile AS (
    INSERT INTO clientid_profile (clientid, name, tags) SELECT clientid, :name, :tags::text[] FROM login RETURNING clientid
  )
  INSERT INTO device_presence (clientid) SELECT clientid FROM profile`;

/** @throws AppError CLIENTID_TAKEN */
export async function insertDevice(db: Database, device: NewDevice): Promise<void> {
  const { clientid, username, name, tags, secret } = device;
  try {
    await db.raw(INSERT_SQL, { clientid, username, name, tags: [...tags], ...secretBindings(secret) });
  } catch (error) {
    if (violatedConstraint(error) !== 'mqtt_user_clientid_key') throw error;
    throw new AppError('CLIENTID_TAKEN', `A device with the client id ${clientid} is registered already`, { field: 'clientid' });
  }
}

/** The devices among `clientids` that exist, in no particular order. */
export async function findDevices(db: Database, clientids: readonly string[]): Promise<Device[]> {
  const { rows } = await db.raw<{ rows: DeviceRow[] }>(
    `SELECT ${DEVICE_COLUMNS} FROM ${DEVICE_TABLES} WHERE profile.clientid = ANY (?::text[])`,
    [[...clientids]],
  );
  return rows.map(toDevice);
}

export const deviceNotFound = (clientid: string): AppError =>
  new AppError('DEVICE_NOT_FOUND', `No device with the client id ${clientid} is registered`, { clientid });

/** @throws AppError DEVICE_NOT_FOUND */
export async function getDevice(db: Database, clientid: string): Promise<Device> {
  const [device] = await findDevices(db, [clientid]);
  if (!device) throw deviceNotFound(clientid);
  return device;
}

/** What a device logs in with and where it listens; `inputRoot` is null until it first subscribed. */
export type DeviceAccess = { username: string; inputRoot: TopicRoot | null };

/** @throws AppError DEVICE_NOT_FOUND */
export async function getDeviceAccess(db: Database, clientid: string): Promise<DeviceAccess> {
  const { rows } = await db.raw<{ rows: DeviceAccess[] }>(
    `SELECT login.username, presence.input_root AS "inputRoot"
     FROM mqtt_user AS login JOIN device_presence AS presence ON presence.clientid = login.clientid
     WHERE login.clientid = ?`,
    [clientid],
  );
  const [access] = rows;
  if (!access) throw deviceNotFound(clientid);
  return access;
}

/** Changes what is given and leaves the rest. @throws AppError DEVICE_NOT_FOUND */
export async function updateDevice(db: Database, clientid: string, { name, tags }: DeviceUpdate): Promise<void> {
  const { rowCount } = await db.raw(
    `UPDATE clientid_profile SET name = coalesce(?, name), tags = coalesce(?::text[], tags), updated_at = now()
     WHERE clientid = ?`,
    [name ?? null, tags ?? null, clientid],
  );
  if (rowCount === 0) throw deviceNotFound(clientid);
}

/** Whether it was different before. @throws AppError DEVICE_NOT_FOUND */
export async function setDeviceEnabled(db: Database, clientid: string, enabled: boolean): Promise<boolean> {
  const { rows } = await db.raw(
    `UPDATE mqtt_user SET enabled = ?, updated_at = now()
     FROM (SELECT id, enabled AS was_enabled FROM mqtt_user WHERE clientid = ? FOR UPDATE) AS before
     WHERE mqtt_user.id = before.id RETURNING was_enabled`,
    [enabled, clientid],
  );
  if (rows.length === 0) throw deviceNotFound(clientid);
  return rows[0].was_enabled !== enabled;
}

/** Replaces the secret; gives the username that goes with it. @throws AppError DEVICE_NOT_FOUND */
export async function setDeviceSecret(db: Database, clientid: string, secret: DeviceSecret): Promise<string> {
  const { rows } = await db.raw(
    `UPDATE mqtt_user
     SET algorithm = secret.algorithm, password_hash = secret.password_hash, salt = secret.salt, updated_at = now()
     FROM (${SECRET_SQL}) AS secret WHERE clientid = :clientid RETURNING username`,
    { clientid, ...secretBindings(secret) },
  );
  if (rows.length === 0) throw deviceNotFound(clientid);
  return rows[0].username;
}

/**
 * Removes the device with its profile, presence and commands; its events stay until they are old.
 * @throws AppError DEVICE_NOT_FOUND
 */
export async function deleteDevice(db: Database, clientid: string): Promise<void> {
  const { rowCount } = await db.raw('DELETE FROM mqtt_user WHERE clientid = ?', [clientid]);
  if (rowCount === 0) throw deviceNotFound(clientid);
}
