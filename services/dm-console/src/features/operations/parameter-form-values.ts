import type { Parameter } from '@tpedm/domain';
import { parameterProblem } from '../commands/path-filling.ts';

/** A parameter of an operation as a person edits it: example and choices as text. */
export type ParameterFormValues = {
  name: string;
  type: Parameter['type'];
  isRequired: boolean;
  description: string;
  exampleText: string;
  choices: string[];
};

export const EMPTY_PARAMETER: ParameterFormValues = {
  name: '',
  type: 'string',
  isRequired: false,
  description: '',
  exampleText: '',
  choices: [],
};

export const valuesOfParameters = (parameters: Record<string, Parameter>): ParameterFormValues[] =>
  Object.entries(parameters).map(([name, { type, required, description, example, values }]) => ({
    name,
    type,
    isRequired: required ?? false,
    description: description ?? '',
    exampleText: example === undefined ? '' : String(example),
    choices: values?.map(String) ?? [],
  }));

const isNumeric = (type: Parameter['type']): boolean => type === 'integer' || type === 'number';

/** What the catalogue keeps of each; what was left empty is left out. */
export function parametersOfValues(edited: readonly ParameterFormValues[]): Record<string, Parameter> {
  return Object.fromEntries(
    edited.map(({ name, type, isRequired, description, exampleText, choices }): [string, Parameter] => {
      const read = (text: string) => (isNumeric(type) ? Number(text) : text);
      const example = type === 'boolean' ? exampleText === 'true' : read(exampleText.trim());
      return [
        name.trim(),
        {
          type,
          ...(isRequired && { required: true }),
          ...(description.trim() !== '' && { description: description.trim() }),
          ...(exampleText.trim() !== '' && { example }),
          ...(type !== 'boolean' && choices.length > 0 && { values: choices.map(read) }),
        },
      ];
    }),
  );
}

/** What is wrong with the example: it shows what a value looks like, so it must be one. */
export const exampleProblem = ({ type, choices, exampleText }: ParameterFormValues): string | null =>
  parameterProblem({ type, ...(type !== 'boolean' && choices.length > 0 && { values: choices }) }, exampleText.trim(), false);

export function choicesProblem({ type, choices }: ParameterFormValues): string | null {
  const odd = type === 'boolean' ? undefined : choices.find((choice) => parameterProblem({ type }, choice, true) !== null);
  return odd === undefined ? null : `"${odd}" is not of this type`;
}
