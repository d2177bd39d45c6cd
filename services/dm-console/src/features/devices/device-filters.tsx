import { Group, SegmentedControl, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { PRESENCE_STATUSES, type PresenceStatus } from '@tpedm/domain';
import { SearchField } from '../../ui/search-field.tsx';
import { deviceSummaryQuery } from './device-api.ts';
import type { DeviceSearch } from './device-search.ts';

const LABELS: Record<PresenceStatus, string> = { online: 'Online', offline: 'Offline', never: 'Never' };

type DeviceFiltersProps = {
  value: DeviceSearch;
  onChange: (change: { search?: string; status?: PresenceStatus | null }) => void;
};

/** Search box, and the statuses with how many devices have each. */
export function DeviceFilters({ value, onChange }: DeviceFiltersProps) {
  const { data: summary } = useQuery(deviceSummaryQuery);
  const options = [
    { value: 'all', label: <Counted label="All" count={summary?.total} /> },
    ...PRESENCE_STATUSES.map((status) => ({
      value: status as string,
      label: <Counted label={LABELS[status]} count={summary?.[status]} />,
    })),
  ];
  return (
    <Group mb="sm" gap="sm" role="search">
      <SearchField
        label="Search devices"
        placeholder="Search client id, name, tag, model, serial"
        value={value.search ?? ''}
        onSearch={(search) => onChange({ search })}
      />
      <SegmentedControl
        aria-label="Status"
        data={options}
        value={value.status ?? 'all'}
        onChange={(status) => onChange({ status: PRESENCE_STATUSES.find((known) => known === status) ?? null })}
        size="sm"
      />
    </Group>
  );
}

function Counted({ label, count }: { label: string; count: number | undefined }) {
  return (
    <Group gap={6} wrap="nowrap" component="span">
      <span>{label}</span>
      <Text span size="xs" c="dimmed" inherit={false}>
        {count?.toLocaleString() ?? ''}
      </Text>
    </Group>
  );
}
