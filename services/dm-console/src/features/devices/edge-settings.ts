import type { ConnectionSettings, Credentials } from '@tpedm/domain';

/** What to type into a gateway, in the words and the order of ThingsPro Edge's MQTT client page. */
export type EdgeSetting = { group: 'Server' | 'Session' | 'Remote API'; label: string; value: string; secret?: boolean };

type EdgeSettingsInput = {
  clientid: string;
  connection: ConnectionSettings;
  credentials: Credentials;
  useTls: boolean;
};

/**
 * Clean session is off and QoS is 1, so that the broker keeps a command for a gateway whose link is down for a moment.
 * @source ThingsPro Edge OpenAPI, /mqtt: server, port, clientID, userName, keepAliveSec, clearSession, certificateOverTLS, remoteAPI
 */
export function edgeSettings({ clientid, connection, credentials, useTls }: EdgeSettingsInput): EdgeSetting[] {
  const server: EdgeSetting[] = [
    { group: 'Server', label: 'Server', value: connection.host },
    { group: 'Server', label: 'Port', value: String(useTls ? connection.mqttTlsPort : connection.mqttPort) },
    { group: 'Server', label: 'TLS', value: useTls ? 'On, version 1.2' : 'Off' },
    { group: 'Server', label: 'Protocol version', value: '3.1.1' },
    { group: 'Server', label: 'Client ID', value: clientid },
    { group: 'Server', label: 'User name', value: credentials.username },
    { group: 'Server', label: 'Password', value: credentials.password, secret: true },
  ];
  return [
    ...server,
    { group: 'Session', label: 'QoS', value: '1' },
    { group: 'Session', label: 'Clean session', value: 'Off' },
    { group: 'Session', label: 'Keepalive', value: '60' },
    { group: 'Remote API', label: 'Remote API', value: 'Enable' },
    { group: 'Remote API', label: 'Request topic', value: connection.inputTopic },
    { group: 'Remote API', label: 'Response topic', value: connection.outputTopic },
    { group: 'Remote API', label: 'Remote API QoS', value: '1' },
  ];
}

/** The same as a file, named as the gateway's own REST resource `/mqtt` names it. */
export function edgeSettingsFile({ clientid, connection, credentials, useTls }: EdgeSettingsInput) {
  return {
    clientID: clientid,
    userName: credentials.username,
    password: credentials.password,
    protocolVersion: '3.1.1',
    server: connection.host,
    port: useTls ? connection.mqttTlsPort : connection.mqttPort,
    certificateOverTLS: useTls,
    ...(useTls && { tlsVersion: '1.2', caCertificateUrl: connection.caCertificateUrl }),
    keepAliveSec: 60,
    clearSession: false,
    qos: 1,
    retain: false,
    remoteAPI: {
      enable: true,
      requestSubTopic: connection.inputTopic,
      responsePubTopic: connection.outputTopic,
      qos: 1,
      retain: false,
    },
  };
}
