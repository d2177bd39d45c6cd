import { Button, PasswordInput, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { passwordProblem } from '@tpedm/domain';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Facts } from '../../ui/facts.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { Section } from '../../ui/section.tsx';
import { useChangePassword, useUser } from './session-api.ts';
import { SessionsSection } from './sessions-section.tsx';

export function AccountPage() {
  const user = useUser();
  return (
    <Stack maw={560}>
      <PageHeader title="My account" />
      <Section title="Who I am">
        <Facts
          facts={[
            { label: 'User name', value: user.username },
            { label: 'Role', value: user.role },
          ]}
        />
      </Section>
      <SessionsSection />
      <Section title="Change password">
        <PasswordForm username={user.username} />
      </Section>
    </Stack>
  );
}

function PasswordForm({ username }: { username: string }) {
  const change = useChangePassword();
  const form = useForm({
    initialValues: { currentPassword: '', newPassword: '', repeated: '' },
    validateInputOnBlur: true,
    validate: {
      currentPassword: (value) => (value === '' ? 'Required' : null),
      newPassword: (value) => passwordProblem(value, username),
      repeated: (value, { newPassword }) => (value === newPassword ? null : 'The passwords differ'),
    },
  });
  const submit = form.onSubmit(({ currentPassword, newPassword }) =>
    change.mutate(
      { currentPassword, newPassword },
      {
        onSuccess: () => {
          form.reset();
          notifyDone('Your password is changed.');
        },
      },
    ),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <PasswordInput label="Current password" autoComplete="current-password" {...form.getInputProps('currentPassword')} />
        <PasswordInput
          label="New password"
          description="At least 12 characters; a few words are fine"
          autoComplete="new-password"
          {...form.getInputProps('newPassword')}
        />
        <PasswordInput label="Repeat new password" autoComplete="new-password" {...form.getInputProps('repeated')} />
        {change.isError && <ErrorPanel error={change.error} title="The password was not changed" />}
        <Button type="submit" loading={change.isPending} style={{ alignSelf: 'flex-start' }}>
          Change password
        </Button>
      </Stack>
    </form>
  );
}
