import { X509Certificate } from 'node:crypto';

const DAY_MS = 86_400_000;
/** From then on somebody should look: TPEDM has renewed its own long before. */
const WARNING_DAYS = 21;

/** One line for people about the certificate that Nginx and EMQX show: for whom, until when, and whether that is soon. */
export function describeCertificate(pem: string, now: Date): string {
  const { subjectAltName = 'no name', validTo } = new X509Certificate(pem);
  const names = subjectAltName.replaceAll(/(?:DNS|IP Address):/g, '');
  const daysLeft = Math.floor((Date.parse(validTo) - now.getTime()) / DAY_MS);
  const validity = `${daysLeft < 0 ? 'EXPIRED on' : 'valid until'} ${new Date(validTo).toISOString().slice(0, 10)}`;
  const advice = daysLeft < WARNING_DAYS ? '; renew it, then: ops/tpedm renew-certificates' : '';
  return `Certificate for ${names}: ${validity}${advice}`;
}
