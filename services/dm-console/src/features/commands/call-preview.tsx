import { Group } from '@mantine/core';
import type { HttpMethod } from '@tpedm/domain';
import { MethodTag } from './method-tag.tsx';

/** The call in one line, as the gateway gets it. */
export function CallPreview({ method, path }: { method: HttpMethod; path: string }) {
  return (
    <Group gap="2px 8px" align="baseline" miw={0}>
      <MethodTag method={method} />
      <span className="mono">{path}</span>
    </Group>
  );
}
