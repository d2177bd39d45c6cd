import { type HttpMethod, type Operation, operationCreateSchema } from '@tpedm/domain';
import { placeholdersOf } from '../commands/path-filling.ts';
import type { OperationInput } from './operation-api.ts';
import { EMPTY_PARAMETER, type ParameterFormValues, parametersOfValues, valuesOfParameters } from './parameter-form-values.ts';

/** An operation as a person edits it: the body as text. `pathParams` may hold some that the path has no place for now. */
export type OperationFormValues = {
  category: string;
  name: string;
  method: HttpMethod;
  path: string;
  pathParams: ParameterFormValues[];
  query: ParameterFormValues[];
  bodyText: string;
  dangerous: boolean;
};

export const EMPTY_OPERATION: OperationFormValues = {
  category: '',
  name: '',
  method: 'GET',
  path: '/',
  pathParams: [],
  query: [],
  bodyText: '',
  dangerous: false,
};

/** Parameters with one for each place of the path; those without a place stay, for a path that is being typed. */
export function withPlacesOf(path: string, parameters: readonly ParameterFormValues[]): ParameterFormValues[] {
  const known = new Set(parameters.map(({ name }) => name));
  const added = [...new Set(placeholdersOf(path))].filter((name) => !known.has(name));
  return [...parameters, ...added.map((name) => ({ ...EMPTY_PARAMETER, name }))];
}

export function valuesOfOperation(operation: Operation): OperationFormValues {
  const { category, name, method, path, pathParams, query, requestBody, dangerous } = operation;
  const bodyText = requestBody === null ? '' : JSON.stringify(requestBody, null, 2);
  const places = withPlacesOf(path, valuesOfParameters(pathParams));
  return { category, name, method, path, pathParams: places, query: valuesOfParameters(query), bodyText, dangerous };
}

/** The operation that the form describes; throws SyntaxError when the body is no JSON. */
export function operationOfValues({ bodyText, pathParams, query, ...shown }: OperationFormValues): OperationInput {
  const places = new Set(placeholdersOf(shown.path));
  return operationCreateSchema.parse({
    ...shown,
    path: shown.path.trim(),
    pathParams: parametersOfValues(pathParams.filter(({ name }) => places.has(name))),
    query: parametersOfValues(query),
    requestBody: bodyText.trim() === '' ? null : JSON.parse(bodyText),
  });
}
