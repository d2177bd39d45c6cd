import { afterAll, beforeAll, expect } from '@jest/globals';
import {
  ADMINISTRATOR,
  connectFakeGateway,
  echo,
  type FakeGateway,
  launchBrowser,
  type Standalone,
  startStandalone,
} from '@tpedm/testkit';
import type { Browser, Page } from 'playwright-core';
import { watchConsole, withBrowser } from './support/browser.ts';

let tpedm: Standalone;
let browser: Browser | undefined;
let gateway: FakeGateway | undefined;

beforeAll(async () => {
  tpedm = await startStandalone();
}, 90_000);
afterAll(async () => {
  await gateway?.close();
  await browser?.close();
  await tpedm?.remove();
});

async function setUp(page: Page): Promise<void> {
  await page.goto(`${tpedm.url}/setup?token=${tpedm.setupToken}`);
  await page.getByLabel('User name').fill(ADMINISTRATOR.username);
  await page.getByLabel('Password', { exact: true }).fill(ADMINISTRATOR.password);
  const repeat = page.getByLabel(/repeat|confirm/i);
  if (await repeat.count()) await repeat.fill(ADMINISTRATOR.password);
  await page.getByRole('button', { name: /create|set up/i }).click();
  await page.waitForURL(/\/devices/);
}

withBrowser(
  'a person sets up, registers a gateway, sees it come online, sends it a call and reads the answer, live',
  async () => {
    browser = await launchBrowser();
    const page = await browser.newPage();
    const complaints = watchConsole(page);
    await setUp(page);

    await page
      .getByRole('button', { name: /register/i })
      .first()
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Client ID').fill('pump-station-07');
    await dialog.getByRole('button', { name: /^register/i }).click();
    await dialog.getByText('Waiting for first connection').waitFor();
    const password = await dialog.getByRole('textbox', { name: 'Password' }).inputValue();

    const credentials = { clientid: 'pump-station-07', username: 'pump-station-07', password };
    gateway = await connectFakeGateway({ url: tpedm.mqttUrl, credentials, respond: echo });
    await dialog
      .getByText(/online/i)
      .first()
      .waitFor({ timeout: 2_000 });
    await dialog.getByRole('button', { name: 'Open device' }).click();

    const profile = page.getByRole('region', { name: 'Profile' });
    await profile.getByText('TBZAB1000001').waitFor();
    await profile.getByText('UC-8112A-ME-T-LX').waitFor();

    const sender = page.getByRole('region', { name: 'Send a command' });
    await sender.getByRole('combobox', { name: 'Operation' }).fill('Show SSH settings');
    await page.getByRole('option').first().click();
    await sender.getByRole('button', { name: 'Send' }).click();
    const sent = sender.getByRole('status', { name: 'Sent command' });
    await sent
      .getByText(/succeeded|answered/i)
      .first()
      .waitFor();
    await sent.getByText('/system/sshserver').first().waitFor();

    await gateway.close({ force: true });
    await page
      .getByText(/offline/i)
      .first()
      .waitFor({ timeout: 2_000 });
    expect(complaints).toEqual([]);
  },
  120_000,
);
