import { fileURLToPath } from 'node:url';

/** Folder of the built services, each with `dist/main.js`. */
export const SERVICES_DIR = fileURLToPath(new URL('../../../../services/', import.meta.url));
