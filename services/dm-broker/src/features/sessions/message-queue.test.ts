import { expect, test } from '@jest/globals';
import { MessageQueue } from './message-queue.ts';

const publish = (brokerCounter: number, messageId?: number) => ({ cmd: 'publish', brokerCounter, messageId });

test('drops the oldest when it is full, and counts what it dropped', () => {
  const queue = new MessageQueue(2);
  for (const counter of [1, 2, 3]) queue.add(publish(counter));
  expect(queue.all().map(({ brokerCounter }) => brokerCounter)).toEqual([2, 3]);
  expect([queue.length, queue.dropped]).toEqual([2, 1]);
});

test('follows a message of QoS 2 to its release', () => {
  const queue = new MessageQueue(10);
  queue.add(publish(1));
  queue.update(publish(1, 7));
  expect(queue.inflight).toBe(1);
  queue.update({ cmd: 'pubrel', messageId: 7 });
  expect(queue.all()).toEqual([{ cmd: 'pubrel', messageId: 7 }]);
  queue.remove({ cmd: 'pubcomp', messageId: 7 });
  expect(queue.length).toBe(0);
});

test('takes out what went another way only if it was never sent', () => {
  const queue = new MessageQueue(10);
  queue.add(publish(1));
  queue.add(publish(2));
  queue.update(publish(2, 9));
  queue.remove(publish(2));
  expect(queue.length).toBe(2);
  queue.remove(publish(1));
  expect(queue.all().map(({ brokerCounter }) => brokerCounter)).toEqual([2]);
});

test('does not mind the acknowledgement of what it has dropped', () => {
  const queue = new MessageQueue(1);
  queue.update(publish(5, 1));
  expect(queue.remove({ cmd: 'puback', messageId: 1 })).toBeUndefined();
});
