import { callGatewayApi } from '../rest-api/gateway-api.ts';
import type { GatewayState } from '../rest-api/gateway-state.ts';
import { type AnswerForm, buildAnswer, UNMATCHABLE_ANSWER } from './build-answer.ts';
import { readRequest } from './read-request.ts';

export type Handled = { answer: string; reboots: boolean };

/**
 * What a gateway does with a message on its input topic; null when it stays silent.
 * An expired request is not carried out, and answered without its id.
 */
export function handleRequest(gateway: GatewayState, form: AnswerForm, text: string, now: Date): Handled | null {
  const request = readRequest(text);
  if (!request) return null;
  const { requestId, expiresAt } = request;
  if (requestId === null || (expiresAt && expiresAt <= now)) return { answer: UNMATCHABLE_ANSWER, reboots: false };
  const reply = callGatewayApi(gateway, request, now);
  return { answer: buildAnswer(form, requestId, reply), reboots: reply.effect === 'reboot' };
}
