import { createLogger } from '@tpedm/platform';
import { runCommand } from './commands.ts';
import { parseConfig } from './config.ts';

const log = createLogger('dm-secrets', 'info');
try {
  const words = process.argv.slice(2);
  const output = await runCommand(parseConfig(process.env), words, new Date());
  if (output === null) log.info('secrets and certificates are in place');
  else process.stdout.write(`${output}\n`);
} catch (error) {
  log.error('secrets and certificates could not be made', { error });
  process.exitCode = 1;
}
