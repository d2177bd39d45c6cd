import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const FOLDER = 'db-init/migrations';
const LANDED = 'db-init/migrations.sha256';

/** What `sha256sum FILE` prints. */
const lineOf = (path: string): string => `${createHash('sha256').update(readFileSync(path)).digest('hex')}  ${path}`;

const pathOf = (line: string): string => line.slice(line.indexOf('  ') + 2);

/** What is wrong with the migrations of the tree, and what to do about it. */
function problems(): string[] {
  const landed = readFileSync(LANDED, 'utf8').trim().split('\n');
  const here = readdirSync(FOLDER).map((name) => lineOf(`${FOLDER}/${name}`));
  const lastPath = landed.map(pathOf).toSorted().at(-1) ?? '';
  const changed = landed
    .filter((line) => !here.includes(line))
    .map((line) => `${pathOf(line)} has landed and is never edited, renamed or removed: undo that, and write a new migration`);
  const added = here
    .map(pathOf)
    .filter((path) => !landed.map(pathOf).includes(path))
    .map((path) =>
      path > lastPath
        ? `${path} is new; when it is finished: sha256sum ${path} >>${LANDED}`
        : `${path} is new and has to come after ${lastPath}, which databases may have run: rename it`,
    );
  return [...changed, ...added];
}

test('a migration that has landed stays as it is, since databases that have run it never run it again', () => {
  expect(problems()).toEqual([]);
});
