import { ActionIcon, Alert, Code, Stack, Text, Tooltip } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { Device, DeviceConnection, LiveConnection } from '@tpedm/domain';
import { type Fact, Facts } from '../../ui/facts.tsx';
import { formatBytes } from '../../ui/format.ts';
import { QueryView } from '../../ui/query-view.tsx';
import { Section } from '../../ui/section.tsx';
import { Ago } from '../../ui/time.tsx';
import { connectionQuery } from './connection-api.ts';

/** The device's session, as the broker describes it when asked. */
export function ConnectionSection({ device }: { device: Device }) {
  const connection = useQuery(connectionQuery(device.clientid));
  const refresh = (
    <Tooltip label="Ask the broker again">
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-label="Refresh connection"
        loading={connection.isFetching}
        onClick={() => void connection.refetch()}
      >
        <IconRefresh size={15} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
  return (
    <Section title="Connection" actions={refresh}>
      <QueryView query={connection} what="the connection">
        {(data) => <ConnectionFacts connection={data} />}
      </QueryView>
    </Section>
  );
}

function ConnectionFacts({ connection: { settings, live, liveError } }: { connection: DeviceConnection }) {
  return (
    <Stack gap="sm">
      {live && <Facts facts={liveFacts(live)} />}
      {live && <Subscriptions subscriptions={live.subscriptions} />}
      {liveError && <BrokerSilent message={liveError.message} />}
      {!live && !liveError && (
        <Text size="sm" c="dimmed">
          The broker has no session of this device.
        </Text>
      )}
      <Text size="xs" c="dimmed">
        It signs in as <Code>{settings.username}</Code> at {settings.host}, port {settings.mqttTlsPort} (TLS) or{' '}
        {settings.mqttPort}.
      </Text>
    </Stack>
  );
}

function BrokerSilent({ message }: { message: string }) {
  return (
    <Alert color="orange" variant="light" title="The broker does not answer">
      Nothing can be said about the session right now; the presence above is the last that was known. {message}
    </Alert>
  );
}

const known = <T,>(value: T | null, show: (value: T) => string): string | null => (value === null ? null : show(value));

function liveFacts(live: LiveConnection): Fact[] {
  const address = live.ipAddress && (live.port === null ? live.ipAddress : `${live.ipAddress}:${live.port}`);
  const session: Fact = live.connected
    ? { label: 'Connected', value: live.connectedAt && <Ago at={live.connectedAt} /> }
    : { label: 'Disconnected', value: live.disconnectedAt && <Ago at={live.disconnectedAt} /> };
  return [
    session,
    { label: 'Address', value: address, mono: true },
    { label: 'Protocol', value: live.protocol },
    { label: 'Listener', value: live.listener, mono: true },
    { label: 'Keepalive', value: known(live.keepaliveSeconds, (seconds) => `${seconds} s`) },
    { label: 'Session', value: known(live.cleanStart, (isClean) => (isClean ? 'clean start' : 'kept by the broker')) },
    { label: 'Waiting', value: `${live.queuedMessages ?? 0} queued, ${live.inflightMessages ?? 0} in flight` },
    { label: 'Traffic', value: `${formatBytes(live.receivedBytes ?? 0)} in, ${formatBytes(live.sentBytes ?? 0)} out` },
    { label: 'Broker node', value: live.node, mono: true },
  ];
}

function Subscriptions({ subscriptions }: Pick<LiveConnection, 'subscriptions'>) {
  if (subscriptions.length === 0) return <Text size="sm">It has subscribed to nothing.</Text>;
  return (
    <div>
      <Text size="sm" c="dimmed" mb={4}>
        Subscriptions
      </Text>
      <Stack gap={4} component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
        {subscriptions.map(({ topic, qos }) => (
          <li key={topic}>
            <span className="mono">{topic}</span>{' '}
            <Text span size="xs" c="dimmed">
              QoS {qos}
            </Text>
          </li>
        ))}
      </Stack>
    </div>
  );
}
