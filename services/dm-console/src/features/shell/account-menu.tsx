import { Button, Menu, Text } from '@mantine/core';
import { IconLogout, IconUser, IconUserCircle } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { notifyError } from '../../ui/notify.ts';
import { useLogout, useUser } from '../session/session-api.ts';

/** Who is signed in, their own page, and signing out. */
export function AccountMenu() {
  const user = useUser();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const logout = useLogout();
  const signOut = () =>
    logout.mutate(undefined, {
      onSuccess: async () => {
        await navigate({ to: '/login', search: {} });
        queries.clear();
      },
      onError: notifyError,
    });
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          size="sm"
          px="xs"
          aria-label={`Account: ${user.username}`}
          leftSection={<IconUserCircle size={20} stroke={1.6} aria-hidden />}
        >
          <Text span size="sm" visibleFrom="sm" maw={160} truncate>
            {user.username}
          </Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {user.username} · {user.role}
        </Menu.Label>
        <Menu.Item component={Link} to="/account" leftSection={<IconUser size={16} aria-hidden />}>
          My account
        </Menu.Item>
        <Menu.Item onClick={signOut} leftSection={<IconLogout size={16} aria-hidden />}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
