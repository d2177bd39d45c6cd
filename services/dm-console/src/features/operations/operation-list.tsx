import { ActionIcon, Badge, Group, Text, Tooltip } from '@mantine/core';
import { IconEdit, IconTrash } from '@tabler/icons-react';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import type { Operation } from '@tpedm/domain';
import { useLayoutEffect, useRef, useState } from 'react';
import { MethodTag } from '../commands/method-tag.tsx';
import { DangerousBadge } from '../commands/operation-picker.tsx';
import classes from './operation-list.module.css';

type OperationListProps = {
  operations: readonly Operation[];
  forbidden: string | undefined;
  onEdit: (operation: Operation) => void;
  onDelete: (operation: Operation) => void;
};

const ROW_HEIGHT_PX = 54;

/** Draws only the rows in sight, so that a catalogue of hundreds stays quick while somebody types in the search. */
export function OperationList({ operations, ...rowProps }: OperationListProps) {
  const list = useRef<HTMLUListElement>(null);
  const [offsetTop, setOffsetTop] = useState(0);
  useLayoutEffect(() => setOffsetTop(list.current?.offsetTop ?? 0), []);
  const virtualizer = useWindowVirtualizer({
    count: operations.length,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 12,
    scrollMargin: offsetTop,
    getItemKey: (index) => operations[index]?.id ?? index,
  });
  return (
    <ul ref={list} className={classes.list} aria-label="Operations" style={{ height: virtualizer.getTotalSize() }}>
      {virtualizer.getVirtualItems().map(({ key, index, start }) => {
        const operation = operations[index];
        if (!operation) return null;
        return (
          <li
            key={key}
            ref={virtualizer.measureElement}
            data-index={index}
            className={classes.row}
            aria-setsize={operations.length}
            aria-posinset={index + 1}
            style={{ transform: `translateY(${start - offsetTop}px)` }}
          >
            <OperationRow operation={operation} {...rowProps} />
          </li>
        );
      })}
    </ul>
  );
}

function OperationRow({
  operation,
  forbidden,
  onEdit,
  onDelete,
}: Omit<OperationListProps, 'operations'> & { operation: Operation }) {
  const { name, category, method, path, dangerous, builtIn } = operation;
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm">
      <div>
        <Group gap={8}>
          <Text size="sm" fw={500}>
            {name}
          </Text>
          {dangerous && <DangerousBadge />}
          {!builtIn && (
            <Badge size="xs" variant="light" tt="none">
              Own
            </Badge>
          )}
        </Group>
        <Group gap={8} align="baseline">
          <MethodTag method={method} />
          <span className="mono">{path}</span>
          <Text size="xs" c="dimmed">
            {category}
          </Text>
        </Group>
      </div>
      {!builtIn && forbidden === undefined && (
        <Group gap={4} wrap="nowrap">
          <Tooltip label="Edit">
            <ActionIcon variant="subtle" color="gray" aria-label={`Edit ${name}`} onClick={() => onEdit(operation)}>
              <IconEdit size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
          <Tooltip label="Delete">
            <ActionIcon variant="subtle" color="red" aria-label={`Delete ${name}`} onClick={() => onDelete(operation)}>
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </Group>
      )}
    </Group>
  );
}
