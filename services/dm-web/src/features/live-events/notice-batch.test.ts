import { expect, test } from '@jest/globals';
import { createNoticeBatch, withoutDevices } from './notice-batch.ts';

const notice = (type: string, keys: string[]) => JSON.stringify({ type, keys });

test('has each row once, however often it changed', () => {
  const batch = createNoticeBatch();
  batch.add(notice('device.presence', ['a', 'b']));
  batch.add(notice('device.presence', ['b', 'c']));
  batch.add(notice('command.updated', ['1']));
  expect(batch.size()).toBe(4);
  expect(batch.take()).toEqual(
    new Map([
      ['device.presence', new Set(['a', 'b', 'c'])],
      ['command.updated', new Set(['1'])],
    ]),
  );
  expect([batch.size(), batch.take().size]).toEqual([0, 0]);
});

test('takes back rows that could not be read, beside those that came meanwhile', () => {
  const batch = createNoticeBatch();
  batch.add(notice('device.presence', ['a']));
  const taken = batch.take();
  batch.add(notice('device.presence', ['a', 'b']));
  batch.restore(taken);
  expect(batch.take()).toEqual(new Map([['device.presence', new Set(['a', 'b'])]]));
});

test.each([
  '',
  '{',
  'null',
  '[]',
  '{"type":"device.presence"}',
  '{"type":"else","keys":[]}',
  '{"type":"device.presence","keys":[1]}',
])('does not take %j for a notice', (payload) => {
  const batch = createNoticeBatch();
  expect([batch.add(payload), batch.size()]).toEqual([false, 0]);
});

test('counts the devices of a batch and keeps the rest', () => {
  const batch = createNoticeBatch();
  batch.add(notice('device.presence', ['a', 'b']));
  batch.add(notice('device.deleted', ['c']));
  batch.add(notice('command.updated', ['1']));
  expect(withoutDevices(batch.take())).toEqual({ rows: new Map([['command.updated', new Set(['1'])]]), deviceCount: 3 });
});
