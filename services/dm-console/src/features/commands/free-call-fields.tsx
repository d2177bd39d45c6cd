import { Group, Select, TextInput } from '@mantine/core';
import { HTTP_METHODS } from '@tpedm/domain';
import type { Draft, DraftCall } from './draft.ts';

type FreeCallFieldsProps = { draft: Draft; call: DraftCall; onDraft: (draft: Draft) => void };

/** Method and path of a call that is not in the catalogue. */
export function FreeCallFields({ draft, call, onDraft }: FreeCallFieldsProps) {
  const problem = draft.path === '' ? undefined : call.problems.find(({ field }) => field === 'path')?.message;
  return (
    <Group align="flex-start" gap="sm" wrap="nowrap">
      <Select
        label="Method"
        data={[...HTTP_METHODS]}
        value={draft.method}
        onChange={(value) => onDraft({ ...draft, method: HTTP_METHODS.find((method) => method === value) ?? 'GET' })}
        allowDeselect={false}
        w={110}
      />
      <TextInput
        label="Path"
        placeholder="/device/general"
        value={draft.path}
        onChange={(event) => onDraft({ ...draft, path: event.currentTarget.value })}
        error={problem}
        flex={1}
        spellCheck={false}
        autoComplete="off"
        classNames={{ input: 'mono' }}
      />
    </Group>
  );
}
