/**
 * What a chapter says a machine prints is run when the book is built, in order, in the chapter's world:
 *
 *     ```console run on="node/k8s-w1"     a block: it shows command and output, and carries what a button needs to
 *     $ ip route                          type it again
 *     ```
 *
 *     ```console run hidden               set-up that is not shown; typed before the next block's first command
 *
 *     The pod has the address <Value of="kubectl get pod web -o jsonpath={.status.podIP}" />.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MdastPluginEntry } from 'satteri';
import { mapTree, type TreeItem } from '../../components/cluster-map/map-tree.ts';
import { scenarioOfText } from '../../engine/lab/scenario/registry.ts';
import { openWorld } from '../../engine/lab/world/open-world.ts';
import type { World } from '../../engine/lab/world/world-api.ts';
import { termsByWord } from '../glossary/terms-by-word.ts';
import { type Page, wordsOfBlock } from './block-words.ts';
import { writeConsoleLines } from './console-lines.ts';
import { runBlock, runValue } from './transcript.ts';

/** @param base the path the book lives under */
export const runPlugin =
  (base: string): MdastPluginEntry =>
  ({ fileURL, source }) => {
    if (fileURL === undefined || !/```console run|<Value /.test(source)) return undefined;
    const file = fileURLToPath(fileURL);
    const map = mapOf(source);
    let page: Page = { terms: termsByWord(base), map: undefined };
    let world: World | undefined;
    /** Typed by hidden blocks, for the next one that is shown. */
    let before: readonly Hidden[] = [];
    const inWorld = <Result>(line: number | undefined, run: (world: World) => Result): Result => {
      if (world === undefined) {
        world = openChapter(dirname(file));
        if (map !== undefined) page = { ...page, map: { id: map, items: itemsOf(mapTree(world.map())) } };
      }
      try {
        return run(world);
      } catch (error) {
        throw new Error(`${file}:${line ?? 0}: ${error instanceof Error ? error.message : String(error)}`, {
          cause: error,
        });
      }
    };
    return {
      name: 'run-console-blocks',
      options: { position: true },
      code(node, context) {
        const { meta } = node;
        if (node.lang !== 'console' || !/^run\b/.test(meta ?? '')) return;
        const place = /\bon="([^"]+)"/.exec(meta ?? '')?.[1] ?? 'workstation';
        const { commands, lines, typed, words } = inWorld(node.position?.start.line, (chapter) => {
          const ran = runBlock(chapter, place, node.value);
          return { ...ran, words: wordsOfBlock(ran.lines, new Set(ran.typed), chapter.names(place), page) };
        });
        if (/\bhidden\b/.test(meta ?? '')) {
          before = [...before, ...commands.map((line) => ({ place, line }))];
          context.removeNode(node);
          return;
        }
        const attributes = {
          class: 'run',
          'data-run': commands.join('\n'),
          'data-on': place,
          ...(before.length === 0 ? {} : { 'data-before': JSON.stringify(before) }),
        };
        before = [];
        context.replaceNode(node, {
          type: 'mdxJsxFlowElement',
          name: 'div',
          attributes: Object.entries(attributes).map(([name, value]) => ({
            type: 'mdxJsxAttribute' as const,
            name,
            value,
          })),
          children: [
            {
              type: 'code',
              lang: 'console',
              meta: `frame="code" title="${place}" ${writeConsoleLines({ commands: typed, words })}`,
              value: lines.join('\n'),
            },
          ],
        });
      },
      mdxJsxTextElement(node, context) {
        if (node.name !== 'Value') return;
        const attribute = (name: string) => {
          for (const each of node.attributes)
            if (each.type === 'mdxJsxAttribute' && each.name === name && typeof each.value === 'string')
              return each.value;
          return undefined;
        };
        const line = node.position?.start.line;
        const value = inWorld(line, (chapter) => {
          const command = attribute('of');
          if (command === undefined) throw new Error('<Value of="…"> names no command');
          return runValue(chapter, attribute('on') ?? 'workstation', command);
        });
        context.replaceNode(node, { type: 'inlineCode', value });
      },
    };
  };

/** The id of the page's map, which its wrapper (`src/book/ClusterMap.astro`) calls `map` unless told otherwise. */
function mapOf(source: string): string | undefined {
  const written = /<ClusterMap\b[^>]*>/.exec(source)?.[0];
  return written === undefined ? undefined : (/\bid="([^"]+)"/.exec(written)?.[1] ?? 'map');
}

function itemsOf(item: TreeItem): ReadonlySet<string> {
  return new Set([item.id, ...item.children.flatMap((child) => [...itemsOf(child)])]);
}

/** A command of a hidden block, and where it is typed. */
interface Hidden {
  readonly place: string;
  readonly line: string;
}

function openChapter(folder: string): World {
  const path = join(folder, 'cluster.yaml');
  if (!existsSync(path)) throw new Error(`${folder} has something to run but no cluster.yaml`);
  return openWorld(scenarioOfText(readFileSync(path, 'utf8'), path));
}
