import { type Database, findCommands, findDevices } from '@tpedm/db';
import type { Command, Device } from '@tpedm/domain';
import type { ChangedRows } from './notice-batch.ts';

const DEVICE_CHANGES = ['device.created', 'device.updated', 'device.presence', 'device.profile'] as const;
type DeviceChangeType = (typeof DEVICE_CHANGES)[number];

/** What happened, with the row as it is now. `reset`: more happened than is told. */
export type LiveChange =
  | { type: DeviceChangeType; clientid: string; device: Device }
  | { type: 'device.deleted'; clientid: string }
  | { type: 'command.updated'; clientid: string; command: Command }
  | { type: 'reset' };

/** Reads all rows of a batch with one statement a kind. A row that is gone by now is passed over: its end is told by itself. */
export async function readChanges(db: Database, rows: ChangedRows): Promise<LiveChange[]> {
  const clientids = new Set(DEVICE_CHANGES.flatMap((type) => [...(rows.get(type) ?? [])]));
  const commandIds = rows.get('command.updated') ?? new Set();
  const [devices, commands] = await Promise.all([
    clientids.size === 0 ? [] : findDevices(db, [...clientids]),
    commandIds.size === 0 ? [] : findCommands(db, [...commandIds]),
  ]);
  return [...deletions(rows), ...deviceChanges(rows, devices), ...commandChanges(commands)];
}

/** Deletions come first: a device that is registered again in the same moment is told as new after its end. */
const deletions = (rows: ChangedRows): LiveChange[] =>
  [...(rows.get('device.deleted') ?? [])].map((clientid) => ({ type: 'device.deleted', clientid }));

function deviceChanges(rows: ChangedRows, devices: readonly Device[]): LiveChange[] {
  const byClientid = new Map(devices.map((device) => [device.clientid, device]));
  return DEVICE_CHANGES.flatMap((type) =>
    [...(rows.get(type) ?? [])].flatMap((clientid) => {
      const device = byClientid.get(clientid);
      return device ? [{ type, clientid, device }] : [];
    }),
  );
}

const commandChanges = (commands: readonly Command[]): LiveChange[] =>
  commands
    .toSorted((one, other) => Number(one.id) - Number(other.id))
    .map((command) => ({ type: 'command.updated', clientid: command.clientid, command }));
