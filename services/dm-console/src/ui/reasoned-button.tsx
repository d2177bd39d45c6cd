import { Button, type ButtonProps, Tooltip } from '@mantine/core';
import { type MouseEventHandler, type Ref, useId } from 'react';

type ReasonedButtonProps = ButtonProps & {
  /** Why the action is not possible now; undefined when it is. */
  disabledReason: string | undefined;
  onClick?: MouseEventHandler<HTMLButtonElement>;
  type?: 'button' | 'submit';
  ref?: Ref<HTMLButtonElement>;
};

/** A button that stays reachable when it cannot be used, and says why: on hover, on focus and to screen readers. */
export function ReasonedButton({ disabledReason, onClick, type = 'button', children, ...props }: ReasonedButtonProps) {
  const reasonId = useId();
  if (disabledReason === undefined) {
    return (
      <Button {...props} type={type} {...(onClick && { onClick })}>
        {children}
      </Button>
    );
  }
  return (
    <Tooltip label={disabledReason} multiline maw={320} events={{ hover: true, focus: true, touch: true }}>
      <Button
        {...props}
        type="button"
        data-disabled
        aria-disabled="true"
        aria-describedby={reasonId}
        onClick={(event) => event.preventDefault()}
      >
        {children}
        <span id={reasonId} hidden>
          {disabledReason}
        </span>
      </Button>
    </Tooltip>
  );
}
