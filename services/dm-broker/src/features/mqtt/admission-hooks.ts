import type { AedesOptions, AuthErrorCode, AuthenticateError, Client, ConnectPacket } from 'aedes';
import type { Admission } from './admission.ts';
import { ProtocolFault } from './end-reason.ts';
import { isIllFormed } from './ill-formed.ts';
import { connectionOf } from './session-aedes.ts';

/** What EMQX closes without an answer in strict mode: ill-formed text, and a password without a username. */
function isMalformed({ clientId, username, password }: ConnectPacket): boolean {
  return isIllFormed(clientId) || isIllFormed(username ?? '') || (username === undefined && password !== undefined);
}

const refusal = (code: number): AuthenticateError =>
  Object.assign(new Error(`refused with code ${code}`), { returnCode: code as AuthErrorCode });

/** The hooks of aedes through which a device comes in. */
export function admissionHooks(admit: Admission): Pick<AedesOptions, 'preConnect' | 'authenticate'> {
  return {
    preConnect: (client, packet, done) => {
      if (isMalformed(packet)) {
        done(new ProtocolFault('malformed'), false);
        return;
      }
      const { username, keepalive = 0, clean = true, clientId } = packet;
      const connection = connectionOf(client);
      connection.requestedClientid = clientId;
      connection.details = { username: username ?? null, keepaliveSeconds: keepalive, cleanStart: clean };
      done(null, true);
    },
    authenticate: (client, username, password, done) => {
      const applicant = { username: username ?? null, password: password ?? null, ...said(client) };
      admit(applicant).then(
        (code) => (code === 0 ? done(null, true) : done(refusal(code), false)),
        () => done(refusal(5), false),
      );
    },
  };
}

function said(client: Client): { clientid: string; cleanStart: boolean; ip: string } {
  const { requestedClientid, details, address } = connectionOf(client);
  return { clientid: requestedClientid, cleanStart: details?.cleanStart ?? true, ip: address.ip };
}
