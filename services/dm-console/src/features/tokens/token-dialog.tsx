import { Alert, Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconAlertTriangle } from '@tabler/icons-react';
import { mayGrant, ROLES, tokenCreateSchema } from '@tpedm/domain';
import { useState } from 'react';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { problemWith } from '../../ui/form-problems.ts';
import { useUser } from '../session/session-api.ts';
import { type NewToken, useCreateToken } from './token-api.ts';

const LIFETIMES = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
  { value: 'never', label: 'never' },
];
const MS_PER_DAY = 86_400_000;

/** Makes an API token and shows it, once. */
export function TokenDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const [token, setToken] = useState<string | null>(null);
  const close = () => {
    onClose();
    setToken(null);
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={token === null ? 'Create API token' : 'API token'}
      closeOnClickOutside={token === null}
      closeOnEscape={token === null}
      withCloseButton={token === null}
    >
      {token === null ? <TokenForm onCreated={setToken} /> : <TokenOnce token={token} onClose={close} />}
    </Modal>
  );
}

type TokenFormValues = Pick<NewToken, 'name' | 'role'> & { days: string };

function TokenForm({ onCreated }: { onCreated: (token: string) => void }) {
  const { role } = useUser();
  const create = useCreateToken();
  const form = useForm<TokenFormValues>({
    initialValues: { name: '', role, days: '90' },
    validate: { name: (value) => problemWith(tokenCreateSchema.shape.name, value) },
  });
  const submit = form.onSubmit(({ days, ...token }) => {
    const expiresAt = new Date(Date.now() + Number(days) * MS_PER_DAY);
    create.mutate(
      { ...token, ...(days !== 'never' && { expiresAt: expiresAt.toISOString() }) },
      { onSuccess: (answer) => onCreated(answer.token) },
    );
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput label="Name" description="What will use it" data-autofocus {...form.getInputProps('name')} />
        <Select
          label="Role"
          description="No more than your own"
          data={ROLES.filter((other) => mayGrant(role, other))}
          allowDeselect={false}
          {...form.getInputProps('role')}
        />
        <Select label="Expires after" data={LIFETIMES} allowDeselect={false} {...form.getInputProps('days')} />
        {create.isError && <ErrorPanel error={create.error} title="The token was not created" />}
        <Button type="submit" loading={create.isPending} style={{ alignSelf: 'flex-end' }}>
          Create token
        </Button>
      </Stack>
    </form>
  );
}

function TokenOnce({ token, onClose }: { token: string; onClose: () => void }) {
  return (
    <Stack gap="md">
      <Alert color="orange" variant="light" icon={<IconAlertTriangle aria-hidden />} title="Save the token now">
        It will not be shown again.
      </Alert>
      <Group gap="xs" wrap="nowrap">
        <Text className="mono" flex={1} aria-label="Token" role="textbox" aria-readonly>
          {token}
        </Text>
        <CopyButton value={token} label="token" />
      </Group>
      <Button style={{ alignSelf: 'flex-end' }} onClick={onClose}>
        I have saved it, close
      </Button>
    </Stack>
  );
}
