/**
 * The one table of error codes, and the HTTP status each is answered with. Programs branch on the code, so a code never changes
 * its meaning. `docs/errors.md` explains each; a test compares the two.
 */
export const HTTP_STATUS_BY_CODE = {
  VALIDATION_FAILED: 400,
  MALFORMED_JSON: 400,
  INVALID_CURSOR: 400,
  COMMAND_NOT_INVOCABLE: 400,
  UNAUTHENTICATED: 401,
  INVALID_CREDENTIALS: 401,
  SESSION_EXPIRED: 401,
  FORBIDDEN: 403,
  CROSS_SITE_REQUEST: 403,
  SETUP_TOKEN_INVALID: 403,
  ROUTE_NOT_FOUND: 404,
  DEVICE_NOT_FOUND: 404,
  DEVICE_NOT_CONNECTED: 404,
  COMMAND_NOT_FOUND: 404,
  CATEGORY_NOT_FOUND: 404,
  OPERATION_NOT_FOUND: 404,
  USER_NOT_FOUND: 404,
  TOKEN_NOT_FOUND: 404,
  SESSION_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  SETUP_ALREADY_DONE: 409,
  CLIENTID_TAKEN: 409,
  CATEGORY_TAKEN: 409,
  OPERATION_TAKEN: 409,
  OPERATION_BUILT_IN: 409,
  USERNAME_TAKEN: 409,
  LAST_ADMINISTRATOR: 409,
  DEVICE_DISABLED: 409,
  COMMAND_ALREADY_FINAL: 409,
  IDEMPOTENCY_KEY_REUSED: 409,
  BODY_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  RATE_LIMITED: 429,
  TOO_MANY_COMMANDS: 429,
  INTERNAL: 500,
  BROKER_UNAVAILABLE: 503,
  DATABASE_UNAVAILABLE: 503,
  DATABASE_FULL: 503,
  QUEUE_FULL: 503,
  STOPPING: 503,
} as const;

export type ErrorCode = keyof typeof HTTP_STATUS_BY_CODE;

/** Facts about a refusal that a program may read, for example `{field: 'clientid'}`. Never a secret. */
export type ErrorDetails = Record<string, unknown>;

/**
 * An error that a person or a program outside may see: its message says what to do, its code is stable.
 * Every other error is a bug, answered as INTERNAL and logged whole.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails | undefined;

  constructor(code: ErrorCode, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AppError';
    this.code = code;
    this.details = details;
  }

  get httpStatus(): number {
    return HTTP_STATUS_BY_CODE[this.code];
  }
}

/** Body of every answer that is not a success. */
export type ErrorBody = {
  error: { code: ErrorCode; message: string; details?: ErrorDetails; requestId: string };
};
