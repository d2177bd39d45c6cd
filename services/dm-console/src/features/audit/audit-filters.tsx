import { Button, Group, Select, TextInput, type TextInputProps } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { AUDIT_ACTIONS } from '@tpedm/domain';
import { useEffect, useState } from 'react';
import { type AuditSearch, isDay } from './audit-search.ts';

type AuditFiltersProps = { value: AuditSearch; onChange: (value: AuditSearch) => void };

const TYPING_PAUSE_MS = 400;

/** Who, what, on what, and when. */
export function AuditFilters({ value, onChange }: AuditFiltersProps) {
  const refine = (change: { [K in keyof AuditSearch]: string }) => onChange({ ...value, ...change });
  return (
    <Group component="search" align="flex-end" gap="xs" mb="sm">
      <PausedInput label="Who" placeholder="Whole name" value={value.actor ?? ''} onTyped={(actor) => refine({ actor })} />
      <Select
        label="What"
        placeholder="Everything"
        size="xs"
        flex="1 1 140px"
        data={[...AUDIT_ACTIONS]}
        value={value.action ?? null}
        onChange={(action) => refine({ action: action ?? '' })}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': 'Clear what' }}
      />
      <PausedInput label="On" placeholder="Client id, name" value={value.target ?? ''} onTyped={(target) => refine({ target })} />
      <DayInput label="From" value={value.from ?? ''} max={value.to ?? ''} onTyped={(from) => refine({ from })} />
      <DayInput label="Until" value={value.to ?? ''} min={value.from ?? ''} onTyped={(to) => refine({ to })} />
      <Button size="xs" variant="default" disabled={Object.keys(value).length === 0} onClick={() => onChange({})}>
        Clear
      </Button>
    </Group>
  );
}

type PausedInputProps = Omit<TextInputProps, 'value' | 'onChange'> & { value: string; onTyped: (text: string) => void };

/** A field that tells what was typed after a pause. */
function PausedInput({ value, onTyped, ...props }: PausedInputProps) {
  const [text, setText] = useState(value);
  const tell = useDebouncedCallback(onTyped, TYPING_PAUSE_MS);
  useEffect(() => setText(value), [value]);
  return (
    <TextInput
      size="xs"
      flex="1 1 140px"
      spellCheck={false}
      autoComplete="off"
      {...props}
      value={text}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        tell(currentTarget.value.trim());
      }}
    />
  );
}

/** A year that is being typed begins with zeros: it is not told, since an address without it would empty the field. */
const DayInput = ({ onTyped, ...props }: PausedInputProps) => (
  <PausedInput type="date" {...props} onTyped={(day) => (day === '' || isDay(day)) && onTyped(day)} />
);
