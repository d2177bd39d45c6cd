import {
  type Database,
  deleteDevice,
  getDevice,
  insertDevice,
  insertDeviceChange,
  notifyLive,
  setDeviceEnabled,
  setDeviceSecret,
  updateDevice,
} from '@tpedm/db';
import type { Credentials, Device, DeviceCreate, DeviceUpdate } from '@tpedm/domain';
import { audit } from '../../http/audit.ts';
import type { Actor } from '../../http/route.ts';
import type { DeviceCounts } from './device-counts.ts';
import { makeDeviceSecret } from './device-secret.ts';
import type { SessionCutter } from './session-cutter.ts';

export type DeviceService = {
  register: (actor: Actor, request: DeviceCreate) => Promise<{ device: Device; credentials: Credentials }>;
  update: (actor: Actor, clientid: string, update: DeviceUpdate) => Promise<Device>;
  /** Disabling ends the session. */
  setEnabled: (actor: Actor, clientid: string, enabled: boolean) => Promise<Device>;
  /** Ends the session: the old secret is out from here on. */
  replaceSecret: (actor: Actor, clientid: string, password: string | undefined) => Promise<Credentials>;
  /** Ends the session. */
  remove: (actor: Actor, clientid: string) => Promise<void>;
};

/** Changes to devices: each one transaction with its audit row, its entry in the device's history and its notice. */
export function createDeviceService(deps: { db: Database; cutter: SessionCutter; counts: DeviceCounts }): DeviceService {
  const { db, cutter, counts } = deps;
  return {
    register: async (actor, request) => {
      const registered = await register(db, actor, request);
      counts.forget();
      return registered;
    },
    update: (actor, clientid, update) =>
      db.transaction(async (trx) => {
        await updateDevice(trx, clientid, update);
        await audit(trx, actor, 'device.update', clientid, update);
        await notifyLive(trx, 'device.updated', [clientid]);
        return await getDevice(trx, clientid);
      }),
    setEnabled: async (actor, clientid, enabled) => {
      const device = await setEnabled(db, actor, clientid, enabled);
      if (!enabled) cutter.cut(clientid);
      counts.forget();
      return device;
    },
    replaceSecret: async (actor, clientid, chosen) => {
      const credentials = await replaceSecret(db, actor, clientid, chosen);
      cutter.cut(clientid);
      return credentials;
    },
    remove: async (actor, clientid) => {
      await db.transaction(async (trx) => {
        await deleteDevice(trx, clientid);
        await audit(trx, actor, 'device.delete', clientid);
        await notifyLive(trx, 'device.deleted', [clientid]);
      });
      counts.forget();
      cutter.cut(clientid);
    },
  };
}

function register(db: Database, actor: Actor, request: DeviceCreate): ReturnType<DeviceService['register']> {
  const { clientid, username = clientid, name = '', tags = [] } = request;
  const { password, secret } = makeDeviceSecret(request.password);
  return db.transaction(async (trx) => {
    await insertDevice(trx, { clientid, username, secret, name, tags });
    await audit(trx, actor, 'device.create', clientid, { username, name, tags, secret: secret.kind });
    await insertDeviceChange(trx, clientid, 'device.created', actor.name);
    await notifyLive(trx, 'device.created', [clientid]);
    return { device: await getDevice(trx, clientid), credentials: { username, password } };
  });
}

/** A switch that is there already is no change: nothing is noted. */
function setEnabled(db: Database, actor: Actor, clientid: string, enabled: boolean): Promise<Device> {
  return db.transaction(async (trx) => {
    if (await setDeviceEnabled(trx, clientid, enabled)) {
      await audit(trx, actor, enabled ? 'device.enable' : 'device.disable', clientid);
      await insertDeviceChange(trx, clientid, enabled ? 'device.enabled' : 'device.disabled', actor.name);
      await notifyLive(trx, 'device.updated', [clientid]);
    }
    return await getDevice(trx, clientid);
  });
}

function replaceSecret(db: Database, actor: Actor, clientid: string, chosen: string | undefined): Promise<Credentials> {
  const { password, secret } = makeDeviceSecret(chosen);
  return db.transaction(async (trx) => {
    const username = await setDeviceSecret(trx, clientid, secret);
    await audit(trx, actor, 'device.credentials', clientid, { secret: secret.kind });
    await insertDeviceChange(trx, clientid, 'device.credentials', actor.name);
    return { username, password };
  });
}
