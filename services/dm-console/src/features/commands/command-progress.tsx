import { IconBan, IconCheck, IconClockX, type IconProps, IconX } from '@tabler/icons-react';
import type { Command } from '@tpedm/domain';
import type { ComponentType } from 'react';
import { formatDuration, formatTime } from '../../ui/format.ts';
import classes from './command-progress.module.css';
import { type ProgressStep, progressSteps } from './progress-steps.ts';

const ICONS: Record<ProgressStep['look'], ComponentType<IconProps> | null> = {
  done: IconCheck,
  failed: IconX,
  expired: IconClockX,
  canceled: IconBan,
  current: null,
  open: null,
};

/** How far a command has come: queued, sent, answered, with the time each step took. */
export function CommandProgress({ command }: { command: Command }) {
  return (
    <ol className={classes.steps} aria-label="Progress of the command">
      {progressSteps(command).map((step) => {
        const Icon = ICONS[step.look];
        return (
          <li
            key={step.name}
            className={classes.step}
            data-look={step.look}
            {...(step.look === 'current' && { 'aria-current': 'step' })}
          >
            <span className={classes.dot} aria-hidden>
              {Icon && <Icon size={13} stroke={2.4} />}
            </span>
            <span className={classes.label}>{step.label}</span>
            <span className={classes.when}>
              {step.at && formatTime(step.at)}
              {step.tookMs !== null && ` (+${formatDuration(step.tookMs)})`}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
