import { authenticateMqtt, connectDatabase, type Database } from '@tpedm/db';
import type { Logger } from '@tpedm/platform';
import type { Config } from './config.ts';
import { Bans } from './features/bans/bans.ts';
import { createHookSender, type HookSender } from './features/events/hook-sender.ts';
import { createSessionEvents, type SessionEvents } from './features/events/session-events.ts';
import { Faults } from './features/faults/faults.ts';
import { createAdmission } from './features/mqtt/admission.ts';
import { createMqttBroker, type MqttBroker } from './features/mqtt/mqtt-broker.ts';
import { SessionRegistry } from './features/sessions/session-registry.ts';

const DATABASE_POOL = 8;

/** Everything that the broker is made of; nothing listens yet. */
export type Deps = {
  config: Config;
  log: Logger;
  db: Database;
  sessions: SessionRegistry;
  bans: Bans;
  hook: HookSender;
  faults: Faults;
  events: SessionEvents;
  broker: MqttBroker;
};

export async function createDeps(config: Config, log: Logger): Promise<Deps> {
  const db = connectDatabase(config, { applicationName: 'dm-broker', poolMax: DATABASE_POOL });
  const sessions = new SessionRegistry();
  const bans = new Bans();
  const hook = createHookSender({ url: new URL(config.HOOK_URL), token: config.HOOK_TOKEN });
  const faults = new Faults(hook.post);
  const events = createSessionEvents(sessions, (event) => faults.pass(event));
  const admit = createAdmission({ bans, authenticate: (login) => authenticateMqtt(db, login), log });
  const broker = await createMqttBroker({ sessions, admit, events, messagesPerSecond: config.MAX_MESSAGES_PER_SECOND, log });
  return { config, log, db, sessions, bans, hook, faults, events, broker };
}
