import { randomBytes, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The originals of all secrets: one file each, for root only. What is in it is never overwritten by a start. */
export type Vault = {
  names: () => string[];
  /** The value, or null when there is none of that name yet. */
  read: (name: string) => string | null;
  /** The value kept under `name`; `make` is asked for one only when there is none. Of two starts at once, one value wins. */
  ensure: (name: string, make: () => string | Promise<string>) => Promise<string>;
  /** Puts `value` in the place of whatever there was. */
  replace: (name: string, value: string) => void;
  remove: (name: string) => void;
};

const NAME = /^[a-z][a-z0-9.-]{0,63}$/;
export const isSecretName = (name: string): boolean => NAME.test(name);

/** 256 random bits, in characters that need no quoting anywhere. */
export const randomSecret = (): string => randomBytes(32).toString('base64url');

export function openVault(directory: string): Vault {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const pathOf = (name: string): string => {
    if (!isSecretName(name)) throw new Error(`"${name}" is not a name for a secret`);
    return join(directory, name);
  };
  const read = (name: string): string | null => readIfThere(pathOf(name));

  return {
    names: () => readdirSync(directory).filter(isSecretName).sort(),
    read,
    ensure: async (name, make) => {
      const kept = read(name);
      if (kept !== null) return kept;
      writeOnce(pathOf(name), await make());
      return readFileSync(pathOf(name), 'utf8');
    },
    replace: (name, value) => renameSync(writeBeside(pathOf(name), value), pathOf(name)),
    remove: (name) => rmSync(pathOf(name), { force: true }),
  };
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** A link can be made once only, whoever else tries: the file appears whole or not at all. */
function writeOnce(path: string, value: string): void {
  const draft = writeBeside(path, value);
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}

/** The draft's name is none that the vault lists, so a crash leaves nothing that could be taken for a secret. */
function writeBeside(path: string, value: string): string {
  const draft = `${path}.DRAFT-${randomUUID()}`;
  writeFileSync(draft, value, { mode: 0o600, flush: true });
  return draft;
}
