import { AppShell, Burger, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, Outlet } from '@tanstack/react-router';
import { LiveProvider } from '../../api/live-provider.tsx';
import { AccountMenu } from './account-menu.tsx';
import { ColorSchemeMenu } from './color-scheme-menu.tsx';
import { LiveIndicator } from './live-indicator.tsx';
import { Logo } from './logo.tsx';
import { NavLinks } from './nav-links.tsx';

/** Header, navigation and the page, for everyone who is signed in. */
export function AppLayout() {
  const [isNavOpen, nav] = useDisclosure(false);
  return (
    <LiveProvider>
      <a className="skip-link" href="#main">
        Skip to content
      </a>
      <AppShell
        header={{ height: 52 }}
        navbar={{ width: 208, breakpoint: 'sm', collapsed: { mobile: !isNavOpen } }}
        padding={{ base: 'sm', sm: 'lg' }}
      >
        <AppShell.Header bg="var(--surface)" style={{ borderColor: 'var(--line)' }}>
          <Group h="100%" px="md" justify="space-between" wrap="nowrap">
            <Group gap="xs" wrap="nowrap">
              <Burger opened={isNavOpen} onClick={nav.toggle} hiddenFrom="sm" size="sm" aria-label="Navigation" />
              <Group component="span" gap="xs" wrap="nowrap">
                <Logo size={26} />
                <Text component={Link} to="/devices" fw={700} c="inherit" td="none">
                  TPEDM
                </Text>
              </Group>
            </Group>
            <Group gap="xs" wrap="nowrap">
              <LiveIndicator />
              <ColorSchemeMenu />
              <AccountMenu />
            </Group>
          </Group>
        </AppShell.Header>
        <AppShell.Navbar p="xs" bg="var(--surface)" style={{ borderColor: 'var(--line)' }} aria-label="Main">
          <NavLinks onNavigate={nav.close} />
        </AppShell.Navbar>
        <AppShell.Main id="main" tabIndex={-1} style={{ outline: 'none' }}>
          <Outlet />
        </AppShell.Main>
      </AppShell>
    </LiveProvider>
  );
}
