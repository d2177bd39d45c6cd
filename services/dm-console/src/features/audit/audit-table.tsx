import { Box, Table, Text } from '@mantine/core';
import type { AuditEntry } from '@tpedm/domain';
import { DetailsTh, ExpandableRow } from '../../ui/expandable-row.tsx';
import { Facts } from '../../ui/facts.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { At } from '../../ui/time.tsx';

/** Entries of the audit log; on a narrow screen who, when and on what stand below what was done. */
export function AuditTable({ entries }: { entries: readonly AuditEntry[] }) {
  return (
    <Table aria-label="Audit" verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <DetailsTh />
          <Table.Th visibleFrom="sm">When</Table.Th>
          <Table.Th visibleFrom="sm">Who</Table.Th>
          <Table.Th>What</Table.Th>
          <Table.Th visibleFrom="sm">On</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {entries.map((entry) => (
          <AuditRow key={entry.id} entry={entry} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function AuditRow({ entry }: { entry: AuditEntry }) {
  const { id, at, actor, action, target } = entry;
  return (
    <ExpandableRow label={`entry ${id}`} columns={5} details={() => <AuditDetails entry={entry} />}>
      <Table.Td visibleFrom="sm">
        <Text size="sm" c="dimmed">
          <At at={at} />
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="sm">{actor}</Table.Td>
      <Table.Td>
        <span className="mono">{action}</span>
        <Box hiddenFrom="sm">
          {target !== null && (
            <Text size="xs" className="mono">
              {target}
            </Text>
          )}
          <Text size="xs" c="dimmed">
            {actor}, <At at={at} />
          </Text>
        </Box>
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <span className="mono">{target}</span>
      </Table.Td>
    </ExpandableRow>
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
