import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { type Category, categoryCreateSchema } from '@tpedm/domain';
import { useState } from 'react';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { problemWith } from '../../ui/form-problems.ts';
import { plural } from '../../ui/format.ts';
import { useCreateCategory, useDeleteCategory } from './operation-api.ts';

type CategoryActionsProps = {
  chosen: Category | undefined;
  isAdding: boolean;
  onAdd: () => void;
  onClose: () => void;
  onChosen: (name: string | null) => void;
};

/** Adds categories, and deletes the chosen one when it is not built in. */
export function CategoryActions({ chosen, isAdding, onAdd, onClose, onChosen }: CategoryActionsProps) {
  const [isDeleting, setDeleting] = useState(false);
  const remove = useDeleteCategory();
  return (
    <Group gap="xs" mt="xs">
      <Button size="compact-sm" variant="subtle" leftSection={<IconPlus size={14} aria-hidden />} onClick={onAdd}>
        Add category
      </Button>
      {chosen && !chosen.builtIn && (
        <Button
          size="compact-sm"
          variant="subtle"
          color="red"
          leftSection={<IconTrash size={14} aria-hidden />}
          onClick={() => setDeleting(true)}
        >
          Delete category
        </Button>
      )}
      <Modal opened={isAdding} onClose={onClose} title="Add category">
        <CategoryForm
          onDone={(name) => {
            onClose();
            onChosen(name);
          }}
        />
      </Modal>
      {chosen && (
        <ConfirmDialog
          opened={isDeleting}
          onClose={() => setDeleting(false)}
          title={`Delete the category ${chosen.name}?`}
          confirmLabel="Delete category"
          color="red.8"
          isPending={remove.isPending}
          error={remove.error}
          onConfirm={() =>
            remove.mutate(chosen.id, {
              onSuccess: () => {
                setDeleting(false);
                onChosen(null);
              },
            })
          }
        >
          <Text size="sm">Its {plural(chosen.operations.length, 'operation')} go with it. This cannot be undone.</Text>
        </ConfirmDialog>
      )}
    </Group>
  );
}

function CategoryForm({ onDone }: { onDone: (name: string) => void }) {
  const create = useCreateCategory();
  const form = useForm({
    initialValues: { name: '' },
    validate: { name: (value) => problemWith(categoryCreateSchema.shape.name, value) },
  });
  const submit = form.onSubmit(({ name }) => create.mutate(name.trim(), { onSuccess: () => onDone(name.trim()) }));
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput label="Name" data-autofocus {...form.getInputProps('name')} />
        {create.isError && <ErrorPanel error={create.error} title="Not added" />}
        <Button type="submit" loading={create.isPending} style={{ alignSelf: 'flex-end' }}>
          Add category
        </Button>
      </Stack>
    </form>
  );
}
