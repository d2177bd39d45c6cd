import type { Config } from '../../config.ts';
import { serverFiles } from '../certificates/server-files.ts';
import { PREVIOUS_HOOK_TOKEN, SECRET_NAMES, type SecretName } from '../vault/secret-names.ts';
import { randomSecret, type Vault } from '../vault/vault.ts';
import { handOut } from './hand-out.ts';

/** Makes what is missing, keeps what is there, and hands everything out. Safe to run at every start, and twice at once. */
export async function ensureAll(config: Config, vault: Vault, now: Date): Promise<void> {
  const secrets = {} as Record<SecretName, string>;
  for (const name of SECRET_NAMES) secrets[name] = await vault.ensure(name, randomSecret);
  const server = await serverFiles(config, vault, now);
  const databaseCa = config.DATABASE_CA ?? '';
  handOut(config.SECRETS_DIR, { secrets, previousHookToken: vault.read(PREVIOUS_HOOK_TOKEN), server, databaseCa });
}
