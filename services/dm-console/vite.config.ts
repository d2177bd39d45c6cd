import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

/** `npx vite` in this folder serves the console on port 5173 and passes the API on to a running TPEDM. */
const apiOrigin = 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
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
