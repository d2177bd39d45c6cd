import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { hookEventSchema } from '@tpedm/emqx-client';
import { z } from 'zod';

const FOLDER = fileURLToPath(new URL('../fixtures/', import.meta.url));

/** What EMQX 5.8.9 posted at one moment, request by request: its headers in order, and its body word for word. */
const eventFixtureSchema = z.object({
  note: z.string(),
  requests: z.array(z.object({ headers: z.array(z.tuple([z.string(), z.string()])), body: z.string() })),
});
export type EventFixture = z.infer<typeof eventFixtureSchema>;

/** What EMQX 5.8.9 answered; `body` is missing where it was no JSON. */
const restFixtureSchema = z.object({ request: z.string(), status: z.number(), body: z.unknown().optional() });
export type RestFixture = z.infer<typeof restFixtureSchema>;

function readAll<T>(file: string, schema: z.ZodType<T>): Map<string, T> {
  const recorded = z.record(z.string(), schema).parse(JSON.parse(readFileSync(`${FOLDER}${file}`, 'utf8')));
  return new Map(Object.entries(recorded));
}

export const eventFixtures = (): Map<string, EventFixture> => readAll('events.json', eventFixtureSchema);

const restFixtures = readAll('rest.json', restFixtureSchema);

export function restFixture(name: string): RestFixture {
  const fixture = restFixtures.get(name);
  if (!fixture) throw new Error(`no recorded answer is called ${name}`);
  return fixture;
}

/** The last recorded event of a kind at one moment, as JSON. */
export function recordedEvent(name: string, kind: string): Record<string, unknown> {
  const bodies = eventFixtures()
    .get(name)
    ?.requests.map(({ body }) => hookEventSchema.parse(JSON.parse(body)));
  const event = bodies?.findLast((body) => body.event === kind);
  if (!event) throw new Error(`no recorded ${kind} is called ${name}`);
  return event;
}

/** The form of a JSON value: names and types, no values. Lists take the form of their first entry. */
export function shapeOf(value: unknown): unknown {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (typeof value !== 'object') return typeof value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => a.localeCompare(b, 'en'))
      .map(([key, entry]) => [key, shapeOf(entry)]),
  );
}
