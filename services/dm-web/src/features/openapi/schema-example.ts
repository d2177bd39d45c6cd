import type { oas31 } from 'zod-openapi';

export type Schema = oas31.SchemaObject | oas31.ReferenceObject;
export type Schemas = Record<string, Schema>;

/** Values that show what a field is for, by its name. */
const EXAMPLE_BY_FIELD: Record<string, unknown> = {
  action: 'device.disable',
  actor: 'alice',
  actorId: 'user:1',
  address: '192.0.2.10',
  at: '2026-11-22T08:30:00.000Z',
  biosVersion: '1.1.0S02',
  caCertificateUrl: 'https://tpedm.example/ca.crt',
  category: 'Device',
  clientid: 'gw-0001',
  currentPassword: 'the one until now',
  cursor: 'WyI0MiJd',
  error: null,
  firmwareVersion: '1.5.0',
  eventId: null,
  host: 'tpedm.example',
  hostName: 'moxa',
  id: '42',
  inputTopic: '/tpe/gw-0001/input',
  message: 'clientid: must be 1 to 64 letters, digits, dots, underscores or hyphens',
  method: 'GET',
  mqttPort: 1883,
  mqttTlsPort: 8883,
  modelName: 'UC-8220-T-LX-US-S',
  name: 'Pump house',
  nextCursor: null,
  newPassword: 'a long sentence is good',
  password: 'a long sentence is good',
  outputTopic: '/tpe/gw-0001/output',
  path: '/device/general',
  pathParams: {},
  peername: '192.0.2.10:49152',
  query: {},
  requestedBy: 'alice',
  requestId: '0b5f4c1e-7f0d-4a4e-9d55-5f0f6ad1c2aa',
  reason: null,
  response: {},
  role: 'operator',
  sessionConnectedAt: '2026-11-22T08:30:00.000Z',
  serialNumber: 'TBAFB1234567',
  setupToken: 'the one printed at the start',
  state: 'succeeded',
  status: 'online',
  statusCode: 200,
  tags: ['north'],
  target: 'gw-0001',
  thingsproVersion: '2.6.0',
  token: 'tpedm_…',
  total: 1,
  username: 'alice',
};

const LONGEST_PATH = 8;

/** The schema a reference names, or the schema itself. */
export function resolveSchema(schema: Schema, schemas: Schemas): oas31.SchemaObject {
  if (!('$ref' in schema) || schema.$ref === undefined) return schema as oas31.SchemaObject;
  return resolveSchema(schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, schemas);
}

/** A value that fits a schema and reads like one from practice. */
export function exampleOf(schema: Schema, schemas: Schemas, field = '', depth = 0): unknown {
  const actual = resolveSchema(schema, schemas);
  const { example, const: only, default: standard, enum: values, anyOf, oneOf } = actual;
  if (example !== undefined) return example;
  const named = EXAMPLE_BY_FIELD[field];
  if (named !== undefined && (!values || values.includes(named))) return named;
  const given = [only, standard, values?.[0]].find((value) => value !== undefined);
  if (given !== undefined || depth > LONGEST_PATH) return given ?? null;
  const choice = anyOf?.[0] ?? oneOf?.[0];
  return choice ? exampleOf(choice, schemas, field, depth + 1) : exampleByType(actual, schemas, depth);
}

function exampleByType(schema: oas31.SchemaObject, schemas: Schemas, depth: number): unknown {
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'object') {
    const fields = Object.entries(schema.properties ?? {});
    return Object.fromEntries(fields.map(([name, child]) => [name, exampleOf(child, schemas, name, depth + 1)]));
  }
  if (type === 'array') return schema.items ? [exampleOf(schema.items, schemas, '', depth + 1)] : [];
  if (type === 'integer' || type === 'number') return Math.max(schema.minimum ?? 1, 1);
  if (type === 'boolean') return true;
  if (type === 'string') return schema.format === 'date-time' ? '2026-11-22T08:30:00.000Z' : '…';
  return type === 'null' ? null : {};
}
