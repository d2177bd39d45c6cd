import { Badge, type MantineColor } from '@mantine/core';
import { IconBan, IconCheck, IconClockHour4, IconClockX, type IconProps, IconSend, IconX } from '@tabler/icons-react';
import type { CommandState } from '@tpedm/domain';
import type { ComponentType } from 'react';

type Look = { label: string; color: MantineColor; icon: ComponentType<IconProps> };

export const STATE_LOOK: Record<CommandState, Look> = {
  queued: { label: 'Queued', color: 'gray', icon: IconClockHour4 },
  sent: { label: 'Sent', color: 'blue', icon: IconSend },
  succeeded: { label: 'Succeeded', color: 'teal', icon: IconCheck },
  failed: { label: 'Failed', color: 'red', icon: IconX },
  expired: { label: 'Expired', color: 'orange', icon: IconClockX },
  canceled: { label: 'Canceled', color: 'gray', icon: IconBan },
};

export function StateBadge({ state }: { state: CommandState }) {
  const { label, color, icon: Icon } = STATE_LOOK[state];
  return (
    <Badge color={color} variant="light" tt="none" fw={600} leftSection={<Icon size={13} aria-hidden />} data-state={state}>
      {label}
    </Badge>
  );
}
