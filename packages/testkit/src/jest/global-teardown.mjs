import { rmSync } from 'node:fs';

export default async function globalTeardown() {
  const { postmaster, home } = globalThis.tpedmTestPostgres ?? {};
  await postmaster?.stop();
  if (home) rmSync(home, { recursive: true, force: true });
}
