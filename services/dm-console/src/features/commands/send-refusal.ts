import type { Device } from '@tpedm/domain';
import type { Problem } from './draft.ts';

type SendSituation = {
  device: Pick<Device, 'clientid' | 'enabled'>;
  permissionProblem: string | undefined;
  problems: readonly Problem[];
};

/** Why a command cannot be sent now, the weightiest reason first; undefined when it can. A device off line is no reason. */
export function refusalOf({ device, permissionProblem, problems }: SendSituation): string | undefined {
  if (permissionProblem !== undefined) return permissionProblem;
  if (!device.enabled) return `${device.clientid} is disabled. Enable it first.`;
  const [problem] = problems;
  if (!problem) return undefined;
  if (problem.field.startsWith('parameter:')) return `${problem.field.slice('parameter:'.length)}: ${problem.message}`;
  return problem.message;
}
