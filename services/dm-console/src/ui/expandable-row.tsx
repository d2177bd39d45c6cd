import { ActionIcon, Collapse, Table, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';

/** Head of the column that `ExpandableRow` puts first. */
export const DetailsTh = () => (
  <Table.Th w={36}>
    <VisuallyHidden>Details</VisuallyHidden>
  </Table.Th>
);

type ExpandableRowProps = {
  /** What opens, for screen readers: "Details of LABEL". */
  label: string;
  /** How many columns the table has, this one included. */
  columns: number;
  /** Drawn once they are wanted. */
  details: () => ReactNode;
  children: ReactNode;
};

/** A row of a table with a button in front that opens what there is to tell below it. */
export function ExpandableRow({ label, columns, details, children }: ExpandableRowProps) {
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
            aria-label={`Details of ${label}`}
          >
            <Chevron size={16} aria-hidden />
          </ActionIcon>
        </Table.Td>
        {children}
      </Table.Tr>
      <Table.Tr hidden={!isOpen}>
        <Table.Td colSpan={columns} id={detailsId}>
          <Collapse expanded={isOpen}>{isOpen && details()}</Collapse>
        </Table.Td>
      </Table.Tr>
    </>
  );
}
