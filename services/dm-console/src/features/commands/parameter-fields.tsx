import { Select, SimpleGrid, TextInput } from '@mantine/core';
import type { Parameter } from '@tpedm/domain';
import type { Draft, DraftCall } from './draft.ts';
import { placeholdersOf } from './path-filling.ts';

type ParameterFieldsProps = { draft: Draft; call: DraftCall; onDraft: (draft: Draft) => void };

/** One field for each parameter of the chosen operation: first those of the path, then those of the query. */
export function ParameterFields({ draft, call, onDraft }: ParameterFieldsProps) {
  const { operation, parameters } = draft;
  if (!operation) return null;
  const fields = [
    ...placeholdersOf(operation.path).map((name) => ({
      name,
      parameter: operation.pathParams[name] ?? { type: 'string' as const },
      isRequired: true,
    })),
    ...Object.entries(operation.query).map(([name, parameter]) => ({
      name,
      parameter,
      isRequired: parameter.required ?? false,
    })),
  ];
  if (fields.length === 0) return null;
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="sm">
      {fields.map(({ name, parameter, isRequired }) => (
        <ParameterField
          key={name}
          name={name}
          parameter={parameter}
          isRequired={isRequired}
          value={parameters[name] ?? ''}
          problem={call.problems.find(({ field }) => field === `parameter:${name}`)?.message}
          onChange={(value) => onDraft({ ...draft, parameters: { ...parameters, [name]: value } })}
        />
      ))}
    </SimpleGrid>
  );
}

type ParameterFieldProps = {
  name: string;
  parameter: Parameter;
  isRequired: boolean;
  value: string;
  problem: string | undefined;
  onChange: (value: string) => void;
};

function ParameterField({ name, parameter, isRequired, value, problem, onChange }: ParameterFieldProps) {
  const choices = parameter.type === 'boolean' ? ['true', 'false'] : parameter.values?.map(String);
  const shared = {
    label: name,
    required: isRequired,
    error: problem,
    ...(parameter.description && { description: parameter.description }),
    placeholder: parameter.example === undefined || parameter.example === '' ? '' : `for example ${parameter.example}`,
  };
  if (choices) {
    return (
      <Select
        {...shared}
        data={[...new Set(choices)]}
        value={value || null}
        onChange={(next) => onChange(next ?? '')}
        clearable={!isRequired}
      />
    );
  }
  return (
    <TextInput
      {...shared}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      spellCheck={false}
      autoComplete="off"
      classNames={{ input: 'mono' }}
      {...(parameter.type !== 'string' && { inputMode: 'numeric' as const })}
    />
  );
}
