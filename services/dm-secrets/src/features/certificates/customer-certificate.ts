import { createPrivateKey, X509Certificate } from 'node:crypto';

/** What a customer brings: PEM texts. `certificate` may carry its issuers after it. */
export type CustomerCertificate = { certificate: string; key: string; ca: string | undefined };

/** The same, looked through and ready to be handed out; `ca` is what gateways have to trust. */
export type ServerFiles = { certificate: string; key: string; ca: string };

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Looks a customer's certificate through before a server is given it.
 * @throws Error that says what is wrong with which file
 */
export function checkCustomerCertificate(given: CustomerCertificate, now: Date): ServerFiles {
  const chain = given.certificate.match(PEM_CERTIFICATE) ?? [];
  const [first] = chain;
  if (first === undefined) throw new Error('TLS_CERTIFICATE_FILE: holds no PEM certificate');
  const certificate = parse('TLS_CERTIFICATE_FILE', () => new X509Certificate(first));
  const key = parse('TLS_KEY_FILE', () => createPrivateKey(given.key));
  if (!certificate.checkPrivateKey(key))
    throw new Error('TLS_KEY_FILE: is not the key of the certificate in TLS_CERTIFICATE_FILE');
  if (Date.parse(certificate.validTo) <= now.getTime()) {
    throw new Error(`TLS_CERTIFICATE_FILE: has expired on ${certificate.validTo}; put a renewed one in its place`);
  }
  if (Date.parse(certificate.validFrom) > now.getTime()) {
    throw new Error(`TLS_CERTIFICATE_FILE: is not valid before ${certificate.validFrom}; is the clock of this host right?`);
  }
  const issuer = given.ca ?? chain.at(-1) ?? first;
  return { certificate: lines(given.certificate), key: lines(given.key), ca: lines(issuer) };
}

function parse<T>(variable: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`${variable}: cannot be read; it must be PEM, and a key must have no passphrase`, { cause: error });
  }
}

const lines = (pem: string): string => `${pem.trim()}\n`;
