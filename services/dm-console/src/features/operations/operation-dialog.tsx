import { Autocomplete, Button, Checkbox, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type Category, HTTP_METHODS, type Operation, operationCreateSchema } from '@tpedm/domain';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { problemWith } from '../../ui/form-problems.ts';
import { JsonEditor } from '../../ui/json-editor.tsx';
import { useSaveOperation } from './operation-api.ts';
import { EMPTY_OPERATION, operationOfValues, valuesOfOperation, withPlacesOf } from './operation-form-values.ts';
import { ParameterFields } from './parameter-fields.tsx';
import { parameterRules } from './parameter-rules.ts';

type OperationDialogProps = { edited: Operation | 'new' | null; categories: readonly Category[]; onClose: () => void };

/** Adds an operation of one's own to the catalogue, or changes one. */
export function OperationDialog({ edited, categories, onClose }: OperationDialogProps) {
  return (
    <Modal opened={edited !== null} onClose={onClose} title={edited === 'new' ? 'Add operation' : 'Edit operation'} size="lg">
      {edited !== null && <OperationForm operation={edited === 'new' ? null : edited} categories={categories} onDone={onClose} />}
    </Modal>
  );
}

function bodyProblem(text: string): string | null {
  if (text.trim() === '') return null;
  try {
    JSON.parse(text);
    return null;
  } catch {
    return 'Not JSON';
  }
}

type OperationFormProps = { operation: Operation | null; categories: readonly Category[]; onDone: () => void };

function OperationForm({ operation, categories, onDone }: OperationFormProps) {
  const save = useSaveOperation(operation?.id ?? null);
  const { shape } = operationCreateSchema;
  const form = useForm({
    initialValues: operation ? valuesOfOperation(operation) : EMPTY_OPERATION,
    validate: {
      category: (value) => problemWith(shape.category, value),
      name: (value) => problemWith(shape.name, value),
      path: (value) => problemWith(shape.path, value.trim()),
      bodyText: bodyProblem,
      ...parameterRules,
    },
  });
  const submit = form.onSubmit((values) => save.mutate(operationOfValues(values), { onSuccess: onDone }));
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput label="Name" data-autofocus {...form.getInputProps('name')} />
        <Autocomplete
          label="Category"
          description="Choose one or type a new one"
          data={categories.map(({ name }) => name)}
          {...form.getInputProps('category')}
        />
        <Group align="flex-start" gap="sm" wrap="nowrap">
          <Select label="Method" data={[...HTTP_METHODS]} allowDeselect={false} w={110} {...form.getInputProps('method')} />
          <TextInput
            label="Path"
            description="A {name} in it is a parameter"
            placeholder="/apps/{id}"
            flex={1}
            spellCheck={false}
            classNames={{ input: 'mono' }}
            {...form.getInputProps('path')}
            onChange={({ currentTarget: { value } }) =>
              form.setValues({ path: value, pathParams: withPlacesOf(value, form.values.pathParams) })
            }
          />
        </Group>
        <ParameterFields form={form} />
        <JsonEditor
          label="Example body (JSON)"
          value={form.values.bodyText}
          onChange={(text) => form.setFieldValue('bodyText', text)}
          error={form.errors.bodyText ? String(form.errors.bodyText) : null}
        />
        <Checkbox label="Dangerous: ask before it is sent" {...form.getInputProps('dangerous', { type: 'checkbox' })} />
        {save.isError && <ErrorPanel error={save.error} title="Not saved" />}
        <Button type="submit" loading={save.isPending} style={{ alignSelf: 'flex-end' }}>
          Save operation
        </Button>
      </Stack>
    </form>
  );
}
