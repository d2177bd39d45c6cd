import { expect, test } from '@jest/globals';
import { createEventLog } from './event-log.ts';

const deleted = (clientid: string) => ({ type: 'device.deleted', clientid }) as const;
const LIMITS = { maxEvents: 3, maxCharacters: 1_000 };

function filledLog(clientids: string[], limits = LIMITS) {
  const log = createEventLog(limits);
  const ids = [log.lastId()];
  for (const clientid of clientids) {
    log.append(deleted(clientid));
    ids.push(log.lastId());
  }
  return { log, ids, since: (id: string) => log.since(id)?.map((event) => event.clientid) ?? null };
}

test('gives what came after an event, and nothing after the last', () => {
  const { ids, since } = filledLog(['a', 'b', 'c']);
  expect(since(ids[0] ?? '')).toEqual(['a', 'b', 'c']);
  expect(since(ids[2] ?? '')).toEqual(['c']);
  expect(since(ids[3] ?? '')).toEqual([]);
});

test('knows when an event is too old to go on from', () => {
  const { ids, since } = filledLog(['a', 'b', 'c', 'd']);
  expect(since(ids[0] ?? '')).toBeNull();
  expect(since(ids[1] ?? '')).toEqual(['b', 'c', 'd']);
});

test('keeps no more text than it may', () => {
  const { ids, since } = filledLog(['a'.repeat(200), 'b'.repeat(200), 'c'.repeat(200)], { maxEvents: 3, maxCharacters: 600 });
  expect(since(ids[0] ?? '')).toBeNull();
  expect(since(ids[2] ?? '')).toEqual(['c'.repeat(200)]);
});

test('cannot go on from before something that is not in it', () => {
  const { log, ids, since } = filledLog(['a']);
  log.skip();
  expect(since(ids[1] ?? '')).toBeNull();
  expect(since(log.lastId())).toEqual([]);
});

test.each(['', 'x', '-', 'other-1', 'other-1-2', '1', '-1'])('does not know the id %j', (id) => {
  expect(filledLog(['a']).since(id)).toBeNull();
});

test('does not know ids that it has not given yet, nor those of another log', () => {
  const { ids, since } = filledLog(['a']);
  const [log] = (ids[0] ?? '').split('-');
  expect(since(`${log}-2`)).toBeNull();
  expect(since(`${log}-1.5`)).toBeNull();
  expect(since(filledLog(['a']).ids[0] ?? '')).toBeNull();
});

test('writes text with line breaks and markup as one line of data', () => {
  const log = createEventLog(LIMITS);
  const { frame } = log.append(deleted('a\nevent: fake\n\n</script>'));
  expect(frame.split('\n')).toEqual([
    `id: ${log.lastId()}`,
    'event: device.deleted',
    'data: {"clientid":"a\\nevent: fake\\n\\n</script>"}',
    '',
    '',
  ]);
});
