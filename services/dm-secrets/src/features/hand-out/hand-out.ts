import { chmodSync, chownSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Material, READER_UIDS, type Reader, readerFiles } from './reader-files.ts';

/**
 * Gives each reader its own folder under `directory`, open to that user only, with files that only that user can read. Every file
 * is put in place whole; what a reader no longer needs is taken away. Run by anybody but root, all of it stays with that user.
 */
export function handOut(directory: string, material: Material): void {
  const isRoot = process.getuid?.() === 0;
  for (const [reader, files] of Object.entries(readerFiles(material))) {
    const uid = isRoot ? READER_UIDS[reader as Reader] : null;
    const folder = join(directory, reader);
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o700);
    for (const [name, content] of Object.entries(files)) putFile(join(folder, name), content, uid);
    for (const name of readdirSync(folder)) if (!(name in files)) rmSync(join(folder, name));
    if (uid !== null) chownSync(folder, uid, uid);
    chmodSync(folder, 0o500);
  }
}

function putFile(path: string, content: string, uid: number | null): void {
  const draft = `${path}.new`;
  rmSync(draft, { force: true });
  writeFileSync(draft, content, { mode: 0o400, flush: true });
  if (uid !== null) chownSync(draft, uid, uid);
  renameSync(draft, path);
}
