import { Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { deviceUpdateSchema } from '@tpedm/domain';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { FormActions } from '../../ui/form-actions.tsx';
import { problemWith } from '../../ui/form-problems.ts';
import { notifyDone } from '../../ui/notify.ts';
import { WordsInput } from '../../ui/words-input.tsx';
import { useUpdateDevice } from '../devices/device-api.ts';
import type { DeviceDialogProps } from './disable-dialog.tsx';

export function EditDialog(props: DeviceDialogProps) {
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={`Edit ${props.device.clientid}`}>
      <EditForm {...props} />
    </Modal>
  );
}

function EditForm({ device, onClose }: DeviceDialogProps) {
  const update = useUpdateDevice(device.clientid);
  const form = useForm({
    initialValues: { name: device.name, tags: device.tags },
    validateInputOnChange: true,
    validate: {
      name: (value) => problemWith(deviceUpdateSchema.shape.name, value),
      tags: (value) => problemWith(deviceUpdateSchema.shape.tags, value),
    },
  });
  const submit = form.onSubmit((values) =>
    update.mutate(values, {
      onSuccess: () => {
        notifyDone('Saved.');
        onClose();
      },
    }),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput label="Name" data-autofocus {...form.getInputProps('name')} />
        <WordsInput label="Tags" description="Press Enter after each" {...form.getInputProps('tags')} />
        {update.isError && <ErrorPanel error={update.error} title="Not saved" />}
        <FormActions submitLabel="Save" isPending={update.isPending} onCancel={onClose} />
      </Stack>
    </form>
  );
}
