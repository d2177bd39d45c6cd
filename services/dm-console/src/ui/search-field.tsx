import { CloseButton, Kbd, TextInput } from '@mantine/core';
import { useDebouncedCallback, useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';

type SearchFieldProps = { label: string; placeholder: string; value: string; onSearch: (text: string) => void; delayMs?: number };

/** Search box that reports what was typed after a pause. "/" puts the cursor in it, Escape empties it. */
export function SearchField({ label, placeholder, value, onSearch, delayMs = 250 }: SearchFieldProps) {
  const [text, setText] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const search = useDebouncedCallback(onSearch, delayMs);
  useHotkeys([['/', () => input.current?.focus()]]);
  useEffect(() => setText(value), [value]);
  const change = (next: string) => {
    setText(next);
    search(next.trim());
  };
  return (
    <TextInput
      ref={input}
      type="search"
      aria-label={label}
      placeholder={placeholder}
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') change('');
      }}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={
        text ? <CloseButton size="sm" aria-label="Clear search" onClick={() => change('')} /> : <Kbd size="xs">/</Kbd>
      }
      rightSectionPointerEvents={text ? 'all' : 'none'}
      flex="1 1 240px"
      maw={440}
    />
  );
}
