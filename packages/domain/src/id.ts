import { z } from 'zod';

/** Identity of a row as the API shows it: a positive integer of at most 18 digits, in a string. */
export const idSchema = z.string().regex(/^[1-9][0-9]{0,17}$/, 'must be an id, a whole number');
