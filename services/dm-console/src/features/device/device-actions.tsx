import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconEdit, IconKey, IconPlayerPause, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import type { Device } from '@tpedm/domain';
import { useState } from 'react';
import { notifyDone, notifyError } from '../../ui/notify.ts';
import { ReasonedButton } from '../../ui/reasoned-button.tsx';
import { useSwitchDevice } from '../devices/device-api.ts';
import { useForbiddenReason } from '../session/session-api.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { DisableDialog } from './disable-dialog.tsx';
import { EditDialog } from './edit-dialog.tsx';
import { RotateDialog } from './rotate-dialog.tsx';

type OpenDialog = 'edit' | 'rotate' | 'disable' | 'delete' | null;

/** Everything that can be done to a device itself. */
export function DeviceActions({ device }: { device: Device }) {
  const [dialog, setDialog] = useState<OpenDialog>(null);
  const forbidden = useForbiddenReason()('device:write');
  const close = () => setDialog(null);
  const shown = (name: OpenDialog) => ({ device, opened: dialog === name, onClose: close });
  return (
    <>
      <ReasonedButton
        variant="default"
        size="sm"
        disabledReason={forbidden}
        leftSection={<IconEdit size={15} aria-hidden />}
        onClick={() => setDialog('edit')}
      >
        Edit
      </ReasonedButton>
      {!device.enabled && <EnableButton device={device} forbidden={forbidden} />}
      {forbidden === undefined && <MoreMenu device={device} onChoose={setDialog} />}
      <EditDialog {...shown('edit')} />
      <RotateDialog {...shown('rotate')} />
      <DisableDialog {...shown('disable')} />
      <DeleteDialog {...shown('delete')} />
    </>
  );
}

function EnableButton({ device, forbidden }: { device: Device; forbidden: string | undefined }) {
  const enable = useSwitchDevice(device.clientid);
  const run = () =>
    enable.mutate('enable', {
      onSuccess: () => notifyDone(`${device.clientid} may connect again.`),
      onError: notifyError,
    });
  return (
    <ReasonedButton
      size="sm"
      disabledReason={forbidden}
      loading={enable.isPending}
      leftSection={<IconPlayerPlay size={15} aria-hidden />}
      onClick={run}
    >
      Enable
    </ReasonedButton>
  );
}

function MoreMenu({ device, onChoose }: { device: Device; onChoose: (dialog: OpenDialog) => void }) {
  return (
    <Menu position="bottom-end" width={210}>
      <Menu.Target>
        <ActionIcon variant="default" size="input-sm" aria-label="More actions">
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconKey size={16} aria-hidden />} onClick={() => onChoose('rotate')}>
          Rotate secret
        </Menu.Item>
        {device.enabled && (
          <Menu.Item leftSection={<IconPlayerPause size={16} aria-hidden />} onClick={() => onChoose('disable')}>
            Disable
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => onChoose('delete')}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
