import { afterAll, beforeAll, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { z } from 'zod';
import { createWebHarness, type WebHarness } from '../../../test/web-harness.ts';
import { apiRoutes } from '../../app.ts';
import { route } from '../../http/route.ts';
import { docsPage } from './docs-page.ts';
import { describeRoutes } from './document.ts';

let web: WebHarness;
let page: string;
beforeAll(async () => {
  web = await createWebHarness();
  page = (await supertest(web.url).get('/api/docs').set('host', 'tpedm.example')).text;
});
afterAll(() => web.close());

test('shows every route with a command to try it at this address', () => {
  for (const { method, path, summary } of apiRoutes(web.deps)) {
    expect(page).toContain(`<span class="method ${method}">${method.toUpperCase()}</span>`);
    expect(page).toContain(`<code class="path">${path.replace(/:(\w+)/g, '{$1}')}</code>`);
    expect(page).toContain(summary);
  }
  expect(page).toContain('http://tpedm.example/api/v1/devices/gw-0001/commands');
  expect(page).not.toMatch(/undefined|NaN|\[object/);
});

test('needs no script and nothing from elsewhere', async () => {
  expect(page).not.toMatch(/<script|style=|onclick/);
  const loaded = [...page.matchAll(/<(?:link|img|script|iframe)[^>]+(?:href|src)="([^"]+)"/g)].map(([, url]) => url);
  expect(loaded).toEqual(['/api/docs/style.css']);
  const style = await supertest(web.url).get('/api/docs/style.css');
  expect(style.headers['content-type']).toMatch('text/css');
  expect(style.text).toContain('light-dark(');
  expect(style.text).not.toMatch(/url\(|@import/);
});

test('has a target for each of its links', () => {
  const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
  expect(targets.length).toBeGreaterThan(5);
  for (const id of targets) expect(page).toContain(`id="${id}"`);
});

test('shows text as text, whatever it holds', () => {
  const evil = '<img src=x onerror="alert(1)">\'&';
  const entry = route({
    method: 'get',
    path: '/evil',
    access: 'public',
    tag: evil,
    summary: evil,
    description: `\`${evil}\` ${evil}`,
    query: z.object({ [evil]: z.string().optional().meta({ description: evil, example: evil }) }),
    responses: { 200: z.object({ field: z.string().meta({ example: evil }) }) },
    handler: async () => undefined,
  });
  const html = docsPage(describeRoutes([entry], '1'), `http://${evil}`);
  expect(html).not.toContain('<img');
  expect(html.match(/&lt;img src=x onerror=&quot;alert\(1\)&quot;&gt;&#39;&amp;/g)?.length).toBeGreaterThan(5);
});
