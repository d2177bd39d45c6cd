import { expect, test } from '@jest/globals';
import { filterMatches, isOutputTopic, mayPublish, maySubscribe, topicOwner } from './topic-rules.ts';

const device = { clientid: 'dev1', username: 'dev1' };

test.each(['/tpe/dev1', '/tpe/dev1/+', '/tpe/dev1/#', '/tpedm/dev1/input', '/tpe/dev1/../dev2/input'])(
  'lets a device subscribe to %s inside its own subtree',
  (filter) => expect(maySubscribe('dev1', filter)).toBe(true),
);

test.each([
  '#',
  '+/#',
  '/#',
  '/tpe/+/input',
  '$SYS/#',
  '$share/g//tpe/dev1/input',
  '$queue//tpe/dev1/input',
  'tpe/dev1/input',
  '/tpe/dev2/input',
  '/tpe/dev11/input',
])('refuses the filter %s', (filter) => expect(maySubscribe('dev1', filter)).toBe(false));

test.each(['+', '#', 'a/b', '$SYS', '${client', 'größe-名前-🙂', ''])('gives the clientid "%s" no topic at all', (clientid) => {
  expect(maySubscribe(clientid, `/tpe/${clientid}/input`)).toBe(false);
  expect(mayPublish({ clientid, username: clientid }, `/tpe/${clientid}/output`)).toBe(false);
});

test('lets a device publish in its own subtree only', () => {
  expect(mayPublish(device, '/tpe/dev1/output')).toBe(true);
  expect(mayPublish(device, '/tpe/dev2/output')).toBe(false);
  expect(mayPublish(device, '$SYS/brokers/x')).toBe(false);
  expect(mayPublish(device, '$delayed/1//tpe/dev1/output')).toBe(false);
});

test('lets the service account publish to inputs only, and only under its own clientid', () => {
  expect(mayPublish({ clientid: 'dm-web', username: 'dm-web' }, '/tpe/dev1/input')).toBe(true);
  expect(mayPublish({ clientid: 'dm-web', username: 'dm-web' }, '/tpe/dev1/output')).toBe(false);
  expect(mayPublish({ clientid: 'dm-web', username: 'dm-web' }, '/tpe/a/b/input')).toBe(false);
  expect(mayPublish({ clientid: 'dev1', username: 'dm-web' }, '/tpe/dev2/input')).toBe(false);
  expect(maySubscribe('dm-web', '/tpe/dm-web/input')).toBe(false);
});

test('knows whom a topic belongs to, and which topics are outputs', () => {
  expect(topicOwner('/tpedm/dev1/input')).toBe('dev1');
  expect(topicOwner('/other/dev1')).toBeNull();
  expect(isOutputTopic('/tpe//output')).toBe(true);
  expect(isOutputTopic('/tpe/dev1/x/output')).toBe(false);
});

test.each([
  ['/tpe/dev1/input', '/tpe/dev1/input', true],
  ['/tpe/dev1/+', '/tpe/dev1/input', true],
  ['/tpe/dev1/+', '/tpe/dev1/a/b', false],
  ['/tpe/dev1/#', '/tpe/dev1/a/b', true],
  ['/tpe/dev1/#', '/tpe/dev1', true],
  ['/tpe/dev1', '/tpe/dev1/input', false],
])('matches %s against %s: %s', (filter, topic, matches) => expect(filterMatches(filter, topic)).toBe(matches));
