import type { DeviceSecret } from '@tpedm/db';

/**
 * How the original stored passwords. `auto`: as delivered, in plain text, but what looks like a hash is not taken for a password.
 * `sha256` is EMQX 4's `sha256` or `sha256,salt`; `bcrypt` its `bcrypt`.
 */
export const PASSWORD_FORMS = ['auto', 'plain', 'sha256', 'bcrypt'] as const;
export type PasswordForm = (typeof PASSWORD_FORMS)[number];

const SHA256_HEX = /^[0-9a-f]{64}$/i;
const BCRYPT = /^\$2[aby]\$(?:0[4-9]|1[0-2])\$[./A-Za-z0-9]{53}$/;
/** Hex of MD5, SHA-1, SHA-256 or SHA-512, or any crypt() string. */
const LOOKS_HASHED = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128}|\$2[abxy]?\$.*)$/i;
/** bcrypt reads no further. */
const MAX_PASSWORD_BYTES = 72;

/** What to store so that the device keeps its password, or a sentence why that cannot be. */
export function legacySecret(password: string, salt: string, form: PasswordForm): DeviceSecret | string {
  if (password === '') return 'it has no password';
  if (form === 'sha256') {
    return SHA256_HEX.test(password) ? { kind: 'generated', hash: password, salt } : 'its password is not a SHA-256 hash';
  }
  if (form === 'bcrypt') {
    // $2b$ and $2y$ name the same algorithm; pgcrypto knows it by this name only
    return BCRYPT.test(password)
      ? { kind: 'bcrypt', hash: password.replace(/^\$2[by]/, '$2a') }
      : 'its password is not a bcrypt hash of cost 4 to 12';
  }
  if (form === 'auto' && LOOKS_HASHED.test(password)) {
    return 'its password looks like a hash; say which kind with --passwords, or that it is none with --passwords plain';
  }
  if (Buffer.byteLength(password) > MAX_PASSWORD_BYTES) return `its password is longer than ${MAX_PASSWORD_BYTES} bytes`;
  return { kind: 'chosen', password };
}
