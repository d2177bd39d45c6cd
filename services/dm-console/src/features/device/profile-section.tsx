import { Text } from '@mantine/core';
import type { Device } from '@tpedm/domain';
import { type Fact, Facts } from '../../ui/facts.tsx';
import { Section } from '../../ui/section.tsx';
import { Ago } from '../../ui/time.tsx';

/** What the device last said about itself. */
export function ProfileSection({ device: { profile } }: { device: Device }) {
  if (!profile) {
    return (
      <Section title="Profile">
        <Text size="sm" c="dimmed">
          The device is asked about itself as soon as it is ready.
        </Text>
      </Section>
    );
  }
  const facts: Fact[] = [
    { label: 'Model', value: profile.modelName },
    {
      label: 'Serial number',
      value: profile.serialNumber,
      mono: true,
      ...(profile.serialNumber && { copy: profile.serialNumber }),
    },
    { label: 'Host name', value: profile.hostName, mono: true },
    { label: 'ThingsPro', value: profile.thingsproVersion, mono: true },
    { label: 'Firmware', value: profile.firmwareVersion, mono: true },
    { label: 'BIOS', value: profile.biosVersion, mono: true },
    { label: 'Said', value: <Ago at={profile.updatedAt} /> },
  ];
  return (
    <Section title="Profile">
      <Facts facts={facts} />
    </Section>
  );
}
