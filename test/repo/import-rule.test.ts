import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { afterEach, expect, test } from '@jest/globals';

const planted: string[] = [];
afterEach(() => {
  for (const file of planted.splice(0)) rmSync(file, { force: true });
});

/** Puts a file with one import into the tree and lints it. */
function lintImport(folder: string, specifier: string): { ok: boolean; output: string } {
  const file = `${folder}/planted-${process.pid}.ts`;
  planted.push(file);
  writeFileSync(file, `import { thing } from '${specifier}';\n\nexport const used = thing;\n`);
  const { status, stdout, stderr } = spawnSync('node_modules/.bin/biome', ['lint', '--only=style/noRestrictedImports', file], {
    encoding: 'utf8',
  });
  return { ok: status === 0, output: stdout + stderr };
}

test.each([
  ['packages/domain/src', 'express'],
  ['packages/domain/src', 'node:fs'],
  ['packages/domain/src', '@tpedm/platform'],
  ['packages/platform/src', '@tpedm/db'],
  ['packages/db/src', '@tpedm/emqx-client'],
  ['packages/db/src', 'express'],
  ['packages/emqx-client/src', 'knex'],
  ['services/dm-web/src', '../../dm-webhook/src/app.ts'],
  ['services/dm-web/src/features/auth', '../../../../dm-webhook/src/app.ts'],
  ['services/dm-web/src', '@tpedm/dm-webhook'],
  ['services/dm-web/src', '@tpedm/domain/src/errors.ts'],
  ['services/dm-web/src', '@tpedm/testkit'],
  ['services/dm-worker/src', 'knex'],
  ['services/dm-console/src', '@tpedm/platform'],
  ['services/dm-console/src', 'node:path'],
])('a file in %s may not import %s', (folder, specifier) => {
  const { ok, output } = lintImport(folder, specifier);
  expect({ ok, named: output.includes('noRestrictedImports') }).toEqual({ ok: false, named: true });
});

test.each([
  ['packages/domain/src', 'zod'],
  ['packages/domain/src', './errors.ts'],
  ['packages/db/src', '@tpedm/domain'],
  ['services/dm-web/src', '@tpedm/db'],
  ['services/dm-web/src/features/auth', '../../http/route.ts'],
  ['services/dm-console/src', '@tpedm/domain'],
])('a file in %s may import %s', (folder, specifier) => {
  expect(lintImport(folder, specifier)).toMatchObject({ ok: true });
});
