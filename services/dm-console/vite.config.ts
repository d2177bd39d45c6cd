import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig, type Plugin } from 'vite';

/** `npx vite` in this folder serves the console on port 5173 and passes the API on to a running TPEDM. */
const apiOrigin = 'http://127.0.0.1:8080';

/** Leaves `NAME.gz` beside every script and style, so that dm-web need not compress the same bytes for every browser. */
const gzipAssets: Plugin = {
  name: 'gzip-assets',
  apply: 'build',
  writeBundle({ dir = '' }, bundle) {
    for (const output of Object.values(bundle)) {
      if (!/\.(?:js|css)$/.test(output.fileName)) continue;
      const content = output.type === 'chunk' ? output.code : output.source;
      writeFileSync(join(dir, `${output.fileName}.gz`), gzipSync(content, { level: 9 }));
    }
  },
};

export default defineConfig({
  plugins: [react(), gzipAssets],
  resolve: { conditions: ['dm-source', ...defaultClientConditions] },
  build: {
    target: 'es2022',
    // The first browsers with light-dark(): for older ones it would be rewritten in a way that misses a chosen colour scheme.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
  },
  server: { proxy: { '/api': apiOrigin, '/ca.crt': apiOrigin } },
});
