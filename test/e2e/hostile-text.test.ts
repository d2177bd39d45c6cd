import { afterAll, beforeAll, expect } from '@jest/globals';
import {
  type Api,
  connectFakeGateway,
  type FakeGateway,
  launchBrowser,
  type Responder,
  type Standalone,
  startStandalone,
  until,
} from '@tpedm/testkit';
import type { Browser, Page } from 'playwright-core';
import { signIn, watchConsole, withBrowser } from './support/browser.ts';

const HTML = '<img src=x onerror=alert(1)><script>alert(2)</script>';
const SQL = `'); DROP TABLE mqtt_user; --`;

/** A gateway whose every word is an attack. */
const respond: Responder = ({ path, requestId }) => {
  const profile = {
    hostName: HTML,
    modelName: `${HTML}m`,
    serialNumber: SQL,
    thingsproVersion: HTML,
    firmwareVersion: SQL,
    biosVersion: HTML,
  };
  if (path === '/device/general') return { 'request-id': requestId, state: 200, payload: { data: profile } };
  return { 'request-id': requestId, state: 500, payload: { error: { message: HTML, [HTML]: SQL } } };
};

let tpedm: Standalone;
let api: Api;
let gateway: FakeGateway;
let browser: Browser | undefined;

beforeAll(async () => {
  tpedm = await startStandalone();
  api = await tpedm.api();
  const credentials = await api.register('gw');
  await api.request('PATCH', '/devices/gw', { name: HTML, tags: [SQL] });
  await api.request('POST', '/tokens', { name: HTML });
  await api.request('POST', '/categories', { name: HTML });
  const operation = { category: HTML, name: SQL, method: 'GET', path: '/x' };
  expect(await api.request('POST', '/operations', operation)).toMatchObject({ status: 201 });
  gateway = await connectFakeGateway({ url: tpedm.mqttUrl, credentials, respond });
  await until(async () => (await api.device('gw')).profile, { what: 'its profile is there' });
  const { id } = await api.send('gw', { method: 'PUT', path: '/system/x', body: { [HTML]: HTML } });
  await until(async () => (await api.command(id)).state === 'failed', { what: 'it has answered' });
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await gateway?.close({ force: true });
  await tpedm?.remove();
});

/** Elements that only hostile text can have made. */
const strangeElements = (page: Page): Promise<number> => page.locator('img[src="x"], body script:not([src])').count();

withBrowser(
  'HTML and SQL in any field are shown as text',
  async () => {
    browser = await launchBrowser();
    const page = await browser.newPage();
    const complaints = watchConsole(page);
    await signIn(page, tpedm);
    const visits: [path: string, texts: string[]][] = [
      ['/devices', [HTML, `${HTML}m`, SQL]],
      ['/devices/gw', [HTML, `${HTML}m`, SQL]],
      ['/operations', [HTML]],
      [`/operations?search=${encodeURIComponent('DROP TABLE')}`, [HTML]],
      ['/tokens', [HTML]],
      ['/commands', ['/system/x']],
      ['/audit', [HTML]],
    ];
    for (const [path, texts] of visits) {
      await page.goto(`${tpedm.url}${path}`);
      for (const text of texts) await page.getByText(text).filter({ visible: true }).first().waitFor();
      expect([path, await strangeElements(page)]).toEqual([path, 0]);
    }
    await page.goto(`${tpedm.url}/commands`);
    await page
      .getByRole('button', { name: /details|show|expand/i })
      .first()
      .click();
    await page.getByText(`The gateway answered 500: ${HTML}`).first().waitFor();
    expect(await strangeElements(page)).toBe(0);
    expect(complaints).toEqual([]);
  },
  120_000,
);

withBrowser('nothing of it was understood by the database either', async () => {
  const { body } = await api.request<{ total: number }>('GET', `/devices?search=${encodeURIComponent(SQL)}`);
  expect(body.total).toBe(1);
  expect(await api.device('gw')).toMatchObject({ name: HTML, tags: [SQL], profile: { serialNumber: SQL, hostName: HTML } });
});
