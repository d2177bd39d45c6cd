import { afterAll, beforeAll, expect } from '@jest/globals';
import { ADMINISTRATOR, type Api, launchBrowser, type Standalone, startStandalone, until } from '@tpedm/testkit';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { findBarriers, findOverflow } from './support/accessibility.ts';
import { signIn, watchConsole, withBrowser } from './support/browser.ts';

const LONG_CLIENTID = 'gateway-with-a-very-long-client-id-in-the-northern-plant-0007';
const LONG_PATH = `/apps/an-application-with-a-long-name/logs?from=2026-01-01T00:00:00Z&${'and-more-'.repeat(10)}`;

let tpedm: Standalone;
let api: Api;
let browser: Browser;

beforeAll(async () => {
  tpedm = await startStandalone();
  api = await tpedm.api();
  for (const clientid of ['gw-1', LONG_CLIENTID]) {
    await api.register(clientid);
    await api.send(clientid, { method: 'GET', path: '/device/general' });
    await api.send(clientid, { method: 'GET', path: LONG_PATH });
  }
  await api.request('POST', '/users', {
    username: 'margaret.hamilton@example.com',
    password: 'a good long password',
    role: 'viewer',
  });
  await api.request('POST', '/operations', { category: 'Ours', name: 'Read a meter', method: 'GET', path: '/meters/{id}' });
  browser = await launchBrowser();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await tpedm?.remove();
});

async function openSignedIn(options: BrowserContextOptions = {}): Promise<Page> {
  const page = await (await browser.newContext({ reducedMotion: 'reduce', ...options })).newPage();
  await signIn(page, tpedm);
  return page;
}

