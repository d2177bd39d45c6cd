import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Category, Operation } from '@tpedm/domain';
import { createWebHarness, type WebHarness } from '../../../test/web-harness.ts';

let web: WebHarness;
beforeAll(async () => {
  web = await createWebHarness();
});
afterAll(() => web?.close());

const admin = (method: 'get' | 'post' | 'put' | 'delete', path: string) => web.as('administrator')(method, path);
const catalogue = async (): Promise<Category[]> => (await web.as('viewer')('get', '/operations')).body.categories;
const categoryNamed = async (name: string) => (await catalogue()).find((category) => category.name === name);

const OWN = {
  category: 'Ours',
  name: 'Read a <b>tag</b>',
  method: 'GET',
  path: '/tags/access/{provider}',
  pathParams: { provider: { type: 'string', example: 'modbus', required: true } },
  query: { limit: { type: 'integer', values: [1, 2] } },
  requestBody: null,
  dangerous: false,
};

test('delivers a catalogue whose entries are built in', async () => {
  const categories = await catalogue();
  const operations = categories.flatMap((category) => category.operations);
  expect(operations.length).toBeGreaterThan(400);
  expect(operations.every(({ builtIn }) => builtIn)).toBe(true);
  const general = operations.find(({ method, path }) => method === 'GET' && path === '/device/general');
  expect(general).toMatchObject({ id: expect.stringMatching(/^\d+$/), dangerous: false, builtIn: true });
});

test('adds, changes and removes an operation of one’s own', async () => {
  const added = await admin('post', '/operations').send(OWN);
  expect(added.status).toBe(201);
  expect(added.body).toEqual({ ...OWN, id: expect.any(String), builtIn: false });
  expect((await categoryNamed('Ours'))?.operations).toEqual([added.body]);
  const changed = { ...OWN, category: 'Other', name: 'Write', method: 'PUT', requestBody: { value: [1] }, dangerous: true };
  const replaced = await admin('put', `/operations/${added.body.id}`).send(changed);
  expect([replaced.status, replaced.body]).toEqual([200, { ...changed, id: added.body.id, builtIn: false }]);
  expect((await categoryNamed('Other'))?.operations).toEqual([replaced.body]);
  expect((await admin('delete', `/operations/${added.body.id}`)).status).toBe(204);
  expect((await categoryNamed('Other'))?.operations).toEqual([]);
  const audit = await web.database.db('audit_log').where('action', 'like', 'operation.%').orderBy('id').pluck('action');
  expect(audit).toEqual(['operation.create', 'operation.update', 'operation.delete']);
});

test('adds an own operation to a category that came with the product', async () => {
  const [delivered] = await catalogue();
  const { body } = await admin('post', '/operations').send({ ...OWN, category: delivered?.name });
  expect((await categoryNamed(delivered?.name ?? ''))?.operations.at(-1)).toEqual(body);
  await admin('delete', `/operations/${body.id}`);
});

test('refuses a second operation of the same name in a category', async () => {
  const first = await admin('post', '/operations').send({ ...OWN, name: 'twice' });
  const second = await admin('post', '/operations').send({ ...OWN, name: 'twice' });
  expect([second.status, second.body.error.code]).toEqual([409, 'OPERATION_TAKEN']);
  const other = await admin('post', '/operations').send({ ...OWN, name: 'once' });
  const renamed = await admin('put', `/operations/${other.body.id}`).send({ ...OWN, name: 'twice' });
  expect([renamed.status, renamed.body.error.code]).toEqual([409, 'OPERATION_TAKEN']);
  for (const { body } of [first, other]) await admin('delete', `/operations/${body.id}`);
});

test('leaves what came with the product as it is', async () => {
  const [category] = await catalogue();
  const [operation] = category?.operations ?? [];
  const attempts = [
    admin('put', `/operations/${operation?.id}`).send(OWN),
    admin('delete', `/operations/${operation?.id}`),
    admin('delete', `/categories/${category?.id}`),
  ];
  for (const { status, body } of await Promise.all(attempts))
    expect([status, body.error.code]).toEqual([409, 'OPERATION_BUILT_IN']);
});

test('adds and removes a category of one’s own, with its operations', async () => {
  const { status, body } = await admin('post', '/categories').send({ name: 'Mine' });
  expect([status, body]).toEqual([201, { id: expect.any(String), name: 'Mine', builtIn: false, operations: [] }]);
  expect((await admin('post', '/categories').send({ name: 'Mine' })).body.error.code).toBe('CATEGORY_TAKEN');
  await admin('post', '/operations').send({ ...OWN, category: 'Mine' });
  expect((await admin('delete', `/categories/${body.id}`)).status).toBe(204);
  expect(await categoryNamed('Mine')).toBeUndefined();
  expect((await admin('delete', `/categories/${body.id}`)).body.error.code).toBe('CATEGORY_NOT_FOUND');
  expect((await admin('delete', '/operations/999999999')).body.error.code).toBe('OPERATION_NOT_FOUND');
});

