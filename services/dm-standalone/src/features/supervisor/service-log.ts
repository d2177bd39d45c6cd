import { createWriteStream, existsSync, renameSync, statSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';

/** A log is set aside as NAME.log.1 when a start finds it larger than this, so that logs do not fill the disk. */
const MAX_SIZE_BYTES = 20 * 1024 * 1024;

export const logFileOf = (logsDir: string, name: string): string => join(logsDir, `${name}.log`);

export function openServiceLog(logsDir: string, name: string): WriteStream {
  const path = logFileOf(logsDir, name);
  if (existsSync(path) && statSync(path).size > MAX_SIZE_BYTES) renameSync(path, `${path}.1`);
  return createWriteStream(path, { flags: 'a', mode: 0o600 });
}
