import { z } from 'zod';
import { clientidSchema } from '../clientid.ts';
import { pageQuerySchema } from '../paging.ts';

export const COMMAND_STATES = ['queued', 'sent', 'succeeded', 'failed', 'expired', 'canceled'] as const;
export const commandStateSchema = z.enum(COMMAND_STATES);
export type CommandState = z.infer<typeof commandStateSchema>;

export const HTTP_METHODS = ['GET', 'PUT', 'POST', 'PATCH', 'DELETE'] as const;
export const httpMethodSchema = z.enum(HTTP_METHODS);
export type HttpMethod = z.infer<typeof httpMethodSchema>;

export const DEFAULT_COMMAND_TIMEOUT_SECONDS = 60;
export const MAX_COMMAND_TIMEOUT_SECONDS = 7 * 24 * 3600;
/** What a broker takes in one packet (1 MB) less the envelope around the body. */
export const MAX_COMMAND_BODY_BYTES = 900_000;

/** Any JSON value; what a gateway's REST API takes or gives. */
export const jsonSchema: z.ZodType<unknown> = z.unknown();

/** Request to invoke one REST call on a device. `timeoutSeconds` counts from now: the command is final by then. */
export const commandRequestSchema = z.strictObject({
  method: httpMethodSchema,
  path: z.string().min(1).max(2_000).meta({ description: 'Of the REST API of ThingsPro Edge, without /api/v1' }),
  body: jsonSchema.optional(),
  timeoutSeconds: z
    .number()
    .int()
    .min(1)
    .max(MAX_COMMAND_TIMEOUT_SECONDS)
    .default(DEFAULT_COMMAND_TIMEOUT_SECONDS)
    .meta({ description: 'From now; the command has ended by then' }),
});
export type CommandRequest = z.infer<typeof commandRequestSchema>;

const instantSchema = z.iso.datetime();

/**
 * One invocation, as the API shows it. `statusCode` is the HTTP status that the gateway's own REST API answered; `response` its
 * body; `error` a sentence for people when the state is failed or expired. `lateResponse` is an answer that came after the end.
 * `omitted`, in lists and live events only, names the parts that are null because they are long: read the one command for them.
 */
export const commandSchema = z
  .object({
    id: z.string(),
    clientid: clientidSchema,
    method: httpMethodSchema,
    path: z.string(),
    body: jsonSchema.nullable(),
    state: commandStateSchema,
    statusCode: z.number().int().nullable().meta({ description: 'What the REST API of the device answered' }),
    response: jsonSchema.nullable().meta({ description: 'The body of that answer' }),
    error: z.string().nullable().meta({ description: 'For people, when the state is failed or expired' }),
    lateResponse: jsonSchema.nullable().meta({ description: 'An answer that came after the end: `{statusCode, payload}`' }),
    createdAt: instantSchema,
    sentAt: instantSchema.nullable(),
    finishedAt: instantSchema.nullable(),
    expiresAt: instantSchema,
    requestedBy: z.string().meta({ description: 'User, or user and API token' }),
    omitted: z.array(z.enum(['body', 'response', 'lateResponse'])).optional(),
  })
  .meta({ id: 'Command' });
export type Command = z.infer<typeof commandSchema>;

export const commandListQuerySchema = pageQuerySchema.extend({
  clientid: clientidSchema.optional(),
  state: commandStateSchema.optional(),
});
export type CommandListQuery = z.infer<typeof commandListQuerySchema>;
