/** `npm start`: installs and builds what is missing, then runs everything out of one folder. */
import { checkNode } from './check-node.mjs';
import { installIfMissing } from './install.mjs';

checkNode();
process.chdir(new URL('..', import.meta.url).pathname);
installIfMissing();
const { build } = await import('./build.mjs');
build();
await import('../services/dm-standalone/dist/main.js');
