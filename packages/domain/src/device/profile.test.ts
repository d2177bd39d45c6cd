import { expect, test } from '@jest/globals';
import { parseProfile } from './profile.ts';

const general = {
  type: 'general',
  hostName: 'pump-station-07',
  modelName: 'UC-8112A-ME-T-LX',
  serialNumber: 'TBZAB1000001',
  thingsproVersion: '2.2.1-3369',
  firmwareVersion: '1.3.1',
  biosVersion: '1.3.0S04',
};
const profile = {
  modelName: 'UC-8112A-ME-T-LX',
  serialNumber: 'TBZAB1000001',
  hostName: 'pump-station-07',
  firmwareVersion: '1.3.1',
  biosVersion: '1.3.0S04',
  thingsproVersion: '2.2.1-3369',
};

test('reads a profile with or without the data wrapper', () => {
  expect(parseProfile({ data: general })).toEqual(profile);
  expect(parseProfile(general)).toEqual(profile);
});

test('a field that the version does not have is null', () => {
  const { biosVersion: _, ...older } = general;
  expect(parseProfile({ data: older })).toEqual({ ...profile, biosVersion: null });
});

test('newer versions call the ThingsPro version softwareVersion', () => {
  const { thingsproVersion, ...newer } = general;
  expect(parseProfile({ data: { ...newer, softwareVersion: thingsproVersion } })).toEqual(profile);
});

test('takes text only, cuts what is too long and drops NUL', () => {
  const odd = { hostName: 'a\u0000b', modelName: 'm'.repeat(1_000), serialNumber: 12, firmwareVersion: { a: 1 } };
  expect(parseProfile(odd)).toMatchObject({
    hostName: 'ab',
    modelName: 'm'.repeat(256),
    serialNumber: null,
    firmwareVersion: null,
  });
});

test.each([null, undefined, 'text', 5, [], {}, { data: null }, { data: [] }, { error: 'busy' }])(
  '%j is no profile',
  (payload) => {
    expect(parseProfile(payload)).toBeNull();
  },
);
