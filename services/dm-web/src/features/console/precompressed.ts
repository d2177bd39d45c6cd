import { readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { RequestHandler } from 'express';

/** Serves `NAME.gz` for `NAME` where the build has left one and the browser takes it. To be put before the static files of `dir`. */
export function precompressed(dir: string): RequestHandler {
  const available = new Set(filesBelow(dir).filter((path) => path.endsWith('.gz')));
  return (req, res, next) => {
    res.vary('accept-encoding');
    const path = `${req.path}.gz`;
    if (available.has(path) && req.acceptsEncodings('gzip')) {
      res.type(extname(req.path)).set('content-encoding', 'gzip');
      req.url = path;
    }
    next();
  };
}

const filesBelow = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length).replaceAll('\\', '/'))
    .map((path) => (path.startsWith('/') ? path : `/${path}`));
