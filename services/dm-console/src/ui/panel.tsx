import { Paper } from '@mantine/core';
import type { ReactNode } from 'react';

/** The surface that a list stands on; narrow margins leave a phone its width. */
export const Panel = ({ children }: { children: ReactNode }) => (
  <Paper p={{ base: 'xs', sm: 'md' }} bg="var(--surface)" bd="1px solid var(--line)">
    {children}
  </Paper>
);
