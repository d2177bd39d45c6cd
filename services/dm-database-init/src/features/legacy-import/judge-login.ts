import type { NewDevice } from '@tpedm/db';
import { deviceCreateSchema } from '@tpedm/domain';
import type { LegacyLogin } from './legacy-export.ts';
import { legacySecret, type PasswordForm } from './legacy-secret.ts';

/** What becomes of one login of the original, and what an operator should know about it. */
export type Verdict =
  | { kind: 'take'; device: NewDevice; remark: string }
  | { kind: 'leave'; reason: string }
  | { kind: 'refuse'; reason: string };

const clientidSchema = deviceCreateSchema.shape.clientid;
const usernameSchema = deviceCreateSchema.shape.username.unwrap();

const refuse = (reason: string): Verdict => ({ kind: 'refuse', reason });

/** Decides about one login by itself; whether it is registered here already is for the database to say. */
export function judgeLogin(login: LegacyLogin, hasProfile: boolean, form: PasswordForm): Verdict {
  if (!hasProfile) return { kind: 'leave', reason: 'was deleted in the original, which left its login behind' };
  const clientid = clientidSchema.safeParse(login.clientid);
  if (!clientid.success) return refuse(`its client id ${clientid.error.issues[0]?.message}`);
  const username = usernameSchema.safeParse(login.username);
  if (!username.success) return refuse('its user name is empty or longer than 128 characters');
  const secret = legacySecret(login.password ?? '', login.salt ?? '', form);
  if (typeof secret === 'string') return refuse(secret);
  const device = { clientid: clientid.data, username: username.data, secret, name: '', tags: [] };
  return { kind: 'take', device, remark: remarkOn(login) };
}

const remarkOn = (login: LegacyLogin): string =>
  isSuperuser(login.is_superuser) ? 'was a superuser of the broker; here it reaches its own topics only' : '';

/** The column is a boolean or a number, by the age of the table. */
const isSuperuser = (value: unknown): boolean => value === true || (typeof value === 'number' && value !== 0);
