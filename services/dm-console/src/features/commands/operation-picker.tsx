import { Badge, Group, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Category, Operation } from '@tpedm/domain';
import { useState } from 'react';
import { QueryView } from '../../ui/query-view.tsx';
import { operationsQuery } from '../operations/operation-api.ts';
import { type Draft, draftOfOperation, searchOperations } from './draft.ts';
import { MethodTag } from './method-tag.tsx';

/** More than this at once is slow to draw and too long to read: typing narrows it down. */
const MAX_SHOWN_OPERATIONS = 90;

type OperationPickerProps = { draft: Draft; onDraft: (draft: Draft) => void };

/** Category and operation of the catalogue. The search looks at names, methods and paths. */
export function OperationPicker(props: OperationPickerProps) {
  const operations = useQuery(operationsQuery);
  return (
    <QueryView query={operations} what="the operations" lines={2}>
      {({ categories }) => <PickerFields {...props} categories={categories} />}
    </QueryView>
  );
}

function PickerFields({ draft, onDraft, categories }: OperationPickerProps & { categories: readonly Category[] }) {
  const [category, setCategory] = useState<string | null>(draft.operation?.category ?? null);
  const [search, setSearch] = useState('');
  const chosen = draft.operation;
  const isSearching = search !== '' && search !== chosen?.name;
  const found = searchOperations(categories, isSearching ? search : '', category);
  const byId = new Map(found.map((operation) => [operation.id, operation]));
  if (chosen) byId.set(chosen.id, chosen);
  const choose = (id: string | null) => {
    const operation = id === null ? null : (byId.get(id) ?? null);
    onDraft(operation ? draftOfOperation(operation, draft) : { ...draft, operation: null });
  };
  return (
    <Group align="flex-start" gap="sm" grow preventGrowOverflow={false}>
      <Select
        label="Category"
        placeholder="All categories"
        data={categories.map(({ name }) => name)}
        value={category}
        onChange={(next) => {
          setCategory(next);
          if (chosen && next !== null && chosen.category !== next) choose(null);
        }}
        clearable
        searchable
        miw={180}
        maw={{ base: '100%', sm: 240 }}
        nothingFoundMessage="No such category"
        clearButtonProps={{ 'aria-label': 'All categories' }}
      />
      <Select
        label="Operation"
        placeholder={`Search ${found.length} operations by name or path`}
        data={[...byId.values()].map(({ id, name }) => ({ value: id, label: name }))}
        value={chosen?.id ?? null}
        onChange={choose}
        searchable
        searchValue={search}
        onSearchChange={setSearch}
        filter={({ options }) => options}
        limit={MAX_SHOWN_OPERATIONS}
        maxDropdownHeight={360}
        miw={240}
        nothingFoundMessage="No operation matches; try a free call"
        renderOption={({ option }) => <OperationOption operation={byId.get(option.value)} />}
      />
    </Group>
  );
}

function OperationOption({ operation }: { operation: Operation | undefined }) {
  if (!operation) return null;
  return (
    <Stack gap={1} w="100%">
      <Group gap={6} justify="space-between" wrap="nowrap">
        <Text size="sm">{operation.name}</Text>
        {operation.dangerous && <DangerousBadge />}
      </Group>
      <Group gap={6} wrap="nowrap" align="baseline">
        <MethodTag method={operation.method} />
        <Text size="xs" c="dimmed" className="mono">
          {operation.path}
        </Text>
      </Group>
    </Stack>
  );
}

export function DangerousBadge() {
  return (
    <Badge size="xs" color="red" variant="light" tt="none" style={{ flex: 'none' }}>
      Dangerous
    </Badge>
  );
}
