import type { MqttLogin } from '@tpedm/db';
import type { Logger } from '@tpedm/platform';
import { LIMITS } from '../../limits.ts';
import type { Bans } from '../bans/bans.ts';

/** Return codes of CONNACK (MQTT 3.1.1, 3.2.2.3), as EMQX uses them. 0 lets the device in. */
export type ConnackCode = 0 | 2 | 4 | 5;
const ACCEPTED = 0;
const IDENTIFIER_REJECTED = 2;
const BAD_USERNAME_OR_PASSWORD = 4;
const NOT_AUTHORIZED = 5;

/** What CONNECT said, and from where. The clientid is the one the device sent: it may be empty. */
export type Applicant = {
  clientid: string;
  username: string | null;
  password: Buffer | null;
  cleanStart: boolean;
  ip: string;
};

/** An empty one asks the broker to choose, which it cannot for a session that outlives its connection (MQTT 3.1.1, 3.1.3.1). */
const isIdentifier = (clientid: string, cleanStart: boolean): boolean =>
  Buffer.byteLength(clientid) <= LIMITS.clientidBytes && (clientid !== '' || cleanStart);

export type Admission = (applicant: Applicant) => Promise<ConnackCode>;

/**
 * Who may come in. Unknown, disabled and wrong password answer the same; so does a database that is away: nobody waits for it, and
 * who is connected stays.
 */
export function createAdmission(deps: {
  bans: Bans;
  authenticate: (login: MqttLogin) => Promise<boolean>;
  log: Logger;
}): Admission {
  const { bans, authenticate, log } = deps;
  const decide: Admission = async ({ clientid, username, password, cleanStart, ip }) => {
    if (!isIdentifier(clientid, cleanStart)) return IDENTIFIER_REJECTED;
    if (bans.isBanned({ clientid, username: username ?? '', ip })) return NOT_AUTHORIZED;
    if (password === null) return BAD_USERNAME_OR_PASSWORD;
    // PostgreSQL takes no text with a NUL, and no password of ours holds one
    if (password.includes(0)) return NOT_AUTHORIZED;
    try {
      const login = { clientid, username: username ?? '', password: password.toString('utf8') };
      return (await authenticate(login)) ? ACCEPTED : NOT_AUTHORIZED;
    } catch (error) {
      log.error('cannot ask the database who may connect', { clientid, error });
      return NOT_AUTHORIZED;
    }
  };
  return async (applicant) => {
    const code = await decide(applicant);
    const { clientid, ip } = applicant;
    if (code !== ACCEPTED) log.info('device refused', { clientid: clientid.slice(0, LIMITS.clientidBytes), ip, code });
    return code;
  };
}
