import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { HTTP_STATUS_BY_CODE } from '@tpedm/domain';
import supertest from 'supertest';
import { createWebHarness, type WebHarness } from '../../../test/web-harness.ts';
import { apiRoutes } from '../../app.ts';
import type { Route } from '../../http/route.ts';
import type { OpenApiDocument } from './document.ts';
import { openApiPath } from './document.ts';

type Operation = {
  operationId: string;
  description: string;
  security: unknown[];
  parameters?: { in: string; name: string }[];
  requestBody?: { required: boolean };
  responses: Record<string, { description: string; content?: Record<string, unknown> }>;
};

let web: WebHarness;
let routes: Route[];
let document: Omit<OpenApiDocument, 'paths'> & { paths: Record<string, Record<string, Operation>> };
beforeAll(async () => {
  web = await createWebHarness();
  routes = apiRoutes(web.deps);
  document = (await supertest(web.url).get('/api/v1/openapi.json')).body;
});
afterAll(() => web.close());

const operations = () => Object.values(document.paths).flatMap((item) => Object.values(item));
const operationOf = ({ path, method }: Route): Operation | undefined => document.paths[openApiPath(path)]?.[method];

test('is a valid OpenAPI 3.1 document', async () => {
  expect(document.openapi).toBe('3.1.0');
  expect(await new Validator().validate({ ...document })).toEqual({ valid: true });
});

test('describes every route of the table, and nothing else', () => {
  expect(routes.filter((entry) => !operationOf(entry))).toEqual([]);
  expect(operations()).toHaveLength(routes.length);
  expect(new Set(operations().map(({ operationId }) => operationId)).size).toBe(routes.length);
});

test('refers to nothing that is not there', () => {
  const text = JSON.stringify(document);
  const names = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(50);
  for (const name of names) expect(document.components?.schemas).toHaveProperty([String(name)]);
});

test('names the parameters, the permission, the body and the errors of each route', () => {
  for (const entry of routes) {
    const operation = operationOf(entry) as Operation;
    const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path').map(({ name }) => name);
    expect(inPath).toEqual([...entry.path.matchAll(/:(\w+)/g)].map(([, name]) => name));
    expect(operation.requestBody !== undefined).toBe(entry.body !== undefined);
    expect(operation.security.length === 0).toBe(entry.access === 'public');
    if (entry.access.includes(':')) expect(operation.description).toContain(`\`${entry.access}\``);
    for (const code of entry.errors ?? []) {
      expect(operation.responses[HTTP_STATUS_BY_CODE[code]]?.description).toContain(code);
    }
    for (const status of Object.keys(entry.responses)) expect(operation.responses).toHaveProperty(status);
  }
});

test('leaves room for new fields in answers, and none for unknown ones in bodies', () => {
  const schemas = document.components?.schemas as Record<string, { additionalProperties?: unknown }>;
  expect(schemas.User?.additionalProperties).toBeUndefined();
  const body = document.paths['/users']?.post?.requestBody;
  expect(JSON.stringify(body)).toContain('"additionalProperties":false');
});

test('is open to everybody', async () => {
  expect((await supertest(web.url).get('/api/v1/openapi.json')).status).toBe(200);
  expect((await supertest(web.url).get('/api/docs')).status).toBe(200);
});
