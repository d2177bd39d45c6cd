import { Text } from '@mantine/core';
import type { Operation } from '@tpedm/domain';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { useDeleteOperation } from './operation-api.ts';

export function DeleteOperationDialog({ operation, onClose }: { operation: Operation | null; onClose: () => void }) {
  const remove = useDeleteOperation();
  return (
    <ConfirmDialog
      opened={operation !== null}
      onClose={onClose}
      title={`Delete ${operation?.name ?? 'the operation'}?`}
      confirmLabel="Delete operation"
      color="red.8"
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => operation && remove.mutate(operation.id, { onSuccess: onClose })}
    >
      <Text size="sm">It leaves the catalogue for everybody. Commands that were sent with it stay in the history.</Text>
    </ConfirmDialog>
  );
}
