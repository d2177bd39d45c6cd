import { idSchema } from '@tpedm/domain';
import { z } from 'zod';

/** Parameters of every path with one `:id` in it. */
export const idParams = z.object({ id: idSchema });
