/**
 * `node scripts/fingerprint-passwords.mjs LIST`: makes services/dm-web/assets/common-passwords.bin, by which dm-web knows common
 * passwords, out of a list with one password a line, the most common first.
 *
 * The one in the tree is made of Mark Burnett's ten million passwords, which he gave to the public domain in 2015, counted and
 * sorted as 10-million-password-list-top-1000000.txt. It holds the 10,000 most common that dm-web would take by their length, in
 * lower case, as the first five bytes of their SHA-256: nobody has to read them, and one good password in a hundred million is
 * mistaken for a common one.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const MIN_CHARACTERS = 12;
const MAX_PASSWORDS = 10_000;
const FINGERPRINT_BYTES = 5;

const listed = readFileSync(process.argv[2], 'utf8').split(/\r?\n/);
const long = listed.filter((password) => password.length >= MIN_CHARACTERS).map((password) => password.toLowerCase());
const fingerprints = [...new Set(long)]
  .slice(0, MAX_PASSWORDS)
  .map((password) => createHash('sha256').update(password).digest().subarray(0, FINGERPRINT_BYTES))
  .sort(Buffer.compare);
writeFileSync(new URL('../services/dm-web/assets/common-passwords.bin', import.meta.url), Buffer.concat(fingerprints));
