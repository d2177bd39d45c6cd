import { Text } from '@mantine/core';
import type { Device } from '@tpedm/domain';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { useSwitchDevice } from '../devices/device-api.ts';

export type DeviceDialogProps = { device: Device; opened: boolean; onClose: () => void };

export function DisableDialog({ device: { clientid }, opened, onClose }: DeviceDialogProps) {
  const disable = useSwitchDevice(clientid);
  const run = () =>
    disable.mutate('disable', {
      onSuccess: () => {
        notifyDone(`${clientid} is disabled.`);
        onClose();
      },
    });
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={`Disable ${clientid}?`}
      confirmLabel="Disable"
      color="orange.8"
      onConfirm={run}
      isPending={disable.isPending}
      error={disable.error}
    >
      <Text size="sm">
        Its connection is cut at once, it may not connect again, and new commands are refused until somebody enables it. Its
        history and its secret stay.
      </Text>
    </ConfirmDialog>
  );
}
