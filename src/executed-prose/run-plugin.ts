/**
 * ```console run on="node/k8s-w1"` blocks of a chapter are run when the book is built, in order, in the chapter's world;
 * the block then shows command and output, and carries what a button needs to type it again.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MdastPluginEntry } from 'satteri';
import { scenarioOfText } from '../../engine/lab/scenario/registry.ts';
import { openWorld } from '../../engine/lab/world/open-world.ts';
import type { World } from '../../engine/lab/world/world-api.ts';
import { runBlock } from './transcript.ts';

export const runPlugin: MdastPluginEntry = ({ fileURL, source }) => {
  if (fileURL === undefined || !source.includes('```console run')) return undefined;
  const file = fileURLToPath(fileURL);
  let world: World | undefined;
  return {
    name: 'run-console-blocks',
    options: { position: true },
    code(node, context) {
      if (node.lang !== 'console' || !/\brun\b/.test(node.meta ?? '')) return;
      world ??= openChapter(dirname(file));
      const place = /\bon="([^"]+)"/.exec(node.meta ?? '')?.[1] ?? 'workstation';
      const { commands, text } = transcriptOf(
        world,
        place,
        node.value,
        `${file}:${node.position?.start.line ?? 0}`,
      );
      const attribute = (name: string, value: string) => ({ type: 'mdxJsxAttribute' as const, name, value });
      context.replaceNode(node, {
        type: 'mdxJsxFlowElement',
        name: 'div',
        attributes: [
          attribute('class', 'run'),
          attribute('data-run', commands.join('\n')),
          attribute('data-on', place),
        ],
        children: [{ type: 'code', lang: 'console', meta: `title="${place}"`, value: text }],
      });
    },
  };
};

function openChapter(folder: string): World {
  const path = join(folder, 'cluster.yaml');
  if (!existsSync(path)) throw new Error(`${folder} has blocks to run but no cluster.yaml`);
  return openWorld(scenarioOfText(readFileSync(path, 'utf8'), path));
}

/** @param where of the block, for the error that fails the build */
function transcriptOf(world: World, place: string, block: string, where: string) {
  try {
    return runBlock(world, place, block);
  } catch (error) {
    throw new Error(`${where}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
