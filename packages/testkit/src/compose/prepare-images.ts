import { ensureBaseImages, ensureBrokerImage, ensureNpmCache, NODE_IMAGE, standInLabel } from './base-images.ts';
import { tryCompose } from './compose-command.ts';
import type { Engine } from './engine.ts';

/** Builds every image of the stack from this tree, and has what they build upon at hand. */
export async function prepareImages(engine: Engine, root: string): Promise<void> {
  await ensureBaseImages();
  if (await standInLabel(NODE_IMAGE)) await ensureNpmCache(root);
  const { status, stdout, stderr } = await tryCompose(engine.compose, ['build'], { cwd: root });
  if (status !== 0) throw new Error(`compose build ended with ${status}:\n${`${stdout}\n${stderr}`.slice(-6000)}`);
  await ensureBrokerImage(root);
}