test.each([
  [{ ...OWN, path: 'no/slash' }, 'path'],
  [{ ...OWN, method: 'HEAD' }, 'method'],
  [{ ...OWN, name: '' }, 'name'],
  [{ ...OWN, category: ' ' }, 'category'],
  [{ ...OWN, builtIn: true }, 'builtIn'],
  [{ ...OWN, pathParams: { a: { type: 'date' } } }, 'pathParams.a.type'],
  [{ ...OWN, requestBody: { a: '\u0000' } }, 'requestBody.a'],
])('refuses the operation %j and names the field', async (operation, field) => {
  const { status, body } = await admin('post', '/operations').send(operation);
  expect([status, body.error.code, body.error.details.field]).toEqual([400, 'VALIDATION_FAILED', field]);
});

test('exports the catalogue in either form, and reads both back without a change', async () => {
  await admin('post', '/operations').send({ ...OWN, category: 'Mine', requestBody: { deep: [null] } });
  const before = await catalogue();
  const ours = await web.as('viewer')('get', '/operations/export');
  expect(ours.headers['content-disposition']).toMatch(/^attachment; filename="?tpedm-operations-tpedm.json"?$/);
  expect((await admin('post', '/operations/import').send(ours.body)).body).toEqual({
    categoriesAdded: 0,
    operationsAdded: 0,
    operationsUpdated: 1,
  });
  expect(withoutOrder(await catalogue())).toEqual(withoutOrder(before));
  const original = await web.as('viewer')('get', '/operations/export?format=command-json&scope=own');
  expect(original.body.category.find(({ name }: Category) => name === 'Mine')).toEqual({
    name: 'Mine',
    operation: [{ name: OWN.name, command: { path: OWN.path, method: 'GET', headers: [], requestBody: { deep: [null] } } }],
  });
  expect((await admin('post', '/operations/import').send(original.body)).status).toBe(200);
});

const withoutOrder = (categories: Category[]): Operation[] =>
  categories.flatMap(({ operations }) => operations).toSorted((one, other) => Number(one.id) - Number(other.id));

test('imports the form of older installations; of a name that comes twice the last counts', async () => {
  const file = {
    category: [
      {
        name: 'Imported',
        operation: [
          {
            name: 'SSH on',
            command: { path: '/system/sshserver', method: 'put', headers: [{ a: 'b' }], requestBody: { enable: false } },
          },
          { name: 'SSH on', command: { path: '/system/sshserver', method: 'PUT', requestBody: { enable: true } } },
          { name: 'Time', command: { path: '/device/time', method: 'GET' } },
        ],
      },
    ],
  };
  const { status, body } = await admin('post', '/operations/import').send(file);
  expect([status, body]).toEqual([200, { categoriesAdded: 1, operationsAdded: 2, operationsUpdated: 0 }]);
  const imported = (await categoryNamed('Imported'))?.operations;
  expect(imported?.map(({ name, method, requestBody, dangerous }) => ({ name, method, requestBody, dangerous }))).toEqual([
    { name: 'SSH on', method: 'PUT', requestBody: { enable: true }, dangerous: true },
    { name: 'Time', method: 'GET', requestBody: null, dangerous: false },
  ]);
  const again = await admin('post', '/operations/import').send(file);
  expect(again.body).toEqual({ categoriesAdded: 0, operationsAdded: 0, operationsUpdated: 2 });
});

test.each([
  [{}, 'body'],
  [[], 'body'],
  [{ categories: [{ name: 'x', operations: [{ name: 'y', method: 'GET', path: 'z' }] }] }, 'categories.0.operations.0.path'],
  [
    { category: [{ name: 'x', operation: [{ name: 'y', command: { path: '/z', method: 'BREW' } }] }] },
    'category.0.operation.0.command.method',
  ],
])('refuses the file %j and names the place', async (file, field) => {
  const { status, body } = await admin('post', '/operations/import').send(file);
  expect([status, body.error.code, body.error.details.field]).toEqual([400, 'VALIDATION_FAILED', field]);
});

test('lets only an administrator change the catalogue', async () => {
  for (const role of ['viewer', 'operator'] as const) {
    expect((await web.as(role)('post', '/operations').send(OWN)).status).toBe(403);
    expect((await web.as(role)('post', '/operations/import').send({ categories: [] })).status).toBe(403);
  }
});
