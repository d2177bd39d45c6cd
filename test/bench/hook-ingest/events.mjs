/** Events as EMQX posts them: 1,000 devices that connect, subscribe, say six things and leave, each with new ids and times. */
import { randomUUID } from 'node:crypto';

const STEPS = ['connected', 'subscribed', 'output', 'output', 'output', 'output', 'output', 'output', 'disconnected'];
const DEVICES = 1_000;

export const clientidOf = (index) => `gw-${index}`;
export const clientids = Array.from({ length: DEVICES }, (_, index) => clientidOf(index));

const telemetry = Buffer.from(JSON.stringify({ flow: 12.5, pressure: 3.25, note: 'x'.repeat(150) })).toString('base64');

/** Gives the body of one event after the other, without end; ASCII. Written by hand, because the generator shares the machine. */
export function createEventSource() {
  const devices = clientids.map((clientid) => ({ clientid, step: 0, connectedAt: 0 }));
  let clock = Date.now() - 3_600_000;
  return () => {
    const device = devices[Math.floor(Math.random() * DEVICES)];
    clock += 1;
    const step = STEPS[device.step];
    device.step = (device.step + 1) % STEPS.length;
    if (step === 'connected') device.connectedAt = clock;
    return bodyOf(step, device, clock);
  };
}

let messages = 0;

/** As EMQX makes them: microseconds, node and process, counter; 32 hex digits that grow with time. */
function messageId() {
  messages += 1;
  const micros = (Date.now() * 1_000).toString(16).toUpperCase().padStart(16, '0');
  return `${micros}F44300000FB6${(messages % 65_536).toString(16).toUpperCase().padStart(4, '0')}`;
}

function bodyOf(step, { clientid, connectedAt }, clock) {
  const id = step === 'output' ? messageId() : randomUUID();
  const base = `{"event_id":"${id}","clientid":"${clientid}","username":"${clientid}","timestamp":${clock},"node":"emqx@127.0.0.1"`;
  const peer = `"peername":"127.0.0.1:50000","sockname":"127.0.0.1:1883","proto_name":"MQTT","proto_ver":4,"connected_at":${connectedAt}`;
  switch (step) {
    case 'connected':
      return `${base},${peer},"event":"client.connected","keepalive":60,"clean_start":true,"expiry_interval":0}`;
    case 'subscribed':
      return `${base},"event":"session.subscribed","topic":"/tpe/${clientid}/input","qos":1}`;
    case 'disconnected':
      return `${base},${peer},"event":"client.disconnected","reason":"tcp_closed","disconnected_at":${clock}}`;
    default:
      return (
        `${base},"id":"${id}","topic":"/tpe/${clientid}/output","qos":1,"retain":false,"dup":false,"event":"message.publish",` +
        `"payload_base64":"${telemetry}","pub_props":{},"publish_received_at":${clock}}`
      );
  }
}
