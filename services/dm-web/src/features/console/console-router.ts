import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { routeNotFound } from '@tpedm/platform';
import express, { type RequestHandler, Router } from 'express';
import { precompressed } from './precompressed.ts';

const YEAR = '365d';

const NOT_BUILT_PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>TPEDM</title></head>
<body><h1>TPEDM is running, its console is not built</h1>
<p>Run <code>npm run build</code> in the folder of TPEDM and start it again. The API works: see <a href="/api/docs">its pages</a>.</p>
</body></html>
`;

/**
 * The console: files with a hash in their name for ever, and its one page, always fresh, for every address that a person may have
 * typed or bookmarked. A missing file stays missing.
 */
export function consoleRouter(consoleDir: string | undefined): Router {
  const router = Router();
  const dir = consoleDir === undefined ? undefined : resolve(consoleDir);
  router.use((_req, res, next) => {
    res.locals.route = 'console';
    next();
  });
  if (dir === undefined || !existsSync(join(dir, 'index.html'))) {
    router.get('/{*path}', forPeople, (_req, res) => void res.type('html').set('cache-control', 'no-store').send(NOT_BUILT_PAGE));
    return router;
  }
  const assets = join(dir, 'assets');
  if (existsSync(assets)) router.use('/assets', precompressed(assets), express.static(assets, { immutable: true, maxAge: YEAR }));
  router.use('/assets', routeNotFound);
  router.use(express.static(dir, { index: false, maxAge: 0 }));
  router.get('/{*path}', forPeople, (_req, res) => {
    res.set('cache-control', 'no-cache').sendFile('index.html', { root: dir, cacheControl: false });
  });
  return router;
}

/** Passes on those who take a page; a program gets to know that there is nothing here. */
const forPeople: RequestHandler = (req, _res, next) => next(req.accepts('html') ? undefined : 'router');
