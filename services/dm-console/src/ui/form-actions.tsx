import { Button, Group, type MantineColor } from '@mantine/core';

type FormActionsProps = {
  submitLabel: string;
  isPending: boolean;
  onCancel: () => void;
  color?: MantineColor;
  isDisabled?: boolean;
};

/** The last line of a form in a dialog. */
export const FormActions = ({ submitLabel, isPending, onCancel, color = 'petrol', isDisabled = false }: FormActionsProps) => (
  <Group justify="flex-end" gap="xs">
    <Button variant="default" onClick={onCancel}>
      Cancel
    </Button>
    <Button type="submit" color={color} disabled={isDisabled} loading={isPending}>
      {submitLabel}
    </Button>
  </Group>
);
