import { AUTHORITY, SERVER_CERTIFICATE } from '../certificates/server-files.ts';
import { PREVIOUS_HOOK_TOKEN, SECRET_GROUPS, SECRET_NAMES, type SecretGroup } from '../vault/secret-names.ts';
import { randomSecret, type Vault } from '../vault/vault.ts';

/**
 * Gives every secret of a group a new value. The hook token before stays valid at dm-webhook until `forgetHookToken`, since the
 * broker drops an event for good when it is answered 401.
 * @throws Error when there is no such group
 */
export function rotate(vault: Vault, group: string): void {
  const certificate = CERTIFICATES.get(group);
  if (certificate !== undefined) {
    vault.remove(certificate);
    return;
  }
  if (!Object.hasOwn(SECRET_GROUPS, group)) {
    throw new Error(
      `There is no group "${group}"; there are ${[...Object.keys(SECRET_GROUPS), ...CERTIFICATES.keys()].join(', ')}`,
    );
  }
  if (group === 'hook-token') keepHookToken(vault);
  for (const name of SECRET_GROUPS[group as SecretGroup]) vault.replace(name, randomSecret());
}

/** Made again by the next hand-out, once they are gone. */
const CERTIFICATES = new Map([
  ['certificate', SERVER_CERTIFICATE],
  ['authority', AUTHORITY],
]);

function keepHookToken(vault: Vault): void {
  const current = vault.read('hook-token');
  if (current !== null) vault.replace(PREVIOUS_HOOK_TOKEN, current);
}

export const forgetHookToken = (vault: Vault): void => vault.remove(PREVIOUS_HOOK_TOKEN);

/**
 * Puts a value that somebody else has chosen: the administrator's password of an outside PostgreSQL.
 * @throws Error when there is no such secret or the value is empty
 */
export function setSecret(vault: Vault, name: string, value: string): void {
  checkName(name);
  if (value === '') throw new Error(`The value of ${name} is empty; give it on standard input`);
  vault.replace(name, value);
}

/** @throws Error when there is no such secret */
export function showSecret(vault: Vault, name: string): string {
  checkName(name);
  const value = vault.read(name);
  if (value === null) throw new Error(`${name} has not been made yet: start the stack first`);
  return value;
}

function checkName(name: string): void {
  if (!SECRET_NAMES.some((known) => known === name)) {
    throw new Error(`There is no secret "${name}"; there are ${SECRET_NAMES.join(', ')}`);
  }
}