async function goTo(page: Page, path: string): Promise<void> {
  await page.goto(`${tpedm.url}${path}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await until(async () => (await page.getByRole('status', { name: /^Loading/ }).count()) === 0, { what: `${path} is loaded` });
}

const PATHS = [
  '/devices',
  '/devices?search=nothing-like-this',
  `/devices/${LONG_CLIENTID}`,
  '/devices/never-registered',
  '/commands',
  '/operations',
  '/tokens',
  '/users',
  '/audit',
  '/audit?actor=nobody',
  '/account',
  '/no-such-page',
];

withBrowser.each([
  { width: 400, colorScheme: 'dark' },
  { width: 1280, colorScheme: 'light' },
] as const)(
  'every page fits on a screen of $width pixels, and axe finds nothing against it in $colorScheme',
  async ({ width, colorScheme }) => {
    const page = await openSignedIn({ viewport: { width, height: 800 }, colorScheme });
    const complaints = watchConsole(page);
    for (const path of PATHS) {
      await goTo(page, path);
      expect([path, await findOverflow(page), await findBarriers(page)]).toEqual([path, [], []]);
    }
    expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
    await page.context().close();
  },
  120_000,
);

withBrowser(
  'a dialog keeps the focus, closes by Escape and gives the focus back',
  async () => {
    const page = await openSignedIn();
    const openers: [path: string, button: RegExp][] = [
      ['/users', /^Add user$/],
      ['/tokens', /^Create token$/],
      ['/operations', /^Edit Read a meter$/],
      ['/devices', /^Register device$/],
    ];
    for (const [path, name] of openers) {
      await goTo(page, path);
      if (path === '/operations') await page.getByRole('searchbox').fill('meter');
      const button = page.getByRole('button', { name });
      await button.focus();
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('textbox').first().waitFor();
      const isFocusInside = () => dialog.evaluate((element) => element.contains(document.activeElement));
      await until(isFocusInside, { what: 'the dialog has the focus' });
      for (let step = 0; step < 30; step += 1) {
        await page.keyboard.press('Tab');
        expect([path, step, await isFocusInside()]).toEqual([path, step, true]);
      }
      expect([path, await findBarriers(page)]).toEqual([path, []]);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      await until(() => button.evaluate((element) => element === document.activeElement), {
        what: `${name} has the focus again`,
      });
    }
    await page.context().close();
  },
  60_000,
);

withBrowser(
  'the page of a device leads to its lines of the audit, which are filtered further and kept in the address',
  async () => {
    const page = await openSignedIn();
    await goTo(page, '/devices/gw-1');
    await page.getByRole('link', { name: 'Audit of this device' }).click();
    const table = page.getByRole('table', { name: 'Audit' });
    const shown = async () => (await table.getByRole('row').allInnerTexts()).slice(1).map((text) => text.replaceAll(/\s+/g, ' '));
    await until(async () => (await shown()).length === 3 && (await shown()).every((row) => row.includes('gw-1')), {
      what: 'its three lines are shown',
    });
    await page.getByRole('combobox', { name: 'What' }).fill('device.cr');
    await page.getByRole('option', { name: 'device.create', exact: true }).click();
    await until(async () => (await shown()).length === 1, { what: 'one line is left' });
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ target: 'gw-1', action: 'device.create' });
    await page.getByLabel('Until').fill('2020-01-01');
    await page.getByText('No entry matches').waitFor();
    await page.getByRole('button', { name: 'Clear filter' }).click();
    await until(async () => (await shown()).length > 5, { what: 'all lines are shown' });
    await page.context().close();
  },
  60_000,
);

withBrowser(
  'a person sees a session elsewhere and ends it with their password',
  async () => {
    const here = await openSignedIn();
    const elsewhere = await openSignedIn({ userAgent: 'Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0' });
    await goTo(here, '/account');
    await here.getByRole('button', { name: /^End the session of Firefox on Windows/ }).click();
    const dialog = here.getByRole('dialog');
    await dialog.getByLabel('Current password').fill('not the password');
    await dialog.getByRole('button', { name: 'End session' }).click();
    await dialog.getByText('The current password is wrong').waitFor();
    await dialog.getByLabel('Current password').fill(ADMINISTRATOR.password);
    await dialog.getByRole('button', { name: 'End session' }).click();
    await dialog.waitFor({ state: 'detached' });
    await elsewhere.waitForURL(/\/login/, { timeout: 20_000 });
    await goTo(here, '/account');
    expect(await here.getByRole('button', { name: /Firefox on Windows/ }).count()).toBe(0);
    for (const page of [here, elsewhere]) await page.context().close();
  },
  60_000,
);

withBrowser(
  'an operation keeps what was said about its parameters',
  async () => {
    const page = await openSignedIn();
    await goTo(page, '/operations');
    await page.getByRole('searchbox').fill('meter');
    await page.getByRole('button', { name: 'Edit Read a meter' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('group', { name: '{id} in the path' }).getByLabel('Description').fill('Number of the meter');
    await dialog.getByRole('button', { name: 'Add query parameter' }).click();
    const added = dialog.getByRole('group', { name: 'New query parameter' });
    await added.getByLabel('Name').fill('limit');
    const query = dialog.getByRole('group', { name: 'limit in the query' });
    await query.getByRole('combobox', { name: 'Type' }).click();
    await page.getByRole('option', { name: 'integer' }).click();
    await query.getByLabel('Example').fill('ten');
    await query.getByRole('checkbox', { name: 'Required' }).check();
    await dialog.getByRole('button', { name: 'Save operation' }).click();
    await query.getByText('Must be a whole number').waitFor();
    await query.getByLabel('Example').fill('10');
    await dialog.getByRole('button', { name: 'Save operation' }).click();
    await dialog.waitFor({ state: 'detached' });
    type Catalogue = { categories: { operations: { name: string }[] }[] };
    const { body } = await api.request<Catalogue>('GET', '/operations');
    const operations = body.categories.flatMap((category) => category.operations);
    expect(operations.find(({ name }) => name === 'Read a meter')).toMatchObject({
      pathParams: { id: { type: 'string', description: 'Number of the meter' } },
      query: { limit: { type: 'integer', example: 10, required: true } },
    });
    await page.context().close();
  },
  60_000,
);
