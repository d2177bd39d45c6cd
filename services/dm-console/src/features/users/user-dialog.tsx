import { Button, Modal, PasswordInput, Radio, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { passwordProblem, ROLES, type Role, usernameSchema } from '@tpedm/domain';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { problemWith } from '../../ui/form-problems.ts';
import { notifyDone } from '../../ui/notify.ts';
import { type NewUser, useCreateUser } from './user-api.ts';

export const ROLE_WORDS: Record<Role, string> = {
  viewer: 'sees everything but changes nothing',
  operator: 'registers devices and sends commands',
  administrator: 'also manages users, the catalogue and the audit',
};

export function UserDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Add user">
      <UserForm onDone={onClose} />
    </Modal>
  );
}

function UserForm({ onDone }: { onDone: () => void }) {
  const create = useCreateUser();
  const form = useForm<NewUser>({
    initialValues: { username: '', password: '', role: 'operator' },
    validateInputOnBlur: true,
    validate: {
      username: (value) => problemWith(usernameSchema, value),
      password: (value, { username }) => passwordProblem(value, username),
    },
  });
  const submit = form.onSubmit((values) =>
    create.mutate(values, {
      onSuccess: () => {
        notifyDone(`${values.username} may sign in.`);
        onDone();
      },
    }),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput label="User name" autoComplete="off" data-autofocus {...form.getInputProps('username')} />
        <PasswordInput
          label="Password"
          description="At least 12 characters; the user can change it"
          autoComplete="new-password"
          {...form.getInputProps('password')}
        />
        <Radio.Group label="Role" {...form.getInputProps('role')}>
          <Stack gap={6} mt={4}>
            {ROLES.map((role) => (
              <Radio key={role} value={role} label={role} description={ROLE_WORDS[role]} />
            ))}
          </Stack>
        </Radio.Group>
        {create.isError && <ErrorPanel error={create.error} title="The user was not added" />}
        <Button type="submit" loading={create.isPending} style={{ alignSelf: 'flex-end' }}>
          Add user
        </Button>
      </Stack>
    </form>
  );
}
