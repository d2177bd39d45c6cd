import { type ErrorCode, HTTP_STATUS_BY_CODE } from '@tpedm/domain';
import { z } from 'zod';

const CODES = Object.keys(HTTP_STATUS_BY_CODE) as [ErrorCode, ...ErrorCode[]];

/** Body of every answer that is not a success. */
export const errorSchema = z
  .object({
    error: z.object({
      code: z.enum(CODES).meta({ description: 'Stable; branch on it' }),
      message: z.string().meta({ description: 'For people: what happened and what to do' }),
      details: z.record(z.string(), z.unknown()).optional(),
      requestId: z.string().meta({ description: 'Finds the request in the log' }),
    }),
  })
  .meta({ id: 'Error' });
