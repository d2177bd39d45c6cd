import type { Setting } from '../programs/programs.ts';
export async function startDemo(_setting: Setting, _say: (line: string) => void): Promise<{ stop: () => Promise<void> }> {
  return { stop: async () => undefined };
}
