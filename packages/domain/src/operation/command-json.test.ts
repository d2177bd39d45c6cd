import { expect, test } from '@jest/globals';
import { type CommandJson, commandJsonSchema, fromCommandJson, toCommandJson } from './command-json.ts';
import { catalogueFileSchema } from './operation.ts';

const file: CommandJson = {
  category: [
    {
      name: 'System',
      operation: [
        {
          name: 'Set SSH server',
          command: { path: '/system/sshserver', method: 'PUT', headers: [], requestBody: { enable: true, port: 22 } },
        },
        { name: 'Get SSH server', command: { path: '/system/sshserver', method: 'GET', headers: [], requestBody: {} } },
      ],
    },
    { name: 'Empty', operation: [] },
  ],
};

test('a command.json comes back from the catalogue as it was', () => {
  expect(toCommandJson(fromCommandJson(commandJsonSchema.parse(file)))).toEqual(file);
});

test('a catalogue read from it is valid, and what writes counts as dangerous', () => {
  const catalogue = catalogueFileSchema.parse(fromCommandJson(file));
  expect(catalogue.categories[0]?.operations).toMatchObject([
    {
      name: 'Set SSH server',
      method: 'PUT',
      path: '/system/sshserver',
      requestBody: { enable: true, port: 22 },
      dangerous: true,
    },
    { name: 'Get SSH server', method: 'GET', requestBody: {}, dangerous: false },
  ]);
});

test('methods in small letters, missing bodies and unknown fields are taken', () => {
  const odd = { category: [{ name: 'A', id: 1, operation: [{ name: 'x', command: { path: '/a', method: 'get', note: 'n' } }] }] };
  const [category] = fromCommandJson(commandJsonSchema.parse(odd)).categories;
  expect(category?.operations[0]).toMatchObject({ method: 'GET', path: '/a', requestBody: null });
});

test.each([
  {},
  { category: [{ name: '', operation: [] }] },
  { category: [{ name: 'A', operation: [{ name: 'x', command: { path: '/a', method: 'FETCH' } }] }] },
  { category: [{ name: 'A', operation: [{ name: 'x', command: { method: 'GET' } }] }] },
])('%j is refused', (odd) => {
  expect(commandJsonSchema.safeParse(odd).success).toBe(false);
});
