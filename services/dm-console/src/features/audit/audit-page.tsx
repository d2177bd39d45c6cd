import { ActionIcon, Collapse, Paper, Table, Text, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import type { AuditEntry, Page } from '@tpedm/domain';
import { useId } from 'react';
import { request } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { Facts } from '../../ui/facts.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { At } from '../../ui/time.tsx';
import { TrailPager } from '../../ui/trail-pager.tsx';
import { useCursorTrail } from '../../ui/use-cursor-trail.ts';

const auditQuery = (cursor: string | undefined) =>
  queryOptions({
    queryKey: [...queryKeys.audit, cursor ?? null],
    queryFn: ({ signal }) => request<Page<AuditEntry>>('GET', '/audit', { query: { limit: 50, cursor }, signal }),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });

export function AuditPage() {
  const trail = useCursorTrail();
  const audit = useQuery(auditQuery(trail.cursor));
  return (
    <>
      <PageHeader title="Audit" description="Every change, newest first. Entries are never changed or deleted here." />
      <Paper p="md" bg="var(--surface)" bd="1px solid var(--line)">
        <QueryView query={audit} what="the audit" lines={10}>
          {(page) => (
            <>
              <AuditTable entries={page.items} />
              <TrailPager page={page} trail={trail} what={['entry', 'entries']} />
            </>
          )}
        </QueryView>
      </Paper>
    </>
  );
}

function AuditTable({ entries }: { entries: readonly AuditEntry[] }) {
  return (
    <Table aria-label="Audit" verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th w={36}>
            <VisuallyHidden>Details</VisuallyHidden>
          </Table.Th>
          <Table.Th>When</Table.Th>
          <Table.Th>Who</Table.Th>
          <Table.Th>What</Table.Th>
          <Table.Th visibleFrom="sm">On</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {entries.map((entry) => (
          <AuditRows key={entry.id} entry={entry} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function AuditRows({ entry }: { entry: AuditEntry }) {
  const [isOpen, { toggle }] = useDisclosure(false);
  const detailsId = useId();
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <>
      <Table.Tr>
        <Table.Td>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            onClick={toggle}
            aria-expanded={isOpen}
            aria-controls={detailsId}
            aria-label={`Details of entry ${entry.id}`}
          >
            <Chevron size={16} aria-hidden />
          </ActionIcon>
        </Table.Td>
        <Table.Td>
          <Text size="sm" c="dimmed">
            <At at={entry.at} />
          </Text>
        </Table.Td>
        <Table.Td>{entry.actor}</Table.Td>
        <Table.Td>
          <span className="mono">{entry.action}</span>
        </Table.Td>
        <Table.Td visibleFrom="sm">
          <span className="mono">{entry.target}</span>
        </Table.Td>
      </Table.Tr>
      <Table.Tr hidden={!isOpen}>
        <Table.Td colSpan={5} id={detailsId}>
          <Collapse expanded={isOpen}>{isOpen && <AuditDetails entry={entry} />}</Collapse>
        </Table.Td>
      </Table.Tr>
    </>
  );
}

function AuditDetails({ entry }: { entry: AuditEntry }) {
  return (
    <>
      <Facts
        facts={[
          { label: 'On', value: entry.target, mono: true },
          { label: 'From address', value: entry.address, mono: true },
          { label: 'Request id', value: entry.requestId, mono: true },
        ]}
      />
      <JsonView value={entry.detail} label="Detail" />
    </>
  );
}
