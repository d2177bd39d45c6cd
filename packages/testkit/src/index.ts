export * from './database/private-postgres.ts';
export * from './database/register-device.ts';
export * from './database/test-database.ts';
export * from './process/free-port.ts';
export * from './process/service-process.ts';
export * from './process/services-dir.ts';
export * from './process/until.ts';
