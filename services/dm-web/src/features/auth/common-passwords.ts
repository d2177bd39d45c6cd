import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The 10,000 most common of twelve characters and more; scripts/fingerprint-passwords.mjs tells where they are from. */
const FINGERPRINTS = new URL('../../../assets/common-passwords.bin', import.meta.url);
const FINGERPRINT_BYTES = 5;

/** Whether many people have a password, in upper or lower case. */
export type IsCommon = (password: string) => boolean;

export function readCommonPasswords(): IsCommon {
  const content = readFileSync(FINGERPRINTS);
  const known = new Set<string>();
  for (let start = 0; start < content.length; start += FINGERPRINT_BYTES) {
    known.add(content.toString('hex', start, start + FINGERPRINT_BYTES));
  }
  return (password) => {
    const fingerprint = createHash('sha256').update(password.toLowerCase()).digest('hex');
    return known.has(fingerprint.slice(0, 2 * FINGERPRINT_BYTES));
  };
}
