import { placeholdersOf } from '../commands/path-filling.ts';
import type { OperationFormValues } from './operation-form-values.ts';
import { choicesProblem, exampleProblem, type ParameterFormValues } from './parameter-form-values.ts';

type Rule = (value: unknown, values: OperationFormValues, at: string) => string | null;

/** A rule for a field of the parameter that stands at `query.INDEX` or `pathParams.INDEX`. */
const rule =
  (problem: (parameter: ParameterFormValues, values: OperationFormValues) => string | null): Rule =>
  (_value, values, at) => {
    const [list, index] = at.split('.');
    const parameter = values[list === 'query' ? 'query' : 'pathParams'][Number(index)];
    return parameter ? problem(parameter, values) : null;
  };

function nameProblem({ name }: ParameterFormValues, { query }: OperationFormValues): string | null {
  const wanted = name.trim();
  if (wanted === '') return 'Required';
  if (wanted.length > 64) return 'At most 64 characters';
  return query.filter((other) => other.name.trim() === wanted).length > 1 ? 'Another one has this name' : null;
}

/** Nobody sees a parameter that the path has no place for. */
const ifPlaced =
  (problem: (parameter: ParameterFormValues) => string | null) =>
  (parameter: ParameterFormValues, { path }: OperationFormValues): string | null =>
    placeholdersOf(path).includes(parameter.name) ? problem(parameter) : null;

/** For the form's `validate`. */
export const parameterRules = {
  query: { name: rule(nameProblem), exampleText: rule(exampleProblem), choices: rule(choicesProblem) },
  pathParams: { exampleText: rule(ifPlaced(exampleProblem)), choices: rule(ifPlaced(choicesProblem)) },
};
