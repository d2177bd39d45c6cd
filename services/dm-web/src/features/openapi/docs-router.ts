import { readFileSync } from 'node:fs';
import { Router } from 'express';
import type { Config } from '../../config.ts';
import type { Route } from '../../http/route.ts';
import { docsPage } from './docs-page.ts';
import { describeRoutes } from './document.ts';

const ASSETS = new URL('../../../assets/', import.meta.url);
const PACKAGE = new URL('../../../package.json', import.meta.url);

/** The API's description for programs and for people; below `/api`, open to everybody, complete without the internet. */
export function docsRouter(routes: readonly Route[], config: Config): Router {
  const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string };
  const document = describeRoutes(routes, version);
  const style = readFileSync(new URL('api-docs.css', ASSETS), 'utf8');
  const router = Router();
  router.get('/v1/openapi.json', (_req, res) => {
    res.locals.route = '/openapi.json';
    res.json(document);
  });
  router.get('/docs', (req, res) => {
    res.locals.route = '/api/docs';
    res.type('html').send(docsPage(document, config.PUBLIC_URL ?? `${req.protocol}://${req.host}`));
  });
  router.get('/docs/style.css', (_req, res) => {
    res.type('css').send(style);
  });
  return router;
}
