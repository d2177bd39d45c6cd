import { Stack, Text } from '@mantine/core';
import type { CommandRequest, Device } from '@tpedm/domain';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { CallPreview } from './call-preview.tsx';

type DangerDialogProps = {
  opened: boolean;
  /** The call to ask about; null while the form is not complete, when there is nothing to ask. */
  request: CommandRequest | null;
  device: Device;
  operationName: string | null;
  onConfirm: (request: CommandRequest) => void;
  onClose: () => void;
};

/** Asks before a call that may change or interrupt a device, naming the device. */
export function DangerDialog({ opened, request, device, operationName, onConfirm, onClose }: DangerDialogProps) {
  const { clientid, name } = device;
  return (
    <ConfirmDialog
      opened={opened && request !== null}
      onClose={onClose}
      title={`Send this to ${clientid}?`}
      confirmLabel={`Send to ${clientid}`}
      color="red.8"
      onConfirm={() => request && onConfirm(request)}
    >
      {request && (
        <Stack gap="sm">
          <Text size="sm">
            {operationName === null ? 'This call' : `"${operationName}"`} can change or interrupt{' '}
            <strong>{name ? `${name} (${clientid})` : clientid}</strong>. Make sure that this is the right device.
          </Text>
          <CallPreview method={request.method} path={request.path} />
        </Stack>
      )}
    </ConfirmDialog>
  );
}
