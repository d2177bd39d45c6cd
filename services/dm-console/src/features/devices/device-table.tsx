import { Badge, Group, Stack, Table, Text, UnstyledButton } from '@mantine/core';
import { IconArrowsSort, IconSortAscending, IconSortDescending } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { Device } from '@tpedm/domain';
import type { MouseEvent } from 'react';
import { Ago } from '../../ui/time.tsx';
import { DeviceLink } from './device-link.tsx';
import { type DeviceSort, nextSort } from './device-search.ts';
import classes from './device-table.module.css';
import { DisabledBadge, PresenceBadge } from './presence-badge.tsx';

type DeviceTableProps = { devices: readonly Device[]; sort: DeviceSort; onSort: (sort: DeviceSort) => void; isOld: boolean };

export function DeviceTable({ devices, sort, onSort, isOld }: DeviceTableProps) {
  const sorting = { sort, onSort };
  return (
    <div className={classes.frame}>
      <Table verticalSpacing={9} aria-label="Devices" aria-busy={isOld} className={classes.table ?? ''} data-old={isOld}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Status</Table.Th>
            <SortableTh column="clientid" label="Client ID" {...sorting} />
            <SortableTh column="name" label="Name" {...sorting} visibleFrom="sm" />
            <Table.Th visibleFrom="md">Model</Table.Th>
            <SortableTh column="since" label="Since" {...sorting} />
            <SortableTh column="createdAt" label="Registered" {...sorting} visibleFrom="lg" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {devices.map((device) => (
            <DeviceRow key={device.clientid} device={device} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

type SortableThProps = Pick<DeviceTableProps, 'sort' | 'onSort'> & {
  column: Parameters<typeof nextSort>[0];
  label: string;
  visibleFrom?: string;
};

function SortableTh({ column, label, sort, onSort, ...props }: SortableThProps) {
  const direction = sort === column ? 'ascending' : sort === `-${column}` ? 'descending' : 'none';
  const Icon = { ascending: IconSortAscending, descending: IconSortDescending, none: IconArrowsSort }[direction];
  return (
    <Table.Th aria-sort={direction} {...props}>
      <UnstyledButton className={classes.sort ?? ''} onClick={() => onSort(nextSort(column, sort))}>
        {label}
        <Icon size={14} aria-hidden opacity={direction === 'none' ? 0.35 : 1} />
      </UnstyledButton>
    </Table.Th>
  );
}

function DeviceRow({ device }: { device: Device }) {
  const navigate = useNavigate();
  const { clientid, name, tags, enabled, presence, profile } = device;
  // The link is what keyboards and screen readers use; the row around it is only a larger target for the pointer.
  const open = (event: MouseEvent) => {
    if (!(event.target as HTMLElement).closest('a')) void navigate({ to: '/devices/$clientid', params: { clientid } });
  };
  return (
    <Table.Tr onClick={open} className={classes.row ?? ''} data-clientid={clientid}>
      <Table.Td>
        <Stack gap={4} align="flex-start">
          <PresenceBadge status={presence.status} />
          {!enabled && <DisabledBadge />}
          {enabled && presence.status === 'online' && !device.ready && (
            <Text size="xs" c="dimmed">
              not ready
            </Text>
          )}
        </Stack>
      </Table.Td>
      <Table.Td>
        <DeviceLink clientid={clientid} />
        <Text size="xs" c="dimmed" hiddenFrom="sm">
          {name}
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="sm">
        {(name || tags.length === 0) && <Text size="sm">{name || '-'}</Text>}
        <Tags tags={tags} />
      </Table.Td>
      <Table.Td visibleFrom="md">
        <Text size="sm">{profile?.modelName ?? '-'}</Text>
        {profile?.thingsproVersion && (
          <Text size="xs" c="dimmed">
            ThingsPro Edge {profile.thingsproVersion}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Text size="sm" style={{ whiteSpace: 'nowrap' }}>
          {presence.since ? <Ago at={presence.since} /> : '-'}
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="lg">
        <Text size="sm" c="dimmed">
          <Ago at={device.createdAt} />
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}

export function Tags({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return null;
  return (
    <Group gap={4} mt={3}>
      {tags.map((tag) => (
        <Badge key={tag} variant="default" size="sm" tt="none" fw={500} radius="sm">
          {tag}
        </Badge>
      ))}
    </Group>
  );
}
