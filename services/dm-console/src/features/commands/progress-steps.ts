import type { Command, CommandState } from '@tpedm/domain';

export type ProgressStep = {
  name: 'queued' | 'sent' | 'end';
  label: string;
  look: 'done' | 'current' | 'open' | 'failed' | 'expired' | 'canceled';
  at: string | null;
  /** Milliseconds since the step before; null when the step has not happened. */
  tookMs: number | null;
};

const END_LABELS: Record<CommandState, string> = {
  queued: 'Answered',
  sent: 'Waiting for the answer',
  succeeded: 'Answered',
  failed: 'Failed',
  expired: 'Expired',
  canceled: 'Canceled',
};

const END_LOOKS: Record<CommandState, ProgressStep['look']> = {
  queued: 'open',
  sent: 'current',
  succeeded: 'done',
  failed: 'failed',
  expired: 'expired',
  canceled: 'canceled',
};

const between = (from: string | null, to: string | null): number | null =>
  from === null || to === null ? null : Date.parse(to) - Date.parse(from);

/** The three steps of a command as a person follows them. A command that ended without being sent never was `sent`. */
export function progressSteps({ state, createdAt, sentAt, finishedAt }: Command): ProgressStep[] {
  const isQueued = state === 'queued';
  const wasSent = sentAt !== null && !isQueued;
  return [
    { name: 'queued', label: 'Queued', look: isQueued ? 'current' : 'done', at: createdAt, tookMs: null },
    {
      name: 'sent',
      label: wasSent || isQueued ? 'Sent' : 'Not sent',
      look: wasSent ? 'done' : 'open',
      at: wasSent ? sentAt : null,
      tookMs: wasSent ? between(createdAt, sentAt) : null,
    },
    {
      name: 'end',
      label: END_LABELS[state],
      look: END_LOOKS[state],
      at: finishedAt,
      tookMs: between(sentAt ?? createdAt, finishedAt),
    },
  ];
}
