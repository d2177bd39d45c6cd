import { z } from 'zod';
import { LIMITS } from '../../limits.ts';
import { newMessageId, type SessionEvents } from '../events/session-events.ts';
import type { MqttBroker } from '../mqtt/mqtt-broker.ts';
import type { SessionRegistry } from '../sessions/session-registry.ts';
import { isOutputTopic } from '../topics/topic-rules.ts';
import { sendJson } from './answers.ts';
import { internalError, publishRefused } from './api-fault.ts';
import type { Routes } from './routes.ts';
import { validateBody } from './validation.ts';

type Deps = { sessions: SessionRegistry; broker: MqttBroker; events: SessionEvents };

const publicationSchema = z.strictObject({
  topic: z.string('binary()'),
  payload: z.string('binary()'),
  payload_encoding: z.enum(['plain', 'base64'], 'unable_to_convert_to_enum_symbol').default('plain'),
  qos: z.union([z.literal(0), z.literal(1), z.literal(2)], 'Unable to parse string').default(0),
  retain: z.boolean('boolean()').default(false),
  /** Properties of MQTT 5, which no device of this broker speaks. */
  properties: z.looseObject({}).optional(),
  clientid: z.string('binary()').default('http_api'),
});
type Publication = z.infer<typeof publicationSchema>;

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const TOPIC_NAME_INVALID = 144;
const UNSPECIFIED = 131;
const PACKET_TOO_LARGE = 151;
const NO_SUBSCRIBERS = { message: 'no_matching_subscribers', reason_code: 16 };

type Message = Pick<Publication, 'topic' | 'qos' | 'retain' | 'clientid'> & { payload: Buffer };

function decode({ payload, payload_encoding: encoding }: Publication): Buffer {
  if (encoding === 'plain') return Buffer.from(payload);
  if (!BASE64.test(payload)) throw publishRefused(`{decode_base64_payload_failed,<<"${payload}">>}`, UNSPECIFIED);
  return Buffer.from(payload, 'base64');
}

function toMessage(publication: Publication): Message {
  const { topic, qos, retain, clientid } = publication;
  if (topic === '' || /[+#\0]/.test(topic) || topic.split('/').length > LIMITS.topicLevels) {
    throw publishRefused('topic_name_invalid', TOPIC_NAME_INVALID);
  }
  const payload = decode(publication);
  if (payload.length > LIMITS.packetBytes) throw publishRefused('packet_too_large', PACKET_TOO_LARGE);
  return { topic, qos, retain, clientid, payload };
}

function publish({ sessions, broker, events }: Deps, message: Message): { id: string } | typeof NO_SUBSCRIBERS {
  const isWanted = sessions.subscriber(message.topic) !== undefined;
  if (isOutputTopic(message.topic)) events.apiOutput(message.clientid, message);
  if (!isWanted) return NO_SUBSCRIBERS;
  broker.publish(message);
  return { id: newMessageId() };
}

/** `/publish` and `/publish/bulk`: 200 when somebody is subscribed to each topic, offline sessions included, else 202. */
export function publishRoutes(deps: Deps): Routes {
  return {
    '/publish': {
      post: (req, res) => {
        const answer = publish(deps, toMessage(validateBody(publicationSchema, req.body ?? {})));
        sendJson(res, answer, 'id' in answer ? 200 : 202);
      },
    },
    '/publish/bulk': {
      post: (req, res) => {
        // all are checked before the first is sent
        const messages = validateBody(z.array(publicationSchema, 'array'), req.body).map(toMessage);
        if (messages.length === 0) throw internalError('empty_batch');
        const answers = messages.map((message) => publish(deps, message));
        sendJson(res, answers, answers.every((answer) => 'id' in answer) ? 200 : 202);
      },
    },
  };
}
