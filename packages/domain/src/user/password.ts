import { z } from 'zod';

/** Names that everybody knows who sees our login page; a guesser tries them first. */
const PRODUCT_NAMES = ['tpedm', 'thingspro', 'moxa'];

/** A shorter user name stands in too many words to tell anything. */
const MIN_NAME_CHARACTERS = 4;

/** Length is what makes a password hard to guess; no rules of composition (OWASP ASVS 5.0, V6.2). */
export const passwordSchema = z
  .string()
  .min(12, 'must have at least 12 characters')
  .max(128)
  .meta({ description: 'Refused when it is a common one, or contains the name of its user or of the product' });

/** What is wrong with a new password of somebody, as far as it can be told without a list of common ones; null when nothing is. */
export function passwordProblem(password: string, username: string): string | null {
  const issue = passwordSchema.safeParse(password).error?.issues[0];
  if (issue) return issue.message;
  const folded = password.toLowerCase();
  const product = PRODUCT_NAMES.find((name) => folded.includes(name));
  if (product !== undefined) return `must not contain "${product}", which is tried first`;
  const [name = ''] = username.toLowerCase().split('@');
  return name.length >= MIN_NAME_CHARACTERS && folded.includes(name) ? 'must not contain the user name' : null;
}
