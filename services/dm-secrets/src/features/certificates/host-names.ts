import { isIP } from 'node:net';

export const isAddress = (name: string): boolean => isIP(name) !== 0;

/** Names that every server certificate carries: the host seen from itself. */
const LOCAL_NAMES = ['localhost', '127.0.0.1', '::1'];

/** All names that a server certificate must carry, the public one first. */
export const certificateNames = (publicHost: readonly string[], more: readonly string[]): string[] => [
  ...new Set([...publicHost, ...more, ...LOCAL_NAMES]),
];
