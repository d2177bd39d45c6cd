export * from './answers.ts';
export * from './emqx-client.ts';
export * from './events.ts';
