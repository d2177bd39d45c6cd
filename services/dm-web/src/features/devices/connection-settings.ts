import { AppError, type ConnectionSettings, inputTopic, outputTopic, type TopicRoot } from '@tpedm/domain';
import type { Request } from 'express';

/** Where gateways find the broker. Without `host` it is the name under which the asking browser found us. */
export type PublicAddress = { host: string | null; mqttPort: number; mqttTlsPort: number; url: string | null };

/** Where this service gives out the certificate of the authority that signed the broker's certificate. */
const CA_CERTIFICATE_PATH = '/ca.crt';

/** What to type into a gateway. @param root under which topic root the device listens; the current one until it is known */
export function connectionSettings(
  address: PublicAddress,
  req: Request,
  clientid: string,
  root: TopicRoot | null = null,
): ConnectionSettings {
  const origin = address.url ?? originOf(req);
  return {
    host: address.host ?? req.hostname,
    mqttPort: address.mqttPort,
    mqttTlsPort: address.mqttTlsPort,
    inputTopic: inputTopic(clientid, root ?? 'tpe'),
    outputTopic: outputTopic(clientid, root ?? 'tpe'),
    caCertificateUrl: new URL(CA_CERTIFICATE_PATH, origin).href,
  };
}

/** @throws AppError VALIDATION_FAILED when the Host header, which anybody may fill in, is no address */
function originOf(req: Request): string {
  const origin = `${req.protocol}://${req.host}`;
  if (URL.canParse(origin)) return origin;
  throw new AppError('VALIDATION_FAILED', 'Host: is no name or address of this server', { field: 'Host' });
}
