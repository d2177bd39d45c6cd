import { Grid, Group, NavLink, Paper, Select, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { Category, Operation } from '@tpedm/domain';
import { useState } from 'react';
import { plural } from '../../ui/format.ts';
import { NoMatch } from '../../ui/no-match.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { ReasonedButton } from '../../ui/reasoned-button.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { searchOperations } from '../commands/draft.ts';
import { useForbiddenReason } from '../session/session-api.ts';
import { CategoryActions } from './category-actions.tsx';
import { DeleteOperationDialog } from './delete-operation-dialog.tsx';
import { operationsQuery } from './operation-api.ts';
import { OperationDialog } from './operation-dialog.tsx';
import { OperationList } from './operation-list.tsx';
import { TransferMenu } from './transfer-menu.tsx';

/** The catalogue: what a gateway can be asked to do. */
export function OperationsPage() {
  const operations = useQuery(operationsQuery);
  return (
    <QueryView query={operations} what="the operations" lines={10}>
      {({ categories }) => <Catalogue categories={categories} />}
    </QueryView>
  );
}

function Catalogue({ categories }: { categories: readonly Category[] }) {
  const [search, setSearch] = useState('');
  const [category, setCategory] = useState<string | null>(null);
  const [edited, setEdited] = useState<Operation | 'new' | null>(null);
  const [deleted, setDeleted] = useState<Operation | null>(null);
  const forbidden = useForbiddenReason()('operation:write');
  const found = searchOperations(categories, search, category);
  const total = categories.reduce((sum, { operations }) => sum + operations.length, 0);
  return (
    <>
      <PageHeader
        title="Operations"
        description={`${plural(total, 'operation')} in ${plural(categories.length, 'category', 'categories')}`}
        actions={
          <>
            <TransferMenu forbidden={forbidden} />
            <ReasonedButton
              disabledReason={forbidden}
              onClick={() => setEdited('new')}
              leftSection={<IconPlus size={16} aria-hidden />}
            >
              Add operation
            </ReasonedButton>
          </>
        }
      />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 4, lg: 3 }}>
          <CategoryChooser categories={categories} value={category} onChange={setCategory} forbidden={forbidden} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 8, lg: 9 }}>
          <Stack gap="sm">
            <Group justify="space-between" gap="sm" role="search">
              <SearchField
                label="Search operations"
                placeholder="Search name, method or path"
                value={search}
                onSearch={setSearch}
                delayMs={120}
              />
              <Text size="sm" c="dimmed" role="status">
                {plural(found.length, 'operation')}
              </Text>
            </Group>
            {found.length > 0 ? (
              <OperationList operations={found} forbidden={forbidden} onEdit={setEdited} onDelete={setDeleted} />
            ) : (
              <NoMatch
                title="No operation matches"
                description="A call that is not in the catalogue can be sent as a free call from the page of a device."
                onClear={() => {
                  setSearch('');
                  setCategory(null);
                }}
              />
            )}
          </Stack>
        </Grid.Col>
      </Grid>
      <OperationDialog edited={edited} categories={categories} onClose={() => setEdited(null)} />
      <DeleteOperationDialog operation={deleted} onClose={() => setDeleted(null)} />
    </>
  );
}

type CategoryChooserProps = {
  categories: readonly Category[];
  value: string | null;
  onChange: (name: string | null) => void;
  forbidden: string | undefined;
};

/** A list beside the operations; on a narrow screen a select above them. */
function CategoryChooser({ categories, value, onChange, forbidden }: CategoryChooserProps) {
  const [isManaging, managing] = useDisclosure(false);
  const chosen = categories.find(({ name }) => name === value);
  return (
    <Paper component="nav" aria-label="Categories" p="xs" bg="var(--surface)" bd="1px solid var(--line)">
      <Select
        hiddenFrom="md"
        aria-label="Category"
        placeholder="All categories"
        data={categories.map(({ name }) => name)}
        value={value}
        onChange={onChange}
        clearable
      />
      <Stack gap={1} visibleFrom="md">
        <CategoryLink label="All categories" isHere={value === null} onClick={() => onChange(null)} />
        {categories.map(({ id, name, operations }) => (
          <CategoryLink key={id} label={name} count={operations.length} isHere={value === name} onClick={() => onChange(name)} />
        ))}
      </Stack>
      {forbidden === undefined && (
        <CategoryActions
          chosen={chosen}
          isAdding={isManaging}
          onAdd={managing.open}
          onClose={managing.close}
          onChosen={onChange}
        />
      )}
    </Paper>
  );
}

type CategoryLinkProps = { label: string; count?: number; isHere: boolean; onClick: () => void };

function CategoryLink({ label, count, isHere, onClick }: CategoryLinkProps) {
  return (
    <NavLink
      component="button"
      label={label}
      active={isHere}
      aria-pressed={isHere}
      onClick={onClick}
      rightSection={
        count !== undefined && (
          <Text span size="xs" c="dimmed">
            {count}
          </Text>
        )
      }
      style={{ borderRadius: 6 }}
      py={5}
    />
  );
}
