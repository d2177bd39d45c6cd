import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './global.css';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { onSessionEnd } from './api/client.ts';
import { createQueryClient } from './api/query-client.ts';
import { goToLogin } from './features/session/go-to-login.ts';
import { createAppRouter } from './router.tsx';
import { theme } from './theme.ts';

const colorSchemeManager = localStorageColorSchemeManager();

/** Set before the first drawing, so that a dark page never flashes white. An inline script could not: the CSP forbids it. */
function applyColorScheme(): void {
  const chosen = colorSchemeManager.get('auto');
  const systemScheme = window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  document.documentElement.setAttribute('data-mantine-color-scheme', chosen === 'auto' ? systemScheme : chosen);
}

function start(root: HTMLElement): void {
  applyColorScheme();
  const queries = createQueryClient();
  const router = createAppRouter(queries);
  onSessionEnd(() => void goToLogin(router, queries));
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={colorSchemeManager}>
        <QueryClientProvider client={queries}>
          <Notifications position="bottom-right" limit={4} />
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}

const root = document.getElementById('root');
if (root) start(root);
