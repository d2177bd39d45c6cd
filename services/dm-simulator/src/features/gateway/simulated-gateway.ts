import { inputTopic, outputTopic, type TopicRoot } from '@tpedm/domain';
import type { Logger } from '@tpedm/platform';
import { createGatewayState, type GatewayState } from '../rest-api/gateway-state.ts';
import { integerBetween, pick, seededRandom } from '../rest-api/seeded-random.ts';
import { ANSWER_FORMS, type AnswerForm } from './build-answer.ts';
import { createDelayedWork } from './delayed-work.ts';
import { answerDelayMs, type Faults, flapAfterMs, losesAnswer, NO_FAULTS } from './faults.ts';
import { openGatewayConnection } from './gateway-connection.ts';
import { handleRequest } from './request-handler.ts';
import { startRepeating } from './start-repeating.ts';
import { telemetryMessage } from './telemetry.ts';

export type SimulatedGatewayOptions = {
  brokerUrl: string;
  clientid: string;
  username: string;
  password: string;
  log: Logger;
  caCertificate?: string | undefined;
  root?: TopicRoot;
  /** Decides, with the clientid, the gateway's identity and its whims. */
  seed?: string;
  faults?: Faults;
  /** Form of every answer; the seed decides when it is left out. */
  answerForm?: AnswerForm;
  /** How long a request takes, milliseconds; some tens of them, or seconds when slow, if left out. */
  answerAfterMs?: number;
  /** How long a reboot takes, milliseconds; 4 to 12 seconds if left out. */
  rebootMs?: number;
  /** 0 for none. */
  telemetryEveryMs?: number;
  /** How much faster than a real gateway it downloads and installs. */
  upgradeSpeed?: number;
  now?: () => Date;
};

export type SimulatedGateway = {
  clientid: string;
  state: GatewayState;
  isSubscribed: () => boolean;
  /** Breaks its connection without a goodbye; it comes back by itself. */
  cut: () => void;
  stop: () => Promise<void>;
};

/** Requests that a gateway works on at once; it does not hear more of them. */
const MAX_REQUESTS_UNDER_WAY = 100;

/** A gateway running ThingsPro Edge, as seen from the broker. It connects at once and until it is stopped. */
export function createSimulatedGateway(options: SimulatedGatewayOptions): SimulatedGateway {
  const { clientid, log, root = 'tpe', faults = NO_FAULTS, now = () => new Date() } = options;
  const random = seededRandom(`${options.seed ?? ''}:${clientid}`);
  const state = createGatewayState({
    clientid,
    random,
    now: now(),
    ...(options.upgradeSpeed === undefined ? {} : { upgradeSpeed: options.upgradeSpeed }),
  });
  const form = options.answerForm ?? pick(random, ANSWER_FORMS);
  const requests = createDelayedWork(MAX_REQUESTS_UNDER_WAY);

  const reboot = (): void => {
    state.general.lastBootTime = now().toISOString();
    connection.leave(options.rebootMs ?? integerBetween(random, 4_000, 12_000));
  };

  const answer = (text: string): void => {
    const handled = handleRequest(state, form, text, now());
    if (!handled) return;
    if (!losesAnswer(random, faults)) connection.publish(outputTopic(clientid, root), handled.answer);
    if (handled.reboots) reboot();
  };

  const onRequest = (text: string): void => {
    const isTaken = requests.add(options.answerAfterMs ?? answerDelayMs(random, faults), () => answer(text));
    if (!isTaken) log.warn('too many requests at once', { clientid, limit: MAX_REQUESTS_UNDER_WAY });
  };

  const connection = openGatewayConnection({ ...options, inputTopic: inputTopic(clientid, root), random, onRequest });
  const telemetryMs = options.telemetryEveryMs ?? 0;
  const telemetryTopic = `/${root}/${clientid}/telemetry`;
  const chores = [
    telemetryMs > 0 &&
      startRepeating(
        () => telemetryMs * (0.5 + random()),
        () => connection.publish(telemetryTopic, telemetryMessage(now(), random)),
      ),
    faults.flapping && startRepeating(() => flapAfterMs(random), connection.cut),
  ];

  return {
    clientid,
    state,
    isSubscribed: connection.isSubscribed,
    cut: connection.cut,
    stop: async () => {
      for (const chore of chores) if (chore) chore.stop();
      requests.stop();
      await connection.stop();
    },
  };
}
