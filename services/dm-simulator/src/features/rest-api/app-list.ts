import type { Model } from './models.ts';

export type App = {
  id: string;
  name: string;
  displayName: string;
  category: string;
  version: string;
  arch: Model['arch'];
  state: 'ready' | 'stopped';
  desiredState: 'ready' | 'stopped';
  health: 'good' | 'wait';
  attributes: string[];
};

/** Name, shown name, category and version of the applications that a gateway comes with. */
const DELIVERED: readonly (readonly [name: string, displayName: string, category: string, version: string])[] = [
  ['cloud', 'Cloud Connectivity', 'cloud', '2.2.1-1587'],
  ['device', 'Device Management', 'system', '2.3.0-3818'],
  ['edge-web', 'Web Console', 'system', '1.35.0-5544'],
  ['function', 'Function', 'system', '1.0.0-241'],
  ['modbusmaster', 'Modbus Master', 'protocol', '1.4.0-665'],
  ['opcuaserver', 'OPC UA Server', 'protocol', '2.1.0-644'],
  ['tagservice', 'Tag Hub', 'system', '2.2.1-607'],
];

export const initialApps = (arch: Model['arch']): App[] =>
  DELIVERED.map(([name, displayName, category, version]) => ({
    id: name,
    name,
    displayName,
    category,
    version,
    arch,
    state: 'ready',
    desiredState: 'ready',
    health: 'good',
    attributes: ['installed', 'started'],
  }));
