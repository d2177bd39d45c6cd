import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { parseConfig } from '../../config.ts';
import { claimPorts } from './claim-ports.ts';

const FREE = { HTTP_PORT: '0', MQTT_PORT: '0', MQTT_TLS_PORT: '0', MQTT_WS_PORT: '0', BROKER_API_PORT: '0' };

test('names the taken port and its variable in one line', async () => {
  const squatter = createServer().listen(0, '127.0.0.1');
  await once(squatter, 'listening');
  const { port } = squatter.address() as AddressInfo;
  try {
    const config = parseConfig({ ...FREE, MQTT_PORT: String(port) }, []);
    await expect(claimPorts(config)).rejects.toThrow(
      new Error(`Port ${port} is taken by another program: set MQTT_PORT to a free port`),
    );
  } finally {
    squatter.close();
  }
});

test('chooses a different free port wherever 0 is asked for', async () => {
  const ports = Object.values(await claimPorts(parseConfig(FREE, [])));
  expect(ports.every((port) => port > 0)).toBe(true);
});

test.each([
  [['--demo', 'many'], /--demo takes the number/],
  [['--demo', '-1'], /--demo/],
  [['--wrong'], /--wrong/],
])('refuses the arguments %j', (args, message) => {
  expect(() => parseConfig({}, args)).toThrow(message);
});

test.each([
  [{ HTTP_PORT: '99999' }, /HTTP_PORT/],
  [{ SETUP_TOKEN: 'short' }, /SETUP_TOKEN: must have at least 16/],
  [{ DATABASE_URL: 'mysql://x' }, /DATABASE_URL/],
])('names the variable that is wrong in %j', (env, message) => {
  expect(() => parseConfig(env, [])).toThrow(message);
});
