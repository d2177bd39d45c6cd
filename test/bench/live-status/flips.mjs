/** Devices that connect and disconnect in turn, as EMQX reports it. */
import { randomUUID } from 'node:crypto';

const DEVICES = 1_000;
export const clientids = Array.from({ length: DEVICES }, (_, index) => `gw-${index}`);

/** Gives one event after the other: each device in turn, alternately online and offline. */
export function createFlips() {
  const connectedAt = new Map();
  let count = 0;
  return () => {
    const clientid = clientids[count % DEVICES];
    count += 1;
    const now = Date.now();
    const base = { event_id: randomUUID(), clientid, username: clientid, timestamp: now, node: 'emqx@127.0.0.1' };
    const peer = { peername: '127.0.0.1:50000', sockname: '127.0.0.1:1883', proto_name: 'MQTT', proto_ver: 4 };
    const began = connectedAt.get(clientid);
    if (began !== undefined) {
      connectedAt.delete(clientid);
      return { ...base, ...peer, event: 'client.disconnected', reason: 'tcp_closed', connected_at: began, disconnected_at: now };
    }
    connectedAt.set(clientid, now);
    const session = { keepalive: 60, clean_start: true, expiry_interval: 0, connected_at: now };
    return { ...base, ...peer, ...session, event: 'client.connected' };
  };
}
