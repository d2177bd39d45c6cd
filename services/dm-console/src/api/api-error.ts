import type { ErrorBody, ErrorCode, ErrorDetails } from '@tpedm/domain';

/** `NETWORK`: no answer at all. `UNEXPECTED_ANSWER`: an answer that is not ours, for example of a proxy on the way. */
export type ApiErrorCode = ErrorCode | 'NETWORK' | 'UNEXPECTED_ANSWER';

/** Why a request to the API did not succeed. `requestId` finds it in the server's log; null when it never got there. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  readonly status: number | null;
  readonly requestId: string | null;
  readonly details: ErrorDetails;

  constructor(
    code: ApiErrorCode,
    message: string,
    from: { status?: number; requestId?: string; details?: ErrorDetails } = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ApiError';
    this.code = code;
    this.status = from.status ?? null;
    this.requestId = from.requestId ?? null;
    this.details = from.details ?? {};
  }
}

/** Reads the error body of an answer; any other body becomes `UNEXPECTED_ANSWER`. */
export async function readApiError(response: Response): Promise<ApiError> {
  const { status } = response;
  const body = (await response.json().catch(() => null)) as Partial<ErrorBody> | null;
  if (!body?.error) return new ApiError('UNEXPECTED_ANSWER', `The server answered ${status} without a reason.`, { status });
  const { code, message, requestId, details } = body.error;
  return new ApiError(code, message, { status, requestId, ...(details && { details }) });
}

export const hasCode = (error: unknown, ...codes: ApiErrorCode[]): boolean =>
  error instanceof ApiError && codes.includes(error.code);
