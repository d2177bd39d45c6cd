import { AppError, type ErrorBody } from '@tpedm/domain';
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { ZodError } from 'zod';
import type { Logger } from '../log/logger.ts';
import { requestIdOf } from './request-id.ts';

/** Answers what nobody else did. */
export const routeNotFound: RequestHandler = (req) => {
  throw new AppError('ROUTE_NOT_FOUND', `There is no ${req.method} ${req.baseUrl}${req.path} here`);
};

/**
 * Turns every error into its answer: an AppError as it is, bad input as 400 with the fields named, anything else as a bland 500
 * that is logged whole under the request id.
 */
export function errorHandler(log: Logger): ErrorRequestHandler {
  return (error, req, res, next) => {
    const known = toAppError(error);
    if (!known || known.httpStatus >= 500) {
      log.error('request failed', { requestId: requestIdOf(res), method: req.method, path: req.path, error });
    }
    if (res.headersSent) {
      next(error);
      return;
    }
    send(
      res,
      known ?? new AppError('INTERNAL', 'Something went wrong on our side; the log has the details under this request id'),
    );
  };
}

function send(res: Response, error: AppError): void {
  const { code, message, details } = error;
  const body: ErrorBody = { error: { code, message, ...(details && { details }), requestId: requestIdOf(res) } };
  res.status(error.httpStatus).json(body);
}

/** Errors of body-parser and Express carry a type and a status of their own. */
type HttpError = Error & { type?: string; status?: number };

function toAppError(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  if (error instanceof ZodError) return fromZodError(error);
  const { type, status } = error as HttpError;
  if (type === 'entity.parse.failed') return new AppError('MALFORMED_JSON', 'The body is not valid JSON');
  if (type === 'entity.too.large') return new AppError('BODY_TOO_LARGE', 'The body is too large');
  if (type?.startsWith('encoding.') || type?.startsWith('charset.')) {
    return new AppError('UNSUPPORTED_MEDIA_TYPE', 'Send the body as UTF-8 JSON');
  }
  if (status !== 400) return null;
  // an address with a broken %-escape; else a body that ends early, or is not compressed as it says
  const field = error instanceof URIError ? 'url' : 'body';
  return new AppError('VALIDATION_FAILED', `The request cannot be read: look at its ${field}`, { field });
}

function fromZodError(error: ZodError): AppError {
  const fields = error.issues.map((issue) => ({ field: fieldOf(issue), message: issue.message }));
  const [first] = fields;
  const message = first ? `${first.field}: ${first.message}` : 'The request is not valid';
  return new AppError('VALIDATION_FAILED', message, { field: first?.field, fields });
}

function fieldOf(issue: ZodError['issues'][number]): string {
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  return [...issue.path, ...unknown].map(String).join('.') || 'body';
}
