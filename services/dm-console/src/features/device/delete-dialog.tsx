import { Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { useDeleteDevice } from '../devices/device-api.ts';
import type { DeviceDialogProps } from './disable-dialog.tsx';

export function DeleteDialog({ device: { clientid }, opened, onClose }: DeviceDialogProps) {
  const navigate = useNavigate();
  const remove = useDeleteDevice(clientid);
  const run = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        notifyDone(`${clientid} is deleted.`);
        void navigate({ to: '/devices' });
      },
    });
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={`Delete ${clientid}?`}
      confirmLabel="Delete device"
      color="red.8"
      typeToConfirm={clientid}
      onConfirm={run}
      isPending={remove.isPending}
      error={remove.error}
    >
      <Text size="sm">
        Its connection is cut at once. Its login, profile and commands are deleted, waiting ones included. This cannot be undone:
        to use the gateway again, register it and type a new secret into it.
      </Text>
    </ConfirmDialog>
  );
}
