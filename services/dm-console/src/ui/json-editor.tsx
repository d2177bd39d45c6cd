import { Box, Input, Skeleton } from '@mantine/core';
import { lazy, Suspense, useId } from 'react';
import type { CodeEditorProps } from './code-editor.tsx';

/** Larger than the rest of the console together, so it is loaded when somebody writes a body. */
const CodeEditor = lazy(() => import('./code-editor.tsx').then((module) => ({ default: module.CodeEditor })));

type JsonEditorProps = Omit<CodeEditorProps, 'labelledBy' | 'describedBy'> & { label: string; error: string | null };

/** Editor for JSON text with line numbers, folding and marked errors. */
export function JsonEditor({ label, error, ...editor }: JsonEditorProps) {
  const labelId = useId();
  const errorId = useId();
  return (
    <Input.Wrapper label={label} labelElement="div" labelProps={{ id: labelId }} error={error} errorProps={{ id: errorId }}>
      <Box mb={error ? 4 : 0}>
        <Suspense fallback={<Skeleton height={120} />}>
          <CodeEditor {...editor} labelledBy={labelId} describedBy={errorId} />
        </Suspense>
      </Box>
    </Input.Wrapper>
  );
}
