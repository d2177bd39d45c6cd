import { Box, Button, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { CopyButton } from './copy-button.tsx';
import { formatBytes } from './format.ts';
import { tokenizeJson } from './json-tokens.ts';
import classes from './json-view.module.css';

/** Colours need an element a token: text beyond this many characters is shown plain, and only on demand. */
const MAX_COLOURED_CHARACTERS = 40_000;

/** A JSON value, indented and coloured, always as text. */
export function JsonView({ value, label }: { value: unknown; label: string }) {
  const text = useMemo(() => JSON.stringify(value, null, 2) ?? 'null', [value]);
  const isLong = text.length > MAX_COLOURED_CHARACTERS;
  const [isWhole, setWhole] = useState(false);
  const isCut = isLong && !isWhole;
  return (
    <Box pos="relative">
      <Box className={classes.copy}>
        <CopyButton value={text} label={label.toLowerCase()} />
      </Box>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable to be scrolled by keyboard */}
      <section className={classes.frame} aria-label={label} tabIndex={0}>
        <pre className={classes.json}>{isWhole ? text : <Coloured text={text.slice(0, MAX_COLOURED_CHARACTERS)} />}</pre>
      </section>
      {isCut && (
        <Text size="xs" c="dimmed" mt={4}>
          The first part of {formatBytes(text.length)}.{' '}
          <Button size="compact-xs" variant="subtle" onClick={() => setWhole(true)}>
            Show all
          </Button>
        </Text>
      )}
    </Box>
  );
}

function Coloured({ text }: { text: string }) {
  return tokenizeJson(text).map(({ kind, text: part, at }) =>
    kind === 'plain' ? (
      part
    ) : (
      <span key={at} className={classes[kind]}>
        {part}
      </span>
    ),
  );
}
