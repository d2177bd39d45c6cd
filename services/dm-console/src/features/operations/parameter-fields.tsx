import { Button, Checkbox, Fieldset, Group, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconPlus } from '@tabler/icons-react';
import { parameterSchema } from '@tpedm/domain';
import { WordsInput } from '../../ui/words-input.tsx';
import { placeholdersOf } from '../commands/path-filling.ts';
import type { OperationFormValues } from './operation-form-values.ts';
import { EMPTY_PARAMETER } from './parameter-form-values.ts';

const TYPES = parameterSchema.shape.type.unwrap().options;

type OperationForm = UseFormReturnType<OperationFormValues>;

/** What is known of each parameter: those of the path come and go with its places, those of the query are added by hand. */
export function ParameterFields({ form }: { form: OperationForm }) {
  const { path, pathParams, query } = form.values;
  const places = new Set(placeholdersOf(path));
  return (
    <Stack gap="xs">
      <Text size="sm" fw={500}>
        Parameters
      </Text>
      {pathParams.map(
        ({ name }, index) => places.has(name) && <PathParameter key={name} name={name} index={index} form={form} />,
      )}
      {query.map((_parameter, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: their names are being typed, and nothing else tells them apart.
        <QueryParameter key={index} index={index} form={form} />
      ))}
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconPlus size={14} aria-hidden />}
        style={{ alignSelf: 'flex-start' }}
        onClick={() => form.insertListItem('query', EMPTY_PARAMETER)}
      >
        Add query parameter
      </Button>
    </Stack>
  );
}

const PathParameter = ({ name, index, form }: { name: string; index: number; form: OperationForm }) => (
  <Fieldset legend={`{${name}} in the path`} p="sm">
    <SharedFields at={`pathParams.${index}`} type={form.values.pathParams[index]?.type} form={form} />
  </Fieldset>
);

function QueryParameter({ index, form }: { index: number; form: OperationForm }) {
  const at = `query.${index}`;
  const { name = '', type } = form.values.query[index] ?? {};
  return (
    <Fieldset legend={name === '' ? 'New query parameter' : `${name} in the query`} p="sm">
      <TextInput
        label="Name"
        mb="xs"
        size="xs"
        spellCheck={false}
        classNames={{ input: 'mono' }}
        {...form.getInputProps(`${at}.name`)}
      />
      <SharedFields at={at} type={type} form={form} />
      <Group justify="space-between" mt="sm">
        <Checkbox label="Required" size="xs" {...form.getInputProps(`${at}.isRequired`, { type: 'checkbox' })} />
        <Button size="compact-xs" variant="subtle" color="red" onClick={() => form.removeListItem('query', index)}>
          Remove {name}
        </Button>
      </Group>
    </Fieldset>
  );
}

function SharedFields({ at, type, form }: { at: string; type: string | undefined; form: OperationForm }) {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" verticalSpacing="xs">
      <Select label="Type" size="xs" data={TYPES} allowDeselect={false} {...form.getInputProps(`${at}.type`)} />
      <TextInput label="Example" size="xs" classNames={{ input: 'mono' }} {...form.getInputProps(`${at}.exampleText`)} />
      <TextInput label="Description" size="xs" maxLength={500} {...form.getInputProps(`${at}.description`)} />
      {type !== 'boolean' && (
        <WordsInput label="Only these values" size="xs" placeholder="Any" {...form.getInputProps(`${at}.choices`)} />
      )}
    </SimpleGrid>
  );
}
