import { text } from 'node:stream/consumers';
import { connectDatabase } from '@tpedm/db';
import { describeOutcomes } from './features/legacy-import/describe-outcomes.ts';
import { parseImportConfig, parseImportOptions } from './features/legacy-import/import-config.ts';
import { importLegacy } from './features/legacy-import/import-legacy.ts';
import { readLegacyExport } from './features/legacy-import/legacy-export.ts';

const SOME_NOT_TAKEN = 2;

/** Takes an export of the original TPEDM from standard input and tells what became of each device (docs/import.md). */
async function main(words: string[], env: NodeJS.ProcessEnv): Promise<number> {
  const { passwords, trial } = parseImportOptions(words);
  const { TPEDM_DATABASE, DM_WEB_PASSWORD, ...server } = parseImportConfig(env);
  const legacy = readLegacyExport(await text(process.stdin));
  const db = connectDatabase(
    { ...server, DATABASE_NAME: TPEDM_DATABASE, DATABASE_USER: 'dm_web', DATABASE_PASSWORD: DM_WEB_PASSWORD },
    { applicationName: 'import-legacy', poolMax: 1 },
  );
  try {
    const outcomes = await importLegacy(db, legacy, { passwords, isTrial: trial });
    process.stdout.write(describeOutcomes(outcomes));
    if (trial) process.stdout.write('This was a trial: nothing has been changed\n');
    return outcomes.some(({ result }) => result === 'not taken') ? SOME_NOT_TAKEN : 0;
  } finally {
    await db.destroy();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2), process.env);
} catch (error) {
  process.stderr.write(`Nothing has been imported: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
