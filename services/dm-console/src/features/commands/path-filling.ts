import type { OperationContent, Parameter } from '@tpedm/domain';

/** What was typed for each parameter, by its name; empty text is "not given". */
export type ParameterValues = Record<string, string>;

export type ParameterProblem = { name: string; message: string };

const PLACEHOLDER = /\{([^{}]+)\}/g;

/** Names of the `{name}` places of a path template, in order. */
export const placeholdersOf = (template: string): string[] => [...template.matchAll(PLACEHOLDER)].map(([, name]) => name ?? '');

/** What is wrong with a value of a parameter; null when nothing is. */
export function parameterProblem({ type, values }: Parameter, value: string, isRequired: boolean): string | null {
  if (value === '') return isRequired ? 'Required' : null;
  if (type === 'integer' && !/^-?\d+$/.test(value)) return 'Must be a whole number';
  if (type === 'number' && !Number.isFinite(Number(value))) return 'Must be a number';
  if (type === 'boolean' && value !== 'true' && value !== 'false') return 'Must be true or false';
  if (values && !values.map(String).includes(value)) return `Must be one of ${values.join(', ')}`;
  return null;
}

/**
 * Puts values into the `{name}` places of an operation's path and appends the query. Values are percent-encoded, so that a
 * slash or a question mark in one cannot lead to another call. Places without a value stay visible as `{name}`.
 */
export function fillPath(
  { path, pathParams, query }: Pick<OperationContent, 'path' | 'pathParams' | 'query'>,
  values: ParameterValues,
): { path: string; problems: ParameterProblem[] } {
  const problems: ParameterProblem[] = [];
  const check = (name: string, parameter: Parameter, isRequired: boolean) => {
    const message = parameterProblem(parameter, values[name]?.trim() ?? '', isRequired);
    if (message !== null) problems.push({ name, message });
  };
  for (const name of placeholdersOf(path)) check(name, pathParams[name] ?? { type: 'string' }, true);
  for (const [name, parameter] of Object.entries(query)) check(name, parameter, parameter.required ?? false);

  const filled = path.replace(PLACEHOLDER, (place, name: string) => {
    const value = values[name]?.trim() ?? '';
    return value === '' ? place : encodeURIComponent(value);
  });
  const items = Object.keys(query).flatMap((name) => {
    const value = values[name]?.trim() ?? '';
    return value === '' ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`];
  });
  const separator = path.includes('?') ? '&' : '?';
  return { path: items.length === 0 ? filled : `${filled}${separator}${items.join('&')}`, problems };
}
