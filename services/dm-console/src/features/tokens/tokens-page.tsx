import { Anchor, Button, EmptyState, Table, Text, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { Token } from '@tpedm/domain';
import { useState } from 'react';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { ReasonedButton } from '../../ui/reasoned-button.tsx';
import { Ago, At } from '../../ui/time.tsx';
import { TrailPager } from '../../ui/trail-pager.tsx';
import { useCursorTrail } from '../../ui/use-cursor-trail.ts';
import { useForbiddenReason } from '../session/session-api.ts';
import { tokensQuery, useDeleteToken } from './token-api.ts';
import { TokenDialog } from './token-dialog.tsx';

export function TokensPage() {
  const trail = useCursorTrail();
  const tokens = useQuery(tokensQuery(trail.cursor));
  const [isAdding, adding] = useDisclosure(false);
  const [deleted, setDeleted] = useState<Token | null>(null);
  const forbidden = useForbiddenReason()('token:own');
  return (
    <>
      <PageHeader
        title="API tokens"
        description={
          <>
            For programs that call the API; see the{' '}
            <Anchor href="/api/docs" inherit underline="always">
              API documentation
            </Anchor>
          </>
        }
        actions={
          <ReasonedButton disabledReason={forbidden} onClick={adding.open} leftSection={<IconPlus size={16} aria-hidden />}>
            Create token
          </ReasonedButton>
        }
      />
      <Panel>
        <QueryView query={tokens} what="API tokens">
          {(page) =>
            page.items.length === 0 ? (
              <NoTokens />
            ) : (
              <>
                <TokenTable tokens={page.items} onDelete={setDeleted} />
                <TrailPager page={page} trail={trail} what={['token', 'tokens']} />
              </>
            )
          }
        </QueryView>
      </Panel>
      <TokenDialog opened={isAdding} onClose={adding.close} />
      <DeleteTokenDialog token={deleted} onClose={() => setDeleted(null)} />
    </>
  );
}

function TokenTable({ tokens, onDelete }: { tokens: readonly Token[]; onDelete: (token: Token) => void }) {
  return (
    <Table aria-label="API tokens" verticalSpacing={7}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Name</Table.Th>
          <Table.Th>Role</Table.Th>
          <Table.Th visibleFrom="sm">Owner</Table.Th>
          <Table.Th visibleFrom="sm">Expires</Table.Th>
          <Table.Th visibleFrom="md">Last used</Table.Th>
          <Table.Th>
            <VisuallyHidden>Actions</VisuallyHidden>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {tokens.map((token) => (
          <Table.Tr key={token.id}>
            <Table.Td>
              {token.name}
              <Text size="xs" c="dimmed" hiddenFrom="sm">
                {token.owner}, expires: <Expiry token={token} />
              </Text>
            </Table.Td>
            <Table.Td>{token.role}</Table.Td>
            <Table.Td visibleFrom="sm">{token.owner}</Table.Td>
            <Table.Td visibleFrom="sm">
              <Expiry token={token} />
            </Table.Td>
            <Table.Td visibleFrom="md">{token.lastUsedAt ? <Ago at={token.lastUsedAt} /> : 'never'}</Table.Td>
            <Table.Td ta="right">
              <Button
                size="compact-sm"
                variant="subtle"
                color="red"
                onClick={() => onDelete(token)}
                aria-label={`Revoke ${token.name}`}
              >
                Revoke
              </Button>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

const Expiry = ({ token: { expiresAt } }: { token: Token }) => (expiresAt ? <At at={expiresAt} /> : 'never');

function DeleteTokenDialog({ token, onClose }: { token: Token | null; onClose: () => void }) {
  const remove = useDeleteToken();
  return (
    <ConfirmDialog
      opened={token !== null}
      onClose={onClose}
      title={`Revoke ${token?.name ?? 'the token'}?`}
      confirmLabel="Revoke token"
      color="red.8"
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => token && remove.mutate(token.id, { onSuccess: onClose })}
    >
      <Text size="sm">Programs that use it are refused at once. This cannot be undone.</Text>
    </ConfirmDialog>
  );
}

function NoTokens() {
  return (
    <EmptyState
      py="lg"
      icon={<IconKey size={36} stroke={1.3} aria-hidden />}
      title="No API tokens"
      description="Create one for each program, so that each can be revoked alone."
    />
  );
}
