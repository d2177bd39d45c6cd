import type { Config } from '../../config.ts';
import type { Vault } from '../vault/vault.ts';
import { certificatesOf, makeAuthority, makeServerCertificate, privateKeyOf, serves } from './certificate-authority.ts';
import { checkCustomerCertificate, type ServerFiles } from './customer-certificate.ts';
import { certificateNames } from './host-names.ts';

export const AUTHORITY = 'authority.pem';
export const SERVER_CERTIFICATE = 'server-certificate.pem';

/** The certificate that Nginx and EMQX show: the customer's, or one of our own authority that is made and renewed as needed. */
export async function serverFiles(config: Config, vault: Vault, now: Date): Promise<ServerFiles> {
  const { TLS_CERTIFICATE: certificate, TLS_KEY: key, TLS_CA: ca } = config;
  if (certificate !== undefined && key !== undefined) return checkCustomerCertificate({ certificate, key, ca }, now);

  const names = certificateNames(config.PUBLIC_HOST, config.CERTIFICATE_NAMES);
  const authority = await vault.ensure(AUTHORITY, () => makeAuthority(now));
  let server = await vault.ensure(SERVER_CERTIFICATE, () => makeServerCertificate(authority, names, now));
  if (!serves(server, authority, names, now)) {
    server = await makeServerCertificate(authority, names, now);
    vault.replace(SERVER_CERTIFICATE, server);
  }
  return { certificate: certificatesOf(server), key: privateKeyOf(server), ca: certificatesOf(authority) };
}
