import type { Reply } from '../rest-api/reply.ts';

/**
 * The three published forms of an answer: the payload as JSON in a string (ThingsPro Edge 1.x), as an object, and with the id as a
 * number besides.
 */
export const ANSWER_FORMS = ['text', 'object', 'numeric'] as const;
export type AnswerForm = (typeof ANSWER_FORMS)[number];

export function buildAnswer(form: AnswerForm, requestId: string, reply: Pick<Reply, 'status' | 'body'>): string {
  return JSON.stringify({
    'request-id': form === 'numeric' ? Number(requestId) : requestId,
    payload: form === 'text' ? JSON.stringify(reply.body) : reply.body,
    state: reply.status,
  });
}

/** What a gateway says to a request that is expired or whose headers it cannot use: the id is -1, so nobody can match it. */
export const UNMATCHABLE_ANSWER = JSON.stringify({
  'request-id': -1,
  payload: { code: 400, message: 'request time invalid(before now)' },
  state: 400,
});
