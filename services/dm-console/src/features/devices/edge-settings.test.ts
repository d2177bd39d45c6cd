import { expect, test } from '@jest/globals';
import { edgeSettings, edgeSettingsFile } from './edge-settings.ts';

const input = {
  clientid: 'gw-1',
  connection: {
    host: 'dm.example',
    mqttPort: 1883,
    mqttTlsPort: 8883,
    inputTopic: '/tpe/gw-1/input',
    outputTopic: '/tpe/gw-1/output',
    caCertificateUrl: '/ca.crt',
  },
  credentials: { username: 'user-1', password: 'secret-1' },
  useTls: true,
};
const settingOf = (useTls: boolean, label: string) =>
  edgeSettings({ ...input, useTls }).find((setting) => setting.label === label)?.value;

test('names the port that belongs to the chosen transport', () => {
  expect([settingOf(true, 'Port'), settingOf(false, 'Port')]).toEqual(['8883', '1883']);
  expect(edgeSettingsFile({ ...input, useTls: false })).toMatchObject({ port: 1883, certificateOverTLS: false });
});

test('marks the password, and only it, as secret', () => {
  expect(edgeSettings(input).filter(({ secret }) => secret)).toEqual([
    { group: 'Server', label: 'Password', value: 'secret-1', secret: true },
  ]);
});

test('asks the gateway to listen on its input topic and to keep its session', () => {
  expect(edgeSettingsFile(input)).toMatchObject({
    clearSession: false,
    remoteAPI: { enable: true, requestSubTopic: '/tpe/gw-1/input', responsePubTopic: '/tpe/gw-1/output' },
  });
});
