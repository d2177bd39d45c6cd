import { test } from '@jest/globals';
import { ADMINISTRATOR, chromiumPath, type Standalone } from '@tpedm/testkit';
import type { Page } from 'playwright-core';

/** A test that needs a browser; skipped, and said so, on a machine without one. */
export const withBrowser = process.env.TPEDM_FORBID_SKIPS || chromiumPath() ? test : test.skip;
if (withBrowser === test.skip) console.warn('SKIPPED: no Chromium on this machine (install the package "chromium")');

/** Everything the browser complains about from now on: errors of scripts, dialogs, and what the content security policy refused. */
export function watchConsole(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    const isExpected = /401|Unauthorized/.test(message.text());
    if (message.type() === 'error' && !isExpected) complaints.push(message.text());
  });
  return complaints;
}

/** Signs in as the first administrator, whom `tpedm.api()` has made. */
export async function signIn(page: Page, tpedm: Standalone): Promise<void> {
  await page.goto(`${tpedm.url}/login`);
  await page.getByLabel('User name').fill(ADMINISTRATOR.username);
  await page.getByLabel('Password', { exact: true }).fill(ADMINISTRATOR.password);
  await page.getByRole('button', { name: /sign in|log in/i }).click();
  await page.waitForURL(/\/devices/);
}
