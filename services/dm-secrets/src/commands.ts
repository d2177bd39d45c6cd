import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.ts';
import { describeCertificate } from './features/certificates/describe-certificate.ts';
import { ensureAll } from './features/hand-out/ensure-all.ts';
import { forgetHookToken, rotate, setSecret, showSecret } from './features/maintenance/change-secrets.ts';
import { checkBackup, exportVault, importVault } from './features/maintenance/vault-backup.ts';
import { openVault } from './features/vault/vault.ts';

const USAGE = `Usage: dm-secrets [COMMAND]
  ensure              make what is missing and hand everything out (what a start does)
  rotate GROUP        give a group of secrets new values and hand them out
  forget-hook-token   end the time in which the hook token before is taken too
  set NAME            take the value of a secret from standard input and hand it out
  show NAME           print one secret
  export | import     the whole vault as JSON, to standard output or from standard input
  certificate         tell for whom and until when the certificate is that is handed out
  check               whether standard input is what export printed`;

const standardInput = (): string => readFileSync(0, 'utf8').trim();

/**
 * Carries one command out.
 * @returns what to print, if anything
 * @throws Error that says what to do
 */
export async function runCommand(config: Config, words: readonly string[], now: Date): Promise<string | null> {
  const [command = 'ensure', name = ''] = words;
  if (command === 'check') {
    checkBackup(standardInput());
    return '';
  }
  if (command === 'certificate')
    return describeCertificate(readFileSync(join(config.SECRETS_DIR, 'nginx/server.crt'), 'utf8'), now);
  const vault = openVault(config.VAULT_DIR);
  if (command === 'show') return showSecret(vault, name);
  if (command === 'export') return exportVault(vault);

  if (command === 'rotate') rotate(vault, name);
  else if (command === 'forget-hook-token') forgetHookToken(vault);
  else if (command === 'set') setSecret(vault, name, standardInput());
  else if (command === 'import') importVault(vault, standardInput());
  else if (command !== 'ensure') throw new Error(USAGE);
  await ensureAll(config, vault, now);
  return null;
}
