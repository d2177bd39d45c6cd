import { Box, Center, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { Logo } from '../shell/logo.tsx';

/** The page around the login and set-up forms. */
export function AuthFrame({ title, description, children }: { title: string; description: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · TPEDM`;
  }, [title]);
  return (
    <Center component="main" mih="100dvh" p="md">
      <Box w="100%" maw={400}>
        <Group gap="sm" mb="lg" justify="center">
          <Logo size={36} />
          <Text fw={700} size="xl">
            TPEDM
          </Text>
        </Group>
        <Paper p="xl" bg="var(--surface)" bd="1px solid var(--line)" radius="lg" shadow="sm">
          <Stack gap="md">
            <div>
              <Title order={1} size="h4">
                {title}
              </Title>
              <Text size="sm" c="dimmed" mt={4}>
                {description}
              </Text>
            </div>
            {children}
          </Stack>
        </Paper>
        <Text size="xs" c="dimmed" ta="center" mt="md">
          Device management for ThingsPro Edge gateways
        </Text>
      </Box>
    </Center>
  );
}
