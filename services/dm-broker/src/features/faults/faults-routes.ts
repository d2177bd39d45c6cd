import { HOOK_EVENTS } from '@tpedm/emqx-client';
import { z } from 'zod';
import { sendJson } from '../api/answers.ts';
import { clientidNotFound } from '../api/api-fault.ts';
import type { Routes } from '../api/routes.ts';
import { validateBody } from '../api/validation.ts';
import type { MqttBroker } from '../mqtt/mqtt-broker.ts';
import { FAULT_KINDS, type Faults } from './faults.ts';

const faultSchema = z.strictObject({
  kind: z.enum(FAULT_KINDS),
  event: z.enum(HOOK_EVENTS).nullable().default(null),
  clientid: z.string().nullable().default(null),
  count: z.number().int().min(1).max(1_000_000).default(1),
});
const closeSchema = z.strictObject({ clientid: z.string() });

/** Faults on demand, for tests; mounted only when the broker was started with `BROKER_FAULTS=1`. */
export function faultsRoutes(deps: { faults: Faults; broker: MqttBroker }): Routes {
  const { faults, broker } = deps;
  return {
    '/_test/faults': {
      get: (_req, res) => sendJson(res, faults.pending()),
      post: (req, res) => {
        faults.add(validateBody(faultSchema, req.body));
        res.status(204).end();
      },
      delete: (_req, res) => {
        faults.clear();
        res.status(204).end();
      },
    },
    '/_test/faults/close': {
      post: (req, res) => {
        if (!broker.closeSilently(validateBody(closeSchema, req.body).clientid)) throw clientidNotFound();
        res.status(204).end();
      },
    },
  };
}
