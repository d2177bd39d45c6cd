import {
  type Category,
  type Command,
  type CommandRequest,
  commandRefusal,
  DEFAULT_COMMAND_TIMEOUT_SECONDS,
  type HttpMethod,
  MAX_COMMAND_BODY_BYTES,
  type Operation,
} from '@tpedm/domain';
import { fillPath, type ParameterValues } from './path-filling.ts';

/** A command that somebody is about to write. With an operation the call comes from it, without one from `method` and `path`. */
export type Draft = {
  operation: Operation | null;
  isFree: boolean;
  parameters: ParameterValues;
  method: HttpMethod;
  path: string;
  bodyText: string;
  timeoutSeconds: number;
};

export const EMPTY_DRAFT: Draft = {
  operation: null,
  isFree: false,
  parameters: {},
  method: 'GET',
  path: '',
  bodyText: '',
  timeoutSeconds: DEFAULT_COMMAND_TIMEOUT_SECONDS,
};

const bodyTextOf = (body: unknown): string => (body === null || body === undefined ? '' : JSON.stringify(body, null, 2));

/** Begins with the examples of an operation: they show what a value looks like. */
export function draftOfOperation(operation: Operation, { timeoutSeconds }: Pick<Draft, 'timeoutSeconds'>): Draft {
  const examples = Object.entries({ ...operation.pathParams, ...operation.query }).map(([name, { example, required }]) => {
    const isWanted = name in operation.pathParams || required === true;
    return [name, isWanted && example !== undefined ? String(example) : ''];
  });
  return {
    ...EMPTY_DRAFT,
    timeoutSeconds,
    operation,
    parameters: Object.fromEntries(examples),
    bodyText: bodyTextOf(operation.requestBody),
  };
}

/** The same call once more, free to be changed. */
export function draftOfCommand({ method, path, body }: Pick<Command, 'method' | 'path' | 'body'>): Draft {
  return { ...EMPTY_DRAFT, isFree: true, method, path, bodyText: bodyTextOf(body) };
}

export type Problem = { field: 'operation' | 'path' | 'body' | `parameter:${string}`; message: string };

/** What a draft would send, as far as it can be told, and what still stands in the way. */
export type DraftCall = { method: HttpMethod; path: string; problems: Problem[]; request: CommandRequest | null };

export function callOfDraft(draft: Draft): DraftCall {
  const { method, path, problems } = draft.isFree ? freeCall(draft) : catalogueCall(draft);
  const body = readBody(draft.bodyText);
  const all: Problem[] = body.problem === null ? problems : [...problems, { field: 'body', message: body.problem }];
  const request: CommandRequest = {
    method,
    path,
    timeoutSeconds: draft.timeoutSeconds,
    ...(body.value !== undefined && { body: body.value }),
  };
  return { method, path, problems: all, request: all.length === 0 ? request : null };
}

type Call = Pick<DraftCall, 'method' | 'path' | 'problems'>;

function freeCall({ method, path }: Draft): Call {
  const trimmed = path.trim();
  const refusal = trimmed === '' ? 'Enter a path, for example /device/general' : commandRefusal({ method, path: trimmed });
  return { method, path: trimmed, problems: refusal === null ? [] : [{ field: 'path', message: refusal }] };
}

function catalogueCall({ operation, parameters }: Draft): Call {
  if (!operation) return { method: 'GET', path: '', problems: [{ field: 'operation', message: 'Choose an operation' }] };
  const { path, problems } = fillPath(operation, parameters);
  const refusal = commandRefusal({ method: operation.method, path });
  const refused: Problem[] = refusal === null ? [] : [{ field: 'path', message: refusal }];
  const missing = problems.map(({ name, message }): Problem => ({ field: `parameter:${name}`, message }));
  return { method: operation.method, path, problems: [...missing, ...refused] };
}

function readBody(text: string): { value?: unknown; problem: string | null } {
  if (text.trim() === '') return { problem: null };
  if (new TextEncoder().encode(text).length > MAX_COMMAND_BODY_BYTES)
    return { problem: 'The body is too large for one MQTT message' };
  try {
    return { value: JSON.parse(text), problem: null };
  } catch (error) {
    return { problem: error instanceof SyntaxError ? `Not JSON: ${error.message}` : 'Not JSON' };
  }
}

/** Operations whose category, name, method or path holds every word that was typed. */
export function searchOperations(categories: readonly Category[], text: string, category: string | null): Operation[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return categories
    .filter(({ name }) => category === null || name === category)
    .flatMap(({ operations }) => operations)
    .filter((operation) => {
      const haystack = `${operation.category} ${operation.name} ${operation.method} ${operation.path}`.toLowerCase();
      return words.every((word) => haystack.includes(word));
    });
}
