import { type HttpMethod, type Operation, operationCreateSchema, type Parameter } from '@tpedm/domain';
import { placeholdersOf } from '../commands/path-filling.ts';
import type { OperationInput } from './operation-api.ts';

/** An operation as a person edits it: query and body as text. */
export type OperationFormValues = {
  category: string;
  name: string;
  method: HttpMethod;
  path: string;
  queryNames: string[];
  bodyText: string;
  dangerous: boolean;
};

export const EMPTY_OPERATION: OperationFormValues = {
  category: '',
  name: '',
  method: 'GET',
  path: '/',
  queryNames: [],
  bodyText: '',
  dangerous: false,
};

export function valuesOfOperation(operation: Operation): OperationFormValues {
  const { category, name, method, path, query, requestBody, dangerous } = operation;
  const bodyText = requestBody === null ? '' : JSON.stringify(requestBody, null, 2);
  return { category, name, method, path, queryNames: Object.keys(query), bodyText, dangerous };
}

/**
 * The operation that the form describes; throws SyntaxError when the body is no JSON. What the form cannot show of a parameter
 * (type, example, choices) is kept from the operation as it was.
 */
export function operationOfValues(values: OperationFormValues, before: Operation | null): OperationInput {
  const { queryNames, bodyText, ...shown } = values;
  const keep = (names: readonly string[], known: Record<string, Parameter> = {}): Record<string, Parameter> =>
    Object.fromEntries(names.map((name) => [name, known[name] ?? { type: 'string' }]));
  return operationCreateSchema.parse({
    ...shown,
    path: shown.path.trim(),
    pathParams: keep(placeholdersOf(shown.path), before?.pathParams),
    query: keep(queryNames, before?.query),
    requestBody: bodyText.trim() === '' ? null : JSON.parse(bodyText),
  });
}
