import { ActionIcon, Menu, Text } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { ROLES, type User } from '@tpedm/domain';
import { useState } from 'react';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { notifyDone, notifyError } from '../../ui/notify.ts';
import { PasswordDialog } from './password-dialog.tsx';
import { type UserChange, useChangeUser, useDeleteUser, useEndSessionsOf } from './user-api.ts';

/** What an administrator can do to an account. */
export function UserMenu({ user }: { user: User }) {
  const [dialog, setDialog] = useState<'password' | 'delete' | null>(null);
  const change = useChangeUser(user.id);
  const apply = (next: UserChange, done: string) =>
    change.mutate(next, { onSuccess: () => notifyDone(done), onError: notifyError });
  const endSessions = useEndSessionsOf(user.id);
  const signOut = () =>
    endSessions.mutate(undefined, {
      onSuccess: () => notifyDone(`${user.username} is signed out everywhere.`),
      onError: notifyError,
    });
  const close = () => setDialog(null);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${user.username}`}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Role</Menu.Label>
          {ROLES.filter((role) => role !== user.role).map((role) => (
            <Menu.Item key={role} onClick={() => apply({ role }, `${user.username} is now ${role}.`)}>
              Make {role}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={() => setDialog('password')}>Set new password</Menu.Item>
          <Menu.Item onClick={signOut}>Sign out everywhere</Menu.Item>
          <Menu.Item
            onClick={() =>
              apply({ enabled: !user.enabled }, `${user.username} is ${user.enabled ? 'disabled and signed out' : 'enabled'}.`)
            }
          >
            {user.enabled ? 'Disable' : 'Enable'}
          </Menu.Item>
          <Menu.Item color="red" onClick={() => setDialog('delete')}>
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <PasswordDialog user={user} opened={dialog === 'password'} onClose={close} />
      <DeleteUserDialog user={user} opened={dialog === 'delete'} onClose={close} />
    </>
  );
}

function DeleteUserDialog({ user, opened, onClose }: { user: User; opened: boolean; onClose: () => void }) {
  const remove = useDeleteUser();
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={`Delete ${user.username}?`}
      confirmLabel="Delete user"
      color="red.8"
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(user.id, { onSuccess: onClose })}
    >
      <Text size="sm">
        They are signed out at once and their API tokens stop working. What they did stays in the history and the audit. This
        cannot be undone.
      </Text>
    </ConfirmDialog>
  );
}
