import { Button, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { passwordProblem, type User } from '@tpedm/domain';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { useChangeUser } from './user-api.ts';

type PasswordDialogProps = { user: User; opened: boolean; onClose: () => void };

/** Gives an account a new password, for somebody who has forgotten theirs. */
export function PasswordDialog(props: PasswordDialogProps) {
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={`New password for ${props.user.username}`}>
      <PasswordForm {...props} />
    </Modal>
  );
}

function PasswordForm({ user, onClose }: PasswordDialogProps) {
  const change = useChangeUser(user.id);
  const form = useForm({
    initialValues: { password: '' },
    validate: { password: (value) => passwordProblem(value, user.username) },
  });
  const submit = form.onSubmit((values) =>
    change.mutate(values, {
      onSuccess: () => {
        notifyDone(`${user.username} has a new password.`);
        onClose();
      },
    }),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Text size="sm">They are signed out everywhere and have to use the new password.</Text>
        <PasswordInput
          label="New password"
          description="At least 12 characters; a few words are fine"
          autoComplete="new-password"
          data-autofocus
          {...form.getInputProps('password')}
        />
        {change.isError && <ErrorPanel error={change.error} title="The password was not changed" />}
        <Button type="submit" loading={change.isPending} style={{ alignSelf: 'flex-end' }}>
          Set password
        </Button>
      </Stack>
    </form>
  );
}
