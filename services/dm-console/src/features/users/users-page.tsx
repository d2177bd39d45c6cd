import { Badge, Group, Table, Text, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { User } from '@tpedm/domain';
import { PageHeader } from '../../ui/page-header.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { ReasonedButton } from '../../ui/reasoned-button.tsx';
import { Ago } from '../../ui/time.tsx';
import { TrailPager } from '../../ui/trail-pager.tsx';
import { useCursorTrail } from '../../ui/use-cursor-trail.ts';
import { useForbiddenReason, useUser } from '../session/session-api.ts';
import { usersQuery } from './user-api.ts';
import { UserDialog } from './user-dialog.tsx';
import { UserMenu } from './user-menu.tsx';

export function UsersPage() {
  const trail = useCursorTrail();
  const users = useQuery(usersQuery(trail.cursor));
  const [isAdding, adding] = useDisclosure(false);
  const forbidden = useForbiddenReason()('user:manage');
  return (
    <>
      <PageHeader
        title="Users"
        description="People who may sign in, and what they may do"
        actions={
          <ReasonedButton disabledReason={forbidden} onClick={adding.open} leftSection={<IconPlus size={16} aria-hidden />}>
            Add user
          </ReasonedButton>
        }
      />
      <Panel>
        <QueryView query={users} what="users">
          {(page) => (
            <>
              <UserTable users={page.items} />
              <TrailPager page={page} trail={trail} what={['user', 'users']} />
            </>
          )}
        </QueryView>
      </Panel>
      <UserDialog opened={isAdding} onClose={adding.close} />
    </>
  );
}

function UserTable({ users }: { users: readonly User[] }) {
  const me = useUser();
  return (
    <Table aria-label="Users" verticalSpacing={7}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>User name</Table.Th>
          <Table.Th>Role</Table.Th>
          <Table.Th visibleFrom="sm">Status</Table.Th>
          <Table.Th visibleFrom="sm">Last signed in</Table.Th>
          <Table.Th w={48}>
            <VisuallyHidden>Actions</VisuallyHidden>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {users.map((user) => (
          <Table.Tr key={user.id}>
            <Table.Td>
              <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
                {user.username}{' '}
                {user.id === me.id && (
                  <Text span size="xs" c="dimmed">
                    (you)
                  </Text>
                )}
              </Text>
              <Group gap={6} hiddenFrom="sm">
                {!user.enabled && <EnabledBadge user={user} />}
                <Text size="xs" c="dimmed">
                  signed in: <LastLogin user={user} />
                </Text>
              </Group>
            </Table.Td>
            <Table.Td>{user.role}</Table.Td>
            <Table.Td visibleFrom="sm">
              <EnabledBadge user={user} />
            </Table.Td>
            <Table.Td visibleFrom="sm">
              <Text size="sm" c="dimmed">
                <LastLogin user={user} />
              </Text>
            </Table.Td>
            <Table.Td>
              <UserMenu user={user} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

const LastLogin = ({ user: { lastLoginAt } }: { user: User }) => (lastLoginAt ? <Ago at={lastLoginAt} /> : 'never');

const EnabledBadge = ({ user: { enabled } }: { user: User }) => (
  <Badge variant="light" tt="none" color={enabled ? 'teal' : 'orange'}>
    {enabled ? 'Enabled' : 'Disabled'}
  </Badge>
);
