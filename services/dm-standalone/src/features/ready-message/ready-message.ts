import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { publicHost, type Setting } from '../programs/programs.ts';

const setupSchema = z.object({ required: z.boolean() });

/** What a person needs to know to go on, in one block. */
export async function readyMessage(setting: Setting): Promise<string> {
  const { config, home, ports } = setting;
  const host = publicHost(config);
  const url = `http://${host}:${ports.HTTP_PORT}/`;
  const setup = (await isSetupRequired(setting)) ? [`  Set up           ${url}setup?token=${setupToken(setting)}`] : [];
  return [
    '',
    `TPEDM is ready: ${url}`,
    ...setup,
    `  Gateways         ${host}:${ports.MQTT_PORT} (MQTT), ${host}:${ports.MQTT_TLS_PORT} (MQTT over TLS), ws://${host}:${ports.MQTT_WS_PORT} (WebSocket)`,
    `  API              ${url}api/docs`,
    `  Data             ${home.dir}`,
    ...(config.demo > 0 ? [`  Demo             ${config.demo} simulated gateways`] : []),
    '  Stop             Ctrl-C',
    '',
  ].join('\n');
}

async function isSetupRequired({ config, ports }: Setting): Promise<boolean> {
  const host = ['0.0.0.0', '::'].includes(config.HOST) ? '127.0.0.1' : config.HOST;
  const response = await fetch(`http://${host}:${ports.HTTP_PORT}/api/v1/auth/setup`);
  return setupSchema.parse(await response.json()).required;
}

const setupToken = ({ config, home }: Setting): string =>
  config.SETUP_TOKEN ?? readFileSync(join(home.secretsDir, 'dm-web', 'setup-token'), 'utf8').trim();
