import type { Random } from '../rest-api/seeded-random.ts';

/** Flow that the made-up meter measures, litres a second: a slow wave with a little noise. */
const flowAt = (now: Date, random: Random): number =>
  Math.round((4 + Math.sin(now.getTime() / 600_000) + random() * 0.2) * 100) / 100;

/** A message in the form of ThingsPro Edge's default telemetry. */
export function telemetryMessage(now: Date, random: Random): string {
  const updateTimeStamp = `${now.toISOString().slice(0, 19)}Z`;
  const flow = { values: [{ updateTimeStamp, value: flowAt(now, random) }] };
  return JSON.stringify({ tags: { modbus_tcp_master: { 'flow-meter-1': { flow } } } });
}
