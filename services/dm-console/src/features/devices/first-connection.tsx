import { Alert, Loader, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { deviceQuery } from './device-api.ts';

/** Waits, in view of the person who is typing the settings in, for the device to come online. */
export function FirstConnection({ clientid }: { clientid: string }) {
  const { data: device } = useQuery(deviceQuery(clientid));
  const isOnline = device?.presence.status === 'online';
  return (
    <Alert
      role="status"
      aria-label="Connection"
      color={isOnline ? 'teal' : 'gray'}
      variant="light"
      icon={isOnline ? <IconCircleCheck aria-hidden /> : <Loader size="xs" aria-hidden />}
      title={isOnline ? 'Online' : 'Waiting for first connection...'}
    >
      <Text size="sm">{isOnline ? onlineWords(device.ready) : 'This changes by itself as soon as the gateway connects.'}</Text>
    </Alert>
  );
}

const onlineWords = (isReady: boolean): string =>
  isReady
    ? 'The gateway is connected and listens for commands.'
    : 'The gateway is connected, but does not listen for commands yet: check that its remote API is enabled.';
