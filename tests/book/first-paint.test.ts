/** What stands in the way of the first words: in the built pages, and how it is taken out of the way. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { oneSheet, scriptsAfterPaint } from '../../src/layout/first-paint.ts';

const kept: string[] = [];
const built = {
  text: (href: string) => (href.includes('early') ? `on('DOMContentLoaded')` : `/* ${href} */`),
  keep: (text: string) => {
    kept.push(text);
    return '/one.css';
  },
};

describe('before the first words', () => {
  it('the sheets of a page become one, in their order, a sheet of one medium for that medium only', () => {
    const page =
      '<head><link rel="stylesheet" href="/p.css" media="print"><link rel="stylesheet" href="/a.css"></head>' +
      '<p>words<link rel="stylesheet" href="/b.css"><link rel="stylesheet" href="/a.css"></p>';
    expect(oneSheet(page, built)).toBe('<head><link rel="stylesheet" href="/one.css"></head><p>words</p>');
    expect(kept).toEqual(['@media print{/* /p.css */}\n/* /a.css */\n/* /b.css */']);
  });

  it('a page without a sheet or a script stays as it is', () => {
    const page = '<head></head><p>words</p><script type="module">here()</script>';
    expect(scriptsAfterPaint(oneSheet(page, built), built)).toBe(page);
  });

  it('scripts are asked for once each, by one that stands in the page', () => {
    const script = (name: string) => `<script type="module" src="/${name}.js"></script>`;
    const page = scriptsAfterPaint(`${script('a')}<p>words</p>${script('b')}${script('a')}`, built);
    expect(page).toContain('["/a.js","/b.js"]');
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).toMatch(/<\/script><p>words<\/p>$/);
  });

  it('a script that waits to hear of the end of the page stays', () => {
    const page = '<script type="module" src="/early.js"></script>';
    expect(scriptsAfterPaint(page, built)).toBe(page);
  });

  const { folder, base } = inject('site');
  it.each(globSync('**/*.html', { cwd: folder }))(
    '%s waits for one sheet and no script but the search',
    (file) => {
      const page = readFileSync(join(folder, file), 'utf8');
      expect(page.match(/<link[^>]*rel="stylesheet"/g) ?? []).toHaveLength(1);
      const scripts = [...page.matchAll(/<script[^>]*\bsrc="([^"]*)"/g)].map(([, source = '']) => source);
      expect(scripts.filter((source) => !source.includes('/Search.'))).toEqual([]);
      const named = [...page.matchAll(/"([^"]*\/_astro\/[^"]*\.(?:js|css))"/g)].map(([, path = '']) => path);
      expect(named.length).toBeGreaterThan(1);
      expect(named.filter((path) => !existsSync(join(folder, path.slice(base.length))))).toEqual([]);
    },
  );
});
