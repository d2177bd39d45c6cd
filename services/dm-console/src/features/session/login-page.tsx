import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { AuthFrame } from './auth-frame.tsx';
import { safeReturnPath } from './return-path.ts';
import { useLogin } from './session-api.ts';

const route = getRouteApi('/login');
const required = (value: string) => (value === '' ? 'Required' : null);

export function LoginPage() {
  const { returnTo } = route.useSearch();
  const router = useRouter();
  const login = useLogin();
  const form = useForm({
    initialValues: { username: '', password: '' },
    validate: { username: required, password: required },
  });
  const submit = form.onSubmit((values) =>
    login.mutate(values, { onSuccess: () => router.history.push(safeReturnPath(returnTo)) }),
  );
  return (
    <AuthFrame title="Sign in" description={returnTo ? 'Sign in to go on where you were.' : 'Welcome back.'}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <TextInput label="User name" autoComplete="username" autoFocus {...form.getInputProps('username')} />
          <PasswordInput label="Password" autoComplete="current-password" {...form.getInputProps('password')} />
          {login.isError && <ErrorPanel error={login.error} title="Signing in failed" />}
          <Button type="submit" loading={login.isPending} mt="xs" fullWidth>
            Sign in
          </Button>
        </Stack>
      </form>
    </AuthFrame>
  );
}
