import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { HTTP_STATUS_BY_CODE } from '@tpedm/domain';

const ROW = /^\| `(?<code>[A-Z_]+)`\s*\| (?<status>\d+)\s*\| (?<when>\S.*?)\s*\| (?<action>\S.*?)\s*\|$/gm;

test('docs/errors.md explains every error code, with its status, and no other', () => {
  const rows = [...readFileSync('docs/errors.md', 'utf8').matchAll(ROW)].map(({ groups }) => groups ?? {});
  expect(rows.map(({ code, status }) => [code, Number(status)])).toEqual(Object.entries(HTTP_STATUS_BY_CODE));
});
