import { z } from 'zod';
import { isSecretName, type Vault } from '../vault/vault.ts';

const nameSchema = z.string().refine(isSecretName, 'is not a name for a secret');
const backupSchema = z.strictObject({ version: z.literal(1), vault: z.record(nameSchema, z.string().min(1)) });

/** Everything in the vault, as one JSON text. */
export function exportVault(vault: Vault): string {
  const entries = vault.names().map((name) => [name, vault.read(name) ?? '']);
  return JSON.stringify({ version: 1, vault: Object.fromEntries(entries) });
}

/**
 * Looks whether a text is one of `exportVault`, whole and well-formed.
 * @throws Error that does not quote the text
 */
export function checkBackup(text: string): void {
  parseBackup(text);
}

/**
 * Puts an exported vault in the place of this one.
 * @throws Error when the text is not of `exportVault`; the vault is then as it was
 */
export function importVault(vault: Vault, text: string): void {
  const entries = parseBackup(text);
  for (const name of vault.names()) if (!Object.hasOwn(entries, name)) vault.remove(name);
  for (const [name, value] of Object.entries(entries)) vault.replace(name, value);
}

function parseBackup(text: string): Record<string, string> {
  try {
    return backupSchema.parse(JSON.parse(text)).vault;
  } catch {
    throw new Error('What came on standard input are not the secrets of a backup; take the file that ops/tpedm backup wrote');
  }
}
