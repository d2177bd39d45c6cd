import { Group, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconCircleOff } from '@tabler/icons-react';
import type { Device } from '@tpedm/domain';
import { formatDateTime } from '../../ui/format.ts';
import { Section } from '../../ui/section.tsx';
import { Ago } from '../../ui/time.tsx';
import { PresenceBadge } from '../devices/presence-badge.tsx';
import { presenceWords, readyWords } from './presence-words.ts';

/** The status with what it rests on, and whether a command can reach the device. */
export function PresenceSection({ device }: { device: Device }) {
  const { presence, ready } = device;
  const ReadyIcon = ready ? IconCircleCheck : IconCircleOff;
  return (
    <Section title="Presence">
      <Stack gap="xs" aria-live="polite">
        <Group gap="xs">
          <PresenceBadge status={presence.status} />
          {presence.since && (
            <Text size="sm" c="dimmed">
              <Ago at={presence.since} />
            </Text>
          )}
        </Group>
        <Text size="sm">{presenceWords(presence, formatDateTime)}</Text>
        <Group gap={8} wrap="nowrap" align="flex-start">
          <ReadyIcon
            size={17}
            aria-hidden
            color={ready ? 'var(--mantine-color-teal-6)' : 'var(--mantine-color-dimmed)'}
            style={{ flex: 'none', marginTop: 2 }}
          />
          <Text size="sm">{readyWords(device)}</Text>
        </Group>
      </Stack>
    </Section>
  );
}
