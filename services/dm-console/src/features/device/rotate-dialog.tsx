import { Alert, Button, Modal, PasswordInput, SegmentedControl, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { type Credentials, credentialsRequestSchema } from '@tpedm/domain';
import { useState } from 'react';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Facts } from '../../ui/facts.tsx';
import { FormActions } from '../../ui/form-actions.tsx';
import { problemWith } from '../../ui/form-problems.ts';
import { QueryView } from '../../ui/query-view.tsx';
import { CredentialsPanel } from '../devices/credentials-panel.tsx';
import { useRotateSecret } from '../devices/device-api.ts';
import { connectionQuery } from './connection-api.ts';
import type { DeviceDialogProps } from './disable-dialog.tsx';

/** Gives a device a new secret and shows it, once. */
export function RotateDialog({ device: { clientid }, opened, onClose }: DeviceDialogProps) {
  const [credentials, setCredentials] = useState<Credentials | null>(null);
  const close = () => {
    onClose();
    setCredentials(null);
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={credentials ? `New secret of ${clientid}` : `Rotate the secret of ${clientid}?`}
      size={credentials ? 860 : 'lg'}
      closeOnClickOutside={!credentials}
      closeOnEscape={!credentials}
      withCloseButton={!credentials}
    >
      {credentials ? (
        <NewSecret clientid={clientid} credentials={credentials} onClose={close} />
      ) : (
        <RotateForm clientid={clientid} onRotated={setCredentials} onCancel={close} />
      )}
    </Modal>
  );
}

type RotateFormProps = { clientid: string; onRotated: (credentials: Credentials) => void; onCancel: () => void };

function RotateForm({ clientid, onRotated, onCancel }: RotateFormProps) {
  const rotate = useRotateSecret(clientid);
  const form = useForm({
    initialValues: { secret: 'generated', password: '' },
    validateInputOnChange: true,
    validate: {
      password: (value, { secret }) => (secret === 'own' ? problemWith(credentialsRequestSchema.shape.password, value) : null),
    },
  });
  const submit = form.onSubmit(({ secret, password }) =>
    rotate.mutate(secret === 'own' ? password : undefined, { onSuccess: (answer) => onRotated(answer.credentials) }),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Text size="sm">
          The present secret stops working at once. The gateway cannot sign in again until the new one is typed into it.
        </Text>
        <SegmentedControl
          aria-label="Secret"
          data={[
            { value: 'generated', label: 'Generate' },
            { value: 'own', label: 'Choose my own' },
          ]}
          {...form.getInputProps('secret')}
        />
        {form.values.secret === 'own' && (
          <PasswordInput label="Password" autoComplete="new-password" required {...form.getInputProps('password')} />
        )}
        {rotate.isError && <ErrorPanel error={rotate.error} title="The secret was not changed" />}
        <FormActions submitLabel="Rotate secret" color="orange.8" isPending={rotate.isPending} onCancel={onCancel} />
      </Stack>
    </form>
  );
}

function NewSecret({ clientid, credentials, onClose }: { clientid: string; credentials: Credentials; onClose: () => void }) {
  const connection = useQuery(connectionQuery(clientid));
  return (
    <Stack gap="md">
      {connection.isError && !connection.data ? (
        <BareCredentials credentials={credentials} />
      ) : (
        <QueryView query={connection} what="the connection settings">
          {({ settings }) => <CredentialsPanel clientid={clientid} connection={settings} credentials={credentials} />}
        </QueryView>
      )}
      <Button style={{ alignSelf: 'flex-end' }} onClick={onClose}>
        I have saved it, close
      </Button>
    </Stack>
  );
}

/** The secret must be seen even when the broker, and with it the rest of the settings, is out of reach. */
function BareCredentials({ credentials: { username, password } }: { credentials: Credentials }) {
  return (
    <Alert color="orange" variant="light" title="Save the password now: it will not be shown again">
      <Facts
        facts={[
          { label: 'User name', value: username, mono: true, copy: username },
          { label: 'Password', value: password, mono: true, copy: password },
        ]}
      />
    </Alert>
  );
}
