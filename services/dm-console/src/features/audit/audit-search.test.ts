import { expect, test } from '@jest/globals';
import { auditFilter, readAuditSearch } from './audit-search.ts';

test('reads an address and leaves out what it cannot mean', () => {
  const address = { actor: 'ann', target: 12, action: '', from: '2026-11-22', to: 'soon', page: 3 };
  expect(readAuditSearch(address)).toEqual({ actor: 'ann', target: '12', from: '2026-11-22' });
  expect(readAuditSearch({ from: '2026-13-45', to: ['2026-11-22'], actor: {} })).toEqual({});
});

test('asks for whole days, the last one included', () => {
  const { from, to, ...named } = auditFilter({ actor: 'ann', from: '2026-11-22', to: '2026-11-22' });
  expect(named).toEqual({ actor: 'ann' });
  expect(from).toBe(new Date(2026, 10, 22).toISOString());
  expect(to).toBe(new Date(2026, 10, 23).toISOString());
});

test('asks for all when nothing is chosen', () => {
  expect(Object.values(auditFilter({})).filter(Boolean)).toEqual([]);
});
