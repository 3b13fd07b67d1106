/**
 * ```console run on="node/k8s-w1"` blocks of a chapter are run when the book is built, in order, in the chapter's world;
 * the block then shows command and output, and carries what a button needs to type it again.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { scenarioOfText } from '../../engine/lab/scenario/registry.ts';
import { openWorld } from '../../engine/lab/world/open-world.ts';
import type { World } from '../../engine/lab/world/world-api.ts';
import { runBlock } from './transcript.ts';

interface Node {
  readonly type: string;
  children?: Node[];
  lang?: string | null;
  meta?: string | null;
  value?: string;
  readonly position?: { readonly start: { readonly line: number } };
}

interface File {
  readonly path?: string;
}

export function remarkRun() {
  return (tree: Node, file: File): void => {
    let world: World | undefined;
    const chapter = dirname(file.path ?? '');
    visit(tree, (node) => {
      world ??= openChapter(chapter);
      const place = /\bon="([^"]+)"/.exec(node.meta ?? '')?.[1] ?? 'workstation';
      try {
        return asRunnable(node, place, runBlock(world, place, node.value ?? ''));
      } catch (error) {
        const line = node.position?.start.line ?? 0;
        throw new Error(
          `${file.path ?? ''}:${line}: ${error instanceof Error ? error.message : String(error)}`,
          {
            cause: error,
          },
        );
      }
    });
  };
}

function openChapter(folder: string): World {
  const path = join(folder, 'cluster.yaml');
  if (!existsSync(path)) throw new Error(`${folder} has blocks to run but no cluster.yaml`);
  return openWorld(scenarioOfText(readFileSync(path, 'utf8'), path));
}

/** Replace each block that is to be run. */
function visit(node: Node, replace: (node: Node) => Node): void {
  node.children = node.children?.map((child) => {
    if (child.type === 'code' && child.lang === 'console' && /\brun\b/.test(child.meta ?? ''))
      return replace(child);
    visit(child, replace);
    return child;
  });
}

/** `<div data-run="…" data-on="…">` around the block: what the page's script makes a button of. */
function asRunnable(node: Node, place: string, { commands, text }: ReturnType<typeof runBlock>): Node {
  const attribute = (name: string, value: string) => ({ type: 'mdxJsxAttribute', name, value });
  return {
    type: 'mdxJsxFlowElement',
    name: 'div',
    attributes: [
      attribute('class', 'run'),
      attribute('data-run', commands.join('\n')),
      attribute('data-on', place),
    ],
    children: [{ ...node, meta: `title="${place}"`, value: text }],
  } as unknown as Node;
}
