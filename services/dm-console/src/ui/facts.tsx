import { Text } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';
import { CopyButton } from './copy-button.tsx';
import classes from './facts.module.css';

/** One fact: `copy` is the text of a copy button, `mono` is for ids and versions. */
export type Fact = { label: string; value: ReactNode; mono?: boolean; copy?: string };

/** Labels and their values in two columns; "-" where there is no value. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={classes.list}>
      {facts.map(({ label, value, mono, copy }) => (
        <Fragment key={label}>
          <Text component="dt" size="sm" c="dimmed">
            {label}
          </Text>
          <dd className={classes.value}>
            <Text span size="sm" {...(mono && { className: 'mono' })}>
              {value ?? '-'}
            </Text>
            {copy !== undefined && <CopyButton value={copy} label={label.toLowerCase()} />}
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}
