import { expect, test } from '@jest/globals';
import { inputRootOf, inputTopic, outputTopic, outputTopicOwner } from './topics.ts';

test('the topics of a device, under either root', () => {
  expect(inputTopic('gw-1')).toBe('/tpe/gw-1/input');
  expect(outputTopic('gw-1', 'tpedm')).toBe('/tpedm/gw-1/output');
});

test.each([
  ['/tpe/gw-1/output', 'gw-1'],
  ['/tpedm/gw-1/output', 'gw-1'],
  ['/tpe//output', null],
  ['/tpe/a/b/output', null],
  ['/tpe/gw-1/input', null],
  ['/tpe/gw-1/output/x', null],
  ['tpe/gw-1/output', null],
  ['/other/gw-1/output', null],
  ['', null],
])('output topic %j belongs to %j', (topic, owner) => {
  expect(outputTopicOwner(topic)).toBe(owner);
});

test.each([
  ['/tpe/gw-1/input', 'tpe'],
  ['/tpe/gw-1/+', 'tpe'],
  ['/tpe/gw-1/#', 'tpe'],
  ['/tpedm/gw-1/input', 'tpedm'],
  ['/tpe/gw-2/input', null],
  ['/tpe/gw-1/output', null],
  ['/tpe/+/input', null],
  ['#', null],
])('filter %j covers the input topic of gw-1 under %j', (filter, root) => {
  expect(inputRootOf(filter, 'gw-1')).toBe(root);
});
