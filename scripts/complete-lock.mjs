/**
 * Adds the optional entries that npm leaves out of package-lock.json when the registry at hand lacks a package for another
 * platform. Without them `npm ci` of npm 11 refuses the lock file, on this platform and on every other.
 * Run it after each `npm install`; `test/repo/lock-file.test.ts` checks that nothing is left to add.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const OS_BY_WORD = new Map(
  Object.entries({
    darwin: 'darwin',
    linux: 'linux',
    linuxmusl: 'linux',
    win32: 'win32',
    windows: 'win32',
    freebsd: 'freebsd',
    openbsd: 'openbsd',
    netbsd: 'netbsd',
    android: 'android',
    sunos: 'sunos',
    aix: 'aix',
    openharmony: 'openharmony',
  }),
);
const CPUS = ['x64', 'arm64', 'arm', 'ia32', 'ppc64', 's390x', 'riscv64', 'loong64', 'mips64el', 'wasm32'];

/** The `os` and `cpu` limits that a platform package's name implies; null when the name names no platform. */
function platformOf(packageName) {
  const words = packageName.split(/[/\-_.]/);
  const os = words.map((word) => OS_BY_WORD.get(word)).find(Boolean);
  const cpu = words.find((word) => CPUS.includes(word));
  return os || cpu ? { ...(cpu && { cpu: [cpu] }), ...(os && { os: [os] }) } : null;
}

/** Entries that `lock` should have and has not, as `[key, entry]` pairs. */
export function missingEntries(lock) {
  const missing = new Map();
  for (const [parentKey, parent] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      const key = `node_modules/${name}`;
      const known = lock.packages[key] ?? lock.packages[`${parentKey}/${key}`];
      const platform = platformOf(name);
      if (known || !platform || !/^\d/.test(version)) continue;
      missing.set(key, { version, ...(parent.dev && { dev: true }), optional: true, ...platform });
    }
  }
  return [...missing];
}

function complete(file) {
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const added = missingEntries(lock);
  const entries = [...Object.entries(lock.packages), ...added].sort(([a], [b]) => a.localeCompare(b, 'en'));
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(entries) }, null, 2)}\n`);
  return added.length;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.log(`added ${complete(process.argv[2] ?? 'package-lock.json')} entries`);
}
