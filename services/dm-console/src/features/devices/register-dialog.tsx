import { Button, Group, Modal, Stack } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { CredentialsPanel } from './credentials-panel.tsx';
import type { Registered } from './device-api.ts';
import { FirstConnection } from './first-connection.tsx';
import { RegisterForm } from './register-form.tsx';

/** Registers a device in two steps: say what it is called, then see its secret and settings, once. */
export function RegisterDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const [registered, setRegistered] = useState<Registered | null>(null);
  const close = () => {
    onClose();
    setRegistered(null);
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={registered ? `${registered.device.clientid} is registered` : 'Register device'}
      size={registered ? 860 : 'lg'}
      // The secret must not vanish by a slip of the hand.
      closeOnClickOutside={!registered}
      closeOnEscape={!registered}
      withCloseButton={!registered}
    >
      {registered ? (
        <RegisteredStep registered={registered} onClose={close} />
      ) : (
        <RegisterForm onRegistered={setRegistered} onCancel={close} />
      )}
    </Modal>
  );
}

function RegisteredStep({ registered, onClose }: { registered: Registered; onClose: () => void }) {
  const navigate = useNavigate();
  const { clientid } = registered.device;
  const openDevice = () => {
    onClose();
    void navigate({ to: '/devices/$clientid', params: { clientid } });
  };
  return (
    <Stack gap="md">
      <FirstConnection clientid={clientid} />
      <CredentialsPanel clientid={clientid} connection={registered.connection} credentials={registered.credentials} />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          I have saved it, close
        </Button>
        <Button onClick={openDevice}>Open device</Button>
      </Group>
    </Stack>
  );
}
