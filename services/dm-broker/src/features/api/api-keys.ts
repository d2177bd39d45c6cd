import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { ApiFault, roleForbids } from './api-fault.ts';

export const API_ROLES = ['administrator', 'viewer', 'publisher'] as const;
export type ApiRole = (typeof API_ROLES)[number];

export type ApiKey = { key: string; secretDigest: Buffer; role: ApiRole };

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Lines of `key:secret:role`, as in EMQX's `api_key.bootstrap_file`. */
export const apiKeysSchema = z.string().transform((text, context): ApiKey[] => {
  const lines = text.split('\n').map((line) => line.trim());
  return lines
    .filter((line) => line !== '')
    .flatMap((line, index) => {
      const [key, secret, role = 'administrator'] = line.split(':');
      const known = API_ROLES.find((name) => name === role);
      if (key && secret && known) return [{ key, secretDigest: digest(secret), role: known }];
      context.addIssue({ code: 'custom', message: `line ${index + 1} must be key:secret:role` });
      return [];
    });
});

const unauthorized = (code: string, message: string): ApiFault => new ApiFault(401, { code, message });

function credentialsOf(header: string): { key: string; secret: string } {
  const [scheme = '', value = ''] = header.split(' ', 2);
  if (scheme.toLowerCase() === 'bearer') throw unauthorized('BAD_TOKEN', 'Get a token by POST /login');
  if (scheme.toLowerCase() !== 'basic') {
    throw unauthorized('AUTHORIZATION_HEADER_ERROR', 'Support authorization: basic/bearer ');
  }
  const text = Buffer.from(value, 'base64').toString('utf8');
  const separator = text.indexOf(':');
  return { key: text.slice(0, Math.max(separator, 0)), secret: text.slice(separator + 1) };
}

function roleOf(keys: readonly ApiKey[], header: string): ApiRole {
  const { key, secret } = credentialsOf(header);
  const given = digest(secret);
  const known = keys.find((candidate) => candidate.key === key);
  if (known && timingSafeEqual(known.secretDigest, given)) return known.role;
  throw unauthorized('BAD_API_KEY_OR_SECRET', 'Check api_key/api_secret');
}

function isAllowed(role: ApiRole, method: string, path: string): boolean {
  if (role === 'administrator') return true;
  return role === 'viewer' ? method === 'GET' : method === 'POST' && path.startsWith('/api/v5/publish');
}

/** Lets requests with a known key through, as far as its role allows. */
export function requireApiKey(keys: readonly ApiKey[]): RequestHandler {
  return (req, _res, next) => {
    const { authorization } = req.headers;
    if (authorization === '') throw new ApiFault(400, null);
    const role = roleOf(keys, authorization ?? '');
    if (!isAllowed(role, req.method, req.path)) throw roleForbids();
    next();
  };
}
