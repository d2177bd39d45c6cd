import { Modal, Stack, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { ErrorPanel } from './error-panel.tsx';
import { FormActions } from './form-actions.tsx';

type ConfirmDialogProps = {
  opened: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  confirmLabel: string;
  onConfirm: () => void;
  isPending?: boolean;
  error?: unknown;
  color?: string;
  /** Text that has to be typed before the button works, for what cannot be undone. */
  typeToConfirm?: string;
};

/** Asks before something that has consequences. `children` says what they are. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { opened, onClose, title } = props;
  return (
    <Modal opened={opened} onClose={onClose} title={title} centered>
      <ConfirmForm {...props} />
    </Modal>
  );
}

function ConfirmForm({ onClose, children, confirmLabel, onConfirm, isPending, error, color, typeToConfirm }: ConfirmDialogProps) {
  const [typed, setTyped] = useState('');
  const isReady = typeToConfirm === undefined || typed === typeToConfirm;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) onConfirm();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <div>{children}</div>
        {typeToConfirm !== undefined && (
          <TextInput
            label={`Type ${typeToConfirm} to confirm`}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
            classNames={{ input: 'mono' }}
            data-autofocus
          />
        )}
        {error !== undefined && error !== null && <ErrorPanel error={error} />}
        <FormActions
          submitLabel={confirmLabel}
          isPending={isPending ?? false}
          isDisabled={!isReady}
          onCancel={onClose}
          {...(color && { color })}
        />
      </Stack>
    </form>
  );
}
