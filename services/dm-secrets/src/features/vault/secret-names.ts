/** Every secret that the vault makes by itself, in groups that are changed together. */
export const SECRET_GROUPS = {
  'database-admin': ['database-admin-password'],
  database: ['dm-migrate-password', 'dm-web-password', 'dm-webhook-password', 'dm-worker-password', 'emqx-password'],
  'hook-token': ['hook-token'],
  broker: ['broker-cookie', 'broker-dashboard-password', 'broker-api-dm-web', 'broker-api-dm-worker'],
  sessions: ['jwt-secret'],
  'setup-token': ['setup-token'],
  grafana: ['grafana-admin-password'],
} as const;

export type SecretGroup = keyof typeof SECRET_GROUPS;
export type SecretName = (typeof SECRET_GROUPS)[SecretGroup][number];

export const SECRET_NAMES: readonly SecretName[] = Object.values(SECRET_GROUPS).flat();

/** The hook token before the last change: dm-webhook takes it too, until the broker has been given the new one. */
export const PREVIOUS_HOOK_TOKEN = 'hook-token-previous';
