import { expect, test } from '@jest/globals';
import { parseDatabaseUrl } from './database-address.ts';

test('reads an address with everything in it', () => {
  expect(parseDatabaseUrl('postgres://boss:p%40ss@db.example.net:6543/ops?sslmode=verify-full')).toEqual({
    host: 'db.example.net',
    port: 6543,
    database: 'ops',
    user: 'boss',
    password: 'p@ss',
    tls: 'verify',
  });
});

test('fills in what an address may leave out', () => {
  expect(parseDatabaseUrl('postgresql://boss:secret@127.0.0.1')).toMatchObject({ port: 5432, database: 'postgres', tls: 'off' });
});
