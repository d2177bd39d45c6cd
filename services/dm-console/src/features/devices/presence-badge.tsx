import { Badge, type MantineColor } from '@mantine/core';
import { IconCircleCheck, IconCircleDashed, IconCircleOff, type IconProps } from '@tabler/icons-react';
import type { PresenceStatus } from '@tpedm/domain';
import type { ComponentType } from 'react';

type Look = { label: string; color: MantineColor; icon: ComponentType<IconProps> };

export const PRESENCE_LOOK: Record<PresenceStatus, Look> = {
  online: { label: 'Online', color: 'teal', icon: IconCircleCheck },
  offline: { label: 'Offline', color: 'red', icon: IconCircleOff },
  never: { label: 'Never', color: 'gray', icon: IconCircleDashed },
};

/** A status by word, sign and colour. */
export function PresenceBadge({ status }: { status: PresenceStatus }) {
  const { label, color, icon: Icon } = PRESENCE_LOOK[status];
  return (
    <Badge color={color} variant="light" leftSection={<Icon size={13} aria-hidden />} tt="none" fw={600} data-status={status}>
      {label}
    </Badge>
  );
}

export function DisabledBadge() {
  return (
    <Badge color="orange" variant="light" tt="none" fw={600}>
      Disabled
    </Badge>
  );
}
