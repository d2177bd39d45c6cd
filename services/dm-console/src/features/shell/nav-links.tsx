import { NavLink, Stack } from '@mantine/core';
import {
  IconBook2,
  IconCloudComputing,
  IconHistory,
  IconKey,
  type IconProps,
  IconTerminal2,
  IconUsers,
} from '@tabler/icons-react';
import { Link, useLocation } from '@tanstack/react-router';
import { may, type Permission } from '@tpedm/domain';
import type { ComponentType } from 'react';
import { useUser } from '../session/session-api.ts';

type Place = {
  to: '/devices' | '/commands' | '/operations' | '/users' | '/tokens' | '/audit';
  label: string;
  icon: ComponentType<IconProps>;
  permission: Permission;
};

const PLACES: readonly Place[] = [
  { to: '/devices', label: 'Devices', icon: IconCloudComputing, permission: 'device:read' },
  { to: '/commands', label: 'Commands', icon: IconTerminal2, permission: 'command:read' },
  { to: '/operations', label: 'Operations', icon: IconBook2, permission: 'operation:read' },
  { to: '/tokens', label: 'API tokens', icon: IconKey, permission: 'token:own' },
  { to: '/users', label: 'Users', icon: IconUsers, permission: 'user:manage' },
  { to: '/audit', label: 'Audit', icon: IconHistory, permission: 'audit:read' },
];

/** The pages that the signed-in user may see. */
export function NavLinks({ onNavigate }: { onNavigate: () => void }) {
  const { role } = useUser();
  const { pathname } = useLocation();
  return (
    <Stack gap={2}>
      {PLACES.filter(({ permission }) => may(role, permission)).map(({ to, label, icon: Icon }) => {
        const isHere = pathname === to || pathname.startsWith(`${to}/`);
        return (
          <NavLink
            key={to}
            component={Link}
            to={to}
            label={label}
            leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
            active={isHere}
            {...(isHere && { 'aria-current': 'page' })}
            onClick={onNavigate}
            style={{ borderRadius: 8 }}
          />
        );
      })}
    </Stack>
  );
}
