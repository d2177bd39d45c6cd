import 'reflect-metadata';
import { randomBytes, webcrypto, X509Certificate } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate as X509,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { isAddress } from './host-names.ts';

/** A key and its certificates in one PEM text: the key first, then the certificate, then its issuers. */
export type Bundle = string;

const KEY = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 20 * 365;
/** The most that Apple's systems accept below an authority that people have added themselves. */
const SERVER_DAYS = 825;

/** The authority of this one installation: gateways and browsers that trust its certificate trust the servers it signs. */
export async function makeAuthority(now: Date): Promise<Bundle> {
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: `CN=TPEDM authority ${randomBytes(4).toString('hex')}, O=TPEDM`,
    ...validity(now, AUTHORITY_DAYS),
    keys,
    signingAlgorithm: SIGNATURE,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return (await privatePem(keys.privateKey)) + certificatePem(certificate);
}

/** A server certificate for `names` (host names and addresses), signed by `authority`. */
export async function makeServerCertificate(authority: Bundle, names: readonly string[], now: Date): Promise<Bundle> {
  const keys = await newKeys();
  const issuer = new X509(PemConverter.decodeFirst(certificatesOf(authority)));
  const certificate = await X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: `CN=${names[0]}`,
    issuer: issuer.subject,
    ...validity(now, SERVER_DAYS),
    publicKey: keys.publicKey,
    signingKey: await importPrivate(privateKeyOf(authority)),
    signingAlgorithm: SIGNATURE,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(names.map(generalName)),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return (await privatePem(keys.privateKey)) + certificatePem(certificate);
}

/** Whether a server certificate of ours may go on being used: for all `names`, by this authority, and for a while yet. */
export function serves(bundle: Bundle, authority: Bundle, names: readonly string[], now: Date): boolean {
  const certificate = new X509Certificate(certificatesOf(bundle));
  const remainingDays = (Date.parse(certificate.validTo) - now.getTime()) / DAY_MS;
  return (
    remainingDays > SERVER_DAYS / 3 &&
    certificate.verify(new X509Certificate(certificatesOf(authority)).publicKey) &&
    names.every((name) => (isAddress(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined)
  );
}

export const privateKeyOf = (bundle: Bundle): string =>
  block(bundle, /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----\n/);
export const certificatesOf = (bundle: Bundle): string =>
  block(bundle, /-----BEGIN CERTIFICATE-----.*-----END CERTIFICATE-----\n/s);

function block(bundle: Bundle, pattern: RegExp): string {
  const found = pattern.exec(bundle)?.[0];
  if (found === undefined) throw new Error('A key or a certificate is missing from a bundle in the vault');
  return found;
}

const generalName = (name: string): { type: 'ip' | 'dns'; value: string } => ({
  type: isAddress(name) ? 'ip' : 'dns',
  value: name,
});

const newKeys = () => webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify']);

const importPrivate = (pem: string) => webcrypto.subtle.importKey('pkcs8', PemConverter.decodeFirst(pem), KEY, false, ['sign']);

const privatePem = async (key: webcrypto.CryptoKey): Promise<string> =>
  `${PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;

const certificatePem = (certificate: X509): string => `${certificate.toString('pem')}\n`;

/** Positive and unguessable, as RFC 5280 section 4.1.2.2 and the browsers want it. */
const newSerial = (): string => `01${randomBytes(15).toString('hex')}`;

/** From a week ago: the clock of a gateway may be days behind until it has found its time server. */
const validity = (now: Date, days: number) => {
  const notBefore = new Date(now.getTime() - 7 * DAY_MS);
  return { notBefore, notAfter: new Date(notBefore.getTime() + days * DAY_MS) };
};
