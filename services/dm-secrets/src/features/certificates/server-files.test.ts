import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { parseConfig } from '../../config.ts';
import { openVault, type Vault } from '../vault/vault.ts';
import { certificatesOf, makeAuthority, makeServerCertificate, privateKeyOf } from './certificate-authority.ts';
import { describeCertificate } from './describe-certificate.ts';
import { serverFiles } from './server-files.ts';

let home: string;
let vault: Vault;
const now = new Date('2026-11-22T00:00:00Z');
const daysLater = (days: number) => new Date(now.getTime() + days * 86_400_000);

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'dm-secrets-'));
  vault = openVault(join(home, 'vault'));
});
afterEach(() => rmSync(home, { recursive: true }));

const own = (publicHost: string) => parseConfig({ PUBLIC_HOST: publicHost, CERTIFICATE_NAMES: 'second.example.com' });

async function customer(certificate: string, key: string) {
  writeFileSync(join(home, 'cert.pem'), certificate);
  writeFileSync(join(home, 'key.pem'), key);
  return parseConfig({ TLS_CERTIFICATE_FILE: join(home, 'cert.pem'), TLS_KEY_FILE: join(home, 'key.pem') });
}

test('signs a certificate for every name and address, by its own authority', async () => {
  const { certificate, ca } = await serverFiles(own('192.0.2.7'), vault, now);
  const [server, authority] = [new X509Certificate(certificate), new X509Certificate(ca)];
  expect(server.verify(authority.publicKey)).toBe(true);
  expect(server.checkIP('192.0.2.7')).toBe('192.0.2.7');
  expect(server.checkHost('second.example.com')).toBe('second.example.com');
  expect(server.checkHost('localhost')).toBe('localhost');
  expect(authority.ca).toBe(true);
  expect(server.ca).toBe(false);
});

test('a gateway whose clock is days behind trusts it, and browsers do not find it too long', async () => {
  const { certificate, ca } = await serverFiles(own('a.example.com'), vault, now);
  for (const pem of [certificate, ca])
    expect(Date.parse(new X509Certificate(pem).validFrom)).toBeLessThan(daysLater(-3).getTime());
  const { validFrom, validTo } = new X509Certificate(certificate);
  expect(Date.parse(validTo) - Date.parse(validFrom)).toBeLessThanOrEqual(825 * 86_400_000);
});

test.each([
  [0, 'valid until 2029-02-17'],
  [810, 'valid until 2029-02-17; renew it, then: ops/tpedm renew-certificates'],
  [900, 'EXPIRED on 2029-02-17; renew it, then: ops/tpedm renew-certificates'],
])('after %i days tells people how long it lasts', async (days, validity) => {
  const { certificate } = await serverFiles(own('a.example.com'), vault, now);
  const names = 'a.example.com, second.example.com, localhost, 127.0.0.1, 0:0:0:0:0:0:0:1';
  expect(describeCertificate(certificate, daysLater(days))).toBe(`Certificate for ${names}: ${validity}`);
});

test('keeps the certificate while it serves, and renews it under the same authority for a new name or near its end', async () => {
  const first = await serverFiles(own('a.example.com'), vault, now);
  expect(await serverFiles(own('a.example.com'), vault, daysLater(100))).toEqual(first);
  const renamed = await serverFiles(own('b.example.com'), vault, now);
  expect(new X509Certificate(renamed.certificate).checkHost('b.example.com')).toBe('b.example.com');
  const renewed = await serverFiles(own('b.example.com'), vault, daysLater(700));
  expect(renewed.certificate).not.toBe(renamed.certificate);
  expect(renewed.ca).toBe(first.ca);
});

test("uses the customer's certificate, and tells gateways to trust its issuer", async () => {
  const authority = await makeAuthority(now);
  const server = await makeServerCertificate(authority, ['tpedm.example.com'], now);
  const chain = certificatesOf(server) + certificatesOf(authority);
  const files = await serverFiles(await customer(chain, privateKeyOf(server)), vault, now);
  expect(files.certificate).toBe(chain);
  expect(files.ca.trim()).toBe(certificatesOf(authority).trim());
  expect(vault.names()).toEqual([]);
});

test("says what is wrong with the customer's certificate", async () => {
  const authority = await makeAuthority(now);
  const [one, other] = [await makeServerCertificate(authority, ['a'], now), await makeServerCertificate(authority, ['b'], now)];
  const config = async (certificate: string, key: string, at: Date) => serverFiles(await customer(certificate, key), vault, at);
  await expect(config(certificatesOf(one), privateKeyOf(other), now)).rejects.toThrow('is not the key');
  await expect(config(certificatesOf(one), privateKeyOf(one), daysLater(900))).rejects.toThrow('has expired');
  await expect(config(certificatesOf(one), privateKeyOf(one), daysLater(-9))).rejects.toThrow('is not valid before');
  await expect(config('rubbish', privateKeyOf(one), now)).rejects.toThrow('holds no PEM certificate');
  await expect(config(certificatesOf(one), 'rubbish', now)).rejects.toThrow('TLS_KEY_FILE: cannot be read');
});
