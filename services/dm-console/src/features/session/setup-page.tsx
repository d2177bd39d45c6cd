import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { getRouteApi } from '@tanstack/react-router';
import { passwordProblem, usernameSchema } from '@tpedm/domain';
import { useEffect } from 'react';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { problemWith } from '../../ui/form-problems.ts';
import { AuthFrame } from './auth-frame.tsx';
import { useSetup } from './session-api.ts';

const route = getRouteApi('/setup');

export function SetupPage() {
  const { token } = route.useSearch();
  const navigate = route.useNavigate();
  const setup = useSetup();
  const form = useForm({
    initialValues: { setupToken: token ?? '', username: '', password: '', repeated: '' },
    validateInputOnBlur: true,
    validate: {
      setupToken: (value) => (value.trim() === '' ? 'Required; TPEDM prints it when it starts' : null),
      username: (value) => problemWith(usernameSchema, value),
      password: (value, { username }) => passwordProblem(value, username),
      repeated: (value, { password }) => (value === password ? null : 'The passwords differ'),
    },
  });
  // The token is a secret: it must not stay in the address bar, in the history or in a screenshot.
  useEffect(() => {
    if (token !== undefined) void navigate({ to: '/setup', search: {}, replace: true });
  }, [token, navigate]);
  const submit = form.onSubmit(({ setupToken, username, password }) =>
    setup.mutate({ setupToken: setupToken.trim(), username, password }, { onSuccess: () => void navigate({ to: '/devices' }) }),
  );
  return (
    <AuthFrame title="Set up TPEDM" description="Make the first administrator. This can be done once.">
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <TextInput
            label="Set-up token"
            description="Printed by TPEDM at start; the set-up link fills it in"
            autoComplete="off"
            classNames={{ input: 'mono' }}
            {...form.getInputProps('setupToken')}
          />
          <TextInput label="User name" autoComplete="username" autoFocus {...form.getInputProps('username')} />
          <PasswordInput
            label="Password"
            description="At least 12 characters; a few words are fine"
            autoComplete="new-password"
            {...form.getInputProps('password')}
          />
          <PasswordInput label="Repeat password" autoComplete="new-password" {...form.getInputProps('repeated')} />
          {setup.isError && <ErrorPanel error={setup.error} title="Set-up failed" />}
          <Button type="submit" loading={setup.isPending} mt="xs" fullWidth>
            Create administrator
          </Button>
        </Stack>
      </form>
    </AuthFrame>
  );
}
