import { Alert, Anchor, Button, Group, PasswordInput, SegmentedControl, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconDownload } from '@tabler/icons-react';
import type { ConnectionSettings, Credentials } from '@tpedm/domain';
import { useState } from 'react';
import { CopyButton } from '../../ui/copy-button.tsx';
import { downloadJson } from '../../ui/download.ts';
import classes from './credentials-panel.module.css';
import { type EdgeSetting, edgeSettings, edgeSettingsFile } from './edge-settings.ts';

type CredentialsPanelProps = { clientid: string; connection: ConnectionSettings; credentials: Credentials };
/** About equally long, to be read side by side. */
const COLUMNS: readonly EdgeSetting['group'][][] = [['Server'], ['Session', 'Remote API']];

/** Shows a new secret, once, among the settings that a gateway needs to connect. */
export function CredentialsPanel({ clientid, connection, credentials }: CredentialsPanelProps) {
  const [transport, setTransport] = useState('tls');
  const input = { clientid, connection, credentials, useTls: transport === 'tls' };
  const settings = edgeSettings(input);
  return (
    <Stack gap="sm">
      <Alert color="orange" variant="light" icon={<IconAlertTriangle aria-hidden />} title="Save the password now">
        It is not stored in readable form and will not be shown again. If it is lost, rotate the secret.
      </Alert>
      <Group justify="space-between" gap="xs">
        <Text size="sm" c="dimmed">
          In ThingsPro Edge: Cloud Connectivity, MQTT Client, Add
        </Text>
        <SegmentedControl
          size="xs"
          aria-label="Transport"
          value={transport}
          onChange={setTransport}
          data={[
            { value: 'tls', label: 'TLS (recommended)' },
            { value: 'tcp', label: 'Unencrypted' },
          ]}
        />
      </Group>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        {COLUMNS.map((groups) => (
          <Stack key={groups.join()} gap="sm">
            {groups.map((group) => (
              <SettingsGroup key={group} title={group} settings={settings.filter((setting) => setting.group === group)} />
            ))}
          </Stack>
        ))}
      </SimpleGrid>
      <Group gap="md">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconDownload size={14} aria-hidden />}
          onClick={() => downloadJson(`${clientid}-mqtt.json`, edgeSettingsFile(input))}
        >
          Download as JSON
        </Button>
        {transport === 'tls' && (
          <Anchor href={connection.caCertificateUrl} download size="sm">
            Download CA certificate
          </Anchor>
        )}
      </Group>
    </Stack>
  );
}

function SettingsGroup({ title, settings }: { title: string; settings: readonly EdgeSetting[] }) {
  return (
    <table className={classes.settings} aria-label={`${title} settings`}>
      <caption>{title}</caption>
      <tbody>
        {settings.map((setting) => (
          <tr key={setting.label}>
            <th scope="row">{setting.label}</th>
            <td>
              {setting.secret ? (
                <PasswordInput
                  aria-label={setting.label}
                  value={setting.value}
                  readOnly
                  size="xs"
                  classNames={{ innerInput: 'mono' }}
                />
              ) : (
                <span className="mono">{setting.value}</span>
              )}
            </td>
            <td>
              <CopyButton value={setting.value} label={setting.label.toLowerCase()} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
