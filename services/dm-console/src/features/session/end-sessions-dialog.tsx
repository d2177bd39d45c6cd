import { Button, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { Session } from '@tpedm/domain';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { plural } from '../../ui/format.ts';
import { notifyDone } from '../../ui/notify.ts';
import { browserName } from './browser-name.ts';
import { useEndSessions } from './own-session-api.ts';

type EndSessionsDialogProps = { ending: Session | 'others' | null; onClose: () => void };

/** Ends one session or all others; asks for the password, as the API does. */
export function EndSessionsDialog({ ending, onClose }: EndSessionsDialogProps) {
  return (
    <Modal
      opened={ending !== null}
      onClose={onClose}
      title={ending === 'others' ? 'End all other sessions?' : 'End this session?'}
    >
      {ending !== null && <EndSessionsForm ending={ending} onDone={onClose} />}
    </Modal>
  );
}

function EndSessionsForm({ ending, onDone }: { ending: Session | 'others'; onDone: () => void }) {
  const end = useEndSessions();
  const form = useForm({
    initialValues: { currentPassword: '' },
    validate: { currentPassword: (value) => (value === '' ? 'Required' : null) },
  });
  const submit = form.onSubmit(({ currentPassword }) =>
    end.mutate(
      { currentPassword, ...(ending !== 'others' && { id: ending.id }) },
      {
        onSuccess: ({ ended }) => {
          notifyDone(`${plural(ended, 'session')} ended.`);
          onDone();
        },
      },
    ),
  );
  const who = ending === 'others' ? 'Every browser but this one' : `${browserName(ending.userAgent)} (${ending.address ?? '?'})`;
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Text size="sm">{who} is signed out at once.</Text>
        <PasswordInput
          label="Current password"
          autoComplete="current-password"
          data-autofocus
          {...form.getInputProps('currentPassword')}
        />
        {end.isError && <ErrorPanel error={end.error} title="Nothing was ended" />}
        <Button type="submit" color="red.8" loading={end.isPending} style={{ alignSelf: 'flex-end' }}>
          {ending === 'others' ? 'End all others' : 'End session'}
        </Button>
      </Stack>
    </form>
  );
}
