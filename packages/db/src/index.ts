export * from './database.ts';
export * from './database-error.ts';
export * from './listener.ts';
export * from './notify.ts';
