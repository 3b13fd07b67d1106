/**
 * What a reader waits for before the first words stand: one style sheet and no script. A build leaves a page a dozen sheets
 * and a dozen scripts, one for each component on it; on a phone each is a round trip of its own, in the way of the typefaces.
 *
 * The sheets become one, in the order they stood, so the cascade is what it was. The scripts are fetched when the page has
 * been painted: none of them is needed to read. Only the search's, which waits for the end of the page, stays where it is.
 */
import { createHash } from 'node:crypto';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';

const base = { path: '/' };

export const firstPaint: AstroIntegration = {
  name: 'first-paint',
  hooks: {
    'astro:config:done': ({ config }) => {
      base.path = config.base.replace(/\/?$/, '/');
    },
    'astro:build:done': ({ dir }) => {
      const folder = fileURLToPath(dir);
      const built = filesIn(folder, base.path);
      for (const file of globSync('**/*.html', { cwd: folder })) {
        const path = join(folder, file);
        writeFileSync(path, scriptsAfterPaint(oneSheet(readFileSync(path, 'utf8'), built), built));
      }
    },
  },
};

/** The style sheets and scripts of a built book. */
export interface BuiltFiles {
  /** @param href as a page names it */
  readonly text: (href: string) => string;
  /** @returns how a page names the sheet of that text */
  readonly keep: (text: string) => string;
}

function filesIn(folder: string, prefix: string): BuiltFiles {
  const assets = `${prefix}_astro/`;
  return {
    text: (href) => {
      if (!href.startsWith(assets)) throw new Error(`${href}: not below ${assets}`);
      return readFileSync(join(folder, '_astro', href.slice(assets.length)), 'utf8');
    },
    keep: (text) => {
      const name = `page.${createHash('sha256').update(text).digest('hex').slice(0, 8)}.css`;
      writeFileSync(join(folder, '_astro', name), text);
      return assets + name;
    },
  };
}

const sheet = /<link rel="stylesheet" href="([^"]+)"(?: media="([^"]+)")?>/g;

/** A sheet of one medium keeps it, as a rule around its rules. */
export function oneSheet(html: string, built: BuiltFiles): string {
  const texts = new Map(
    [...html.matchAll(sheet)].map(([link, href = '', medium]) => [
      link,
      medium === undefined ? built.text(href) : `@media ${medium}{${built.text(href)}}`,
    ]),
  );
  if (texts.size === 0) return html;
  const href = built.keep([...texts.values()].join('\n'));
  return firstOf(html, sheet, `<link rel="stylesheet" href="${href}">`);
}

const script = /<script type="module" src="([^"]+)"><\/script>/g;

/**
 * A module waits for the end of the page, then for the frame that paints it; one in the background, until it is looked at.
 * `data-ready` of the root element says when all have run.
 */
export function scriptsAfterPaint(html: string, built: BuiltFiles): string {
  // One that waits to hear of the end of the page (Starlight's search) would come too late for it.
  const early = (source: string) => built.text(source).includes('DOMContentLoaded');
  const all = new Set([...html.matchAll(script)].map(([, source = '']) => source));
  const sources = [...all].filter((source) => !early(source));
  if (sources.length === 0) return html;
  const run = `Promise.all(${JSON.stringify(sources)}.map((source)=>import(source)))`;
  const ready = `()=>{document.documentElement.dataset.ready=''}`;
  const loader = `requestAnimationFrame(()=>setTimeout(()=>${run}.then(${ready})))`;
  return firstOf(html, script, `<script type="module">${loader}</script>`, early);
}

/**
 * The first that matches becomes the text, the others nothing.
 * @param stays whether one stays as it is, by what its parentheses hold
 */
function firstOf(
  html: string,
  pattern: RegExp,
  text: string,
  stays: (group: string) => boolean = () => false,
): string {
  let placed = false;
  return html.replace(pattern, (whole, group: string) => {
    if (stays(group)) return whole;
    if (placed) return '';
    placed = true;
    return text;
  });
}
