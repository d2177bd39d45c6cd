import type { Outcome } from './import-legacy.ts';

/** The client ids of the original may hold anything, also what would move a terminal's cursor. */
const shown = (clientid: string): string => (/^[A-Za-z0-9._-]+$/.test(clientid) ? clientid : JSON.stringify(clientid));

/** One line for each client id, and their numbers at the end. */
export function describeOutcomes(outcomes: readonly Outcome[]): string {
  const lines = outcomes.map(({ clientid, result, note }) => `${result.padEnd(9)}  ${shown(clientid)}${note && `: ${note}`}\n`);
  const count = (result: Outcome['result']) => outcomes.filter((outcome) => outcome.result === result).length;
  return `${lines.join('')}${count('imported')} imported, ${count('left out')} left out, ${count('not taken')} not taken\n`;
}
