export * from './audit/record-audit.ts';
export * from './catalogue-seed/seed-catalogue.ts';
export * from './database.ts';
export * from './database-error.ts';
export * from './listener.ts';
export * from './notify.ts';
export * from './paging/cursor.ts';
export * from './presence/merge-presence.ts';
