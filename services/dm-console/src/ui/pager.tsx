import { Button, Group, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { plural } from './format.ts';

type PagerProps = {
  total: number;
  shown: number;
  what: [one: string, many: string];
  isFirst: boolean;
  onFirst: () => void;
  /** Null when the page before is not known: a link led straight to this page. */
  onPrevious: (() => void) | null;
  onNext: (() => void) | null;
};

/** Walks through the pages of a list. A list that fits on one page only tells its size. */
export function Pager({ total, shown, what, isFirst, onFirst, onPrevious, onNext }: PagerProps) {
  const isOnePage = isFirst && !onNext;
  return (
    <Group justify="space-between" mt="sm" gap="xs" component="nav" aria-label="Pages">
      <Text size="sm" c="dimmed" role="status">
        {isOnePage ? plural(total, ...what) : `Showing ${shown} of ${plural(total, ...what)}`}
      </Text>
      {!isOnePage && (
        <Group gap="xs">
          <Button size="xs" variant="default" disabled={isFirst} onClick={onFirst}>
            First page
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={!onPrevious}
            onClick={() => onPrevious?.()}
            leftSection={<IconChevronLeft size={14} aria-hidden />}
          >
            Previous
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={!onNext}
            onClick={() => onNext?.()}
            rightSection={<IconChevronRight size={14} aria-hidden />}
          >
            Next
          </Button>
        </Group>
      )}
    </Group>
  );
}
