import { Group, SegmentedControl, Select, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconSend } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type CommandRequest, type Device, isDangerousCall } from '@tpedm/domain';
import { type FormEvent, useMemo, useState } from 'react';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { JsonEditor } from '../../ui/json-editor.tsx';
import { ReasonedButton } from '../../ui/reasoned-button.tsx';
import { Section } from '../../ui/section.tsx';
import { operationsQuery } from '../operations/operation-api.ts';
import { useForbiddenReason } from '../session/session-api.ts';
import { CallPreview } from './call-preview.tsx';
import { commandQuery, useSendCommand } from './command-api.ts';
import { CommandProgress } from './command-progress.tsx';
import { CommandResult, OpenCommandNote } from './command-result.tsx';
import { DangerDialog } from './danger-dialog.tsx';
import { callOfDraft, type Draft, type DraftCall } from './draft.ts';
import { FreeCallFields } from './free-call-fields.tsx';
import { OperationPicker } from './operation-picker.tsx';
import { ParameterFields } from './parameter-fields.tsx';
import { refusalOf } from './send-refusal.ts';

const TIMEOUTS = [
  { value: '15', label: '15 seconds' },
  { value: '60', label: '1 minute' },
  { value: '300', label: '5 minutes' },
  { value: '3600', label: '1 hour' },
  { value: '86400', label: '1 day' },
  { value: '604800', label: '7 days' },
];

type CommandConsoleProps = { device: Device; draft: Draft; onDraft: (draft: Draft) => void };

/** Chooses a call, sends it to the device, and follows it to its answer. */
export function CommandConsole({ device, draft, onDraft }: CommandConsoleProps) {
  const [sentId, setSentId] = useState<string | null>(null);
  const [isConfirming, confirming] = useDisclosure(false);
  const send = useSendCommand(device.clientid);
  const forbidden = useForbiddenReason();
  const call = callOfDraft(draft);
  const dangerous = useIsDangerous()(call);
  const permissionProblem = forbidden('command:send') ?? (dangerous ? forbidden('command:send-dangerous') : undefined);
  const refusal = refusalOf({ device, permissionProblem, problems: call.problems });

  const sendNow = (request: CommandRequest) => {
    confirming.close();
    send.mutate(request, { onSuccess: ({ id }) => setSentId(id) });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (refusal !== undefined || call.request === null) return;
    if (dangerous) confirming.open();
    else sendNow(call.request);
  };
  return (
    <Section title="Send a command" actions={<ModeSwitch draft={draft} onDraft={onDraft} />}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <CallFields draft={draft} call={call} onDraft={onDraft} />
          <Group justify="space-between" align="flex-end" gap="sm">
            <Select
              label="Give up after"
              data={TIMEOUTS}
              value={String(draft.timeoutSeconds)}
              onChange={(value) => onDraft({ ...draft, timeoutSeconds: Number(value ?? 60) })}
              allowDeselect={false}
              w={150}
            />
            <ReasonedButton
              type="submit"
              disabledReason={refusal}
              loading={send.isPending}
              color={dangerous ? 'red.8' : 'petrol'}
              leftSection={<IconSend size={16} aria-hidden />}
            >
              {device.ready ? 'Send' : 'Send when ready'}
            </ReasonedButton>
          </Group>
          {send.isError && <ErrorPanel error={send.error} title="The command was not accepted" />}
        </Stack>
      </form>
      {sentId !== null && <SentCommand id={sentId} isReady={device.ready} />}
      <DangerDialog
        opened={isConfirming}
        request={call.request}
        device={device}
        operationName={draft.isFree ? null : (draft.operation?.name ?? null)}
        onConfirm={sendNow}
        onClose={confirming.close}
      />
    </Section>
  );
}

/** The catalogue decides; until it is loaded every call that changes something counts as dangerous. */
function useIsDangerous(): (call: DraftCall) => boolean {
  const { data } = useQuery(operationsQuery);
  const operations = useMemo(() => data?.categories.flatMap((category) => category.operations) ?? [], [data]);
  return (call) => isDangerousCall(call, operations);
}

type DraftProps = { draft: Draft; onDraft: (draft: Draft) => void };

function ModeSwitch({ draft, onDraft }: DraftProps) {
  return (
    <SegmentedControl
      size="xs"
      aria-label="Kind of call"
      value={draft.isFree ? 'free' : 'catalogue'}
      onChange={(mode) => onDraft({ ...draft, isFree: mode === 'free' })}
      data={[
        { value: 'catalogue', label: 'From the catalogue' },
        { value: 'free', label: 'Free call' },
      ]}
    />
  );
}

/** A body is asked for where one makes sense; it stays in sight when there is one. */
function CallFields({ draft, call, onDraft }: DraftProps & { call: DraftCall }) {
  const hasCall = draft.isFree || draft.operation !== null;
  const hasBody = hasCall && (call.method !== 'GET' || draft.bodyText.trim() !== '');
  const bodyProblem = call.problems.find(({ field }) => field === 'body')?.message ?? null;
  return (
    <>
      {draft.isFree ? (
        <FreeCallFields draft={draft} call={call} onDraft={onDraft} />
      ) : (
        <>
          <OperationPicker draft={draft} onDraft={onDraft} />
          <ParameterFields draft={draft} call={call} onDraft={onDraft} />
        </>
      )}
      {hasBody && (
        <JsonEditor
          label="Request body (JSON)"
          value={draft.bodyText}
          onChange={(bodyText) => onDraft({ ...draft, bodyText })}
          error={bodyProblem}
        />
      )}
      {!draft.isFree && draft.operation && <CallPreview method={call.method} path={call.path} />}
    </>
  );
}

function SentCommand({ id, isReady }: { id: string; isReady: boolean }) {
  const { data: command } = useQuery(commandQuery(id));
  if (!command) return null;
  return (
    <Stack gap="md" mt="lg" pt="md" style={{ borderTop: '1px solid var(--line)' }} role="status" aria-label="Sent command">
      <CallPreview method={command.method} path={command.path} />
      <CommandProgress command={command} />
      <OpenCommandNote command={command} isReady={isReady} />
      <CommandResult command={command} />
    </Stack>
  );
}
