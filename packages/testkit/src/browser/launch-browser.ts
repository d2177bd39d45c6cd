import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const CHROMIUM_PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const QUIET_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Path of a Chromium on this machine; null when there is none. */
export const chromiumPath = (): string | null => CHROMIUM_PATHS.find((path) => existsSync(path)) ?? null;

/** Starts a real, headless Chromium that speaks to loopback only. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (!executablePath) throw new Error('No Chromium on this machine: install the package "chromium"');
  return chromium.launch({ executablePath, args: QUIET_FLAGS });
}
