import type { ErrorCode, Permission, Role } from '@tpedm/domain';
import type { Request, Response } from 'express';
import type { z } from 'zod';

/**
 * Who asks: a person in a session or a program with a token. `id` is `user:ID` or `token:ID`, for the audit log; `sessionId` is
 * null for a program.
 */
export type Actor = {
  id: string;
  userId: string;
  name: string;
  role: Role;
  sessionId: string | null;
  address: string;
  /** What the client calls itself; null when it does not say. */
  userAgent: string | null;
  requestId: string;
};

/** `public`: no sign-in; `signed-in`: any role; else the permission that is needed. */
export type Access = Permission | 'public' | 'signed-in';

/** What a handler gets: everything parsed, and who asks. `actor` is null on public routes only. */
export type RouteInput<P, Q, B, A> = { params: P; query: Q; body: B; actor: A; req: Request; res: Response };

/**
 * One line of the route table: what is asked, who may ask, what is answered. OpenAPI is made from it, and the handler never sees
 * input that does not fit. A handler returns the body, or undefined when it has answered itself.
 */
export type Route = {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Express path below `/api/v1`, for example `/devices/:clientid`. */
  path: string;
  access: Access;
  tag: string;
  summary: string;
  /** What the summary leaves open, for the reader of the API pages. */
  description?: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** The largest body taken; `DEFAULT_BODY_LIMIT_BYTES` when left out. */
  bodyLimitBytes?: number;
  /** Answer by status: a schema, or null for an empty one. The lowest status is the one that is sent. */
  responses: Record<number, z.ZodType | null>;
  /** Refusals of this route's own, beside those that every route of its kind has. */
  errors?: readonly ErrorCode[];
  handler: (input: RouteInput<never, never, never, Actor | null>) => Promise<unknown>;
};

type Parsed<S, Fallback> = S extends z.ZodType ? z.output<S> : Fallback;

type RouteDefinition<P, Q, B, A extends Access> = Omit<Route, 'access' | 'params' | 'query' | 'body' | 'handler'> & {
  access: A;
  params?: P;
  query?: Q;
  body?: B;
  handler: (
    input: RouteInput<
      Parsed<P, Record<string, never>>,
      Parsed<Q, Record<string, never>>,
      Parsed<B, undefined>,
      A extends 'public' ? null : Actor
    >,
  ) => Promise<unknown>;
};

/** Checks a route's handler against its schemas. */
export const route = <
  A extends Access,
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(
  definition: RouteDefinition<P, Q, B, A>,
): Route => definition as unknown as Route;
