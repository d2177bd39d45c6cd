import { expect, test } from '@jest/globals';
import type { ClaimedCommand } from '@tpedm/db';
import { AppError } from '@tpedm/domain';
import { publishBatch, toBatches, toOutgoing } from './publish-batch.ts';

const command = (id: number, body: unknown = null): ClaimedCommand => ({
  id: String(id),
  clientid: 'gw',
  method: 'PUT',
  path: '/apps',
  body,
  expiresAt: new Date(0),
  attempts: 1,
  inputRoot: 'tpedm',
  session: { connectedAtMs: 1, subscribedAtMs: 2 },
});

const idsOf = (batches: ReturnType<typeof toBatches>) => batches.map((batch) => batch.map((outgoing) => outgoing.command.id));

test('small commands travel together, on the topic under which the device listens', () => {
  const batches = toBatches(Array.from({ length: 100 }, (_, index) => command(index)));
  expect(batches).toHaveLength(1);
  expect(batches[0]?.[0]?.publication).toMatchObject({ topic: '/tpedm/gw/input', qos: 1 });
});

test('large bodies are spread over several requests, in order', () => {
  const large = 'x'.repeat(600_000);
  expect(idsOf(toBatches([command(1), command(2, large), command(3, large), command(4)]))).toEqual([
    ['1', '2'],
    ['3', '4'],
  ]);
});

test('a message that the broker refuses is found, and the others go out in order', async () => {
  const sent: string[] = [];
  const broker = {
    publishBulk: async (batch: readonly { payload: string }[]) => {
      if (batch.some(({ payload }) => payload.includes('"request-id":"2"'))) {
        throw new AppError('BROKER_UNAVAILABLE', 'refused', { brokerStatus: 400 });
      }
      sent.push(...batch.map(({ payload }) => payload));
      return batch.map(() => 'published' as const);
    },
  };
  const outcomes = await publishBatch(
    broker,
    [1, 2, 3].map((id) => toOutgoing(command(id))),
  );
  expect(outcomes).toEqual(['published', 'refused', 'published']);
  expect(sent).toHaveLength(2);
});

test('a broker that is away is not taken for a refusal', async () => {
  const broker = { publishBulk: () => Promise.reject(new AppError('BROKER_UNAVAILABLE', 'away')) };
  await expect(publishBatch(broker, [toOutgoing(command(1))])).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
});
