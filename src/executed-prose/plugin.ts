/** Runs the blocks of each page of `docs/` before it is turned into HTML. Which world: the one its chapter names. */
import { relative } from 'node:path';
import type { Plugin } from 'vite';
import { newWorld } from '../book/chapter-world.ts';
import { runPage } from './run-page.ts';

export function executedProse(): Plugin {
  return {
    name: 'executed prose',
    enforce: 'pre',
    transform: {
      filter: { id: /\/docs\/.*\.mdx$/ },
      handler(code, id) {
        const file = relative(process.cwd(), id);
        const slug = /docs\/([^/]+)/.exec(file)?.[1] ?? '';
        const world = /<Chapter\s[^>]*world="([^"]+)"/.exec(code)?.[1] ?? slug;
        return { code: runPage(code, file, () => newWorld(world)), map: null };
      },
    },
  };
}
