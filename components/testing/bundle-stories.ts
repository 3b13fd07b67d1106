/** Bundles the stories into one folder that opens from disk: `node components/testing/bundle-stories.ts FOLDER`. */
import { build } from 'esbuild';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(import.meta.dirname, '../..');

/** @returns the page's path */
export async function bundleStories(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [fileURLToPath(new URL('./stories.tsx', import.meta.url))],
    outdir: folder,
    bundle: true,
    format: 'iife',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
  const fonts = [
    ['--font-prose', 'source-serif-4/files/source-serif-4-latin-wght-normal.woff2'],
    ['--font-machine', 'jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2'],
  ] as const;
  const faces = fonts.map(([name, file]) => {
    const data = readFileSync(join(root, 'node_modules/@fontsource-variable', file)).toString('base64');
    return `@font-face{font-family:'${name}';font-weight:200 900;src:url(data:font/woff2;base64,${data})}`;
  });
  const tokens = readFileSync(join(root, 'src/styles/tokens.css'), 'utf8');
  const page = join(folder, 'index.html');
  writeFileSync(
    page,
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Stories</title><style>${faces.join('')}${tokens}
:root{--font-prose:'--font-prose';--font-machine:'--font-machine'}
body{margin:0;background:var(--paper);color:var(--ink);font-family:var(--prose);font-size:18px}
main{max-width:58rem;margin:auto;padding:1rem}@media(max-width:600px){main{padding:1rem}}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px}</style>
<link rel="stylesheet" href="stories.css"><main id="stories"></main>
<script>if(location.search.includes('dark'))document.documentElement.dataset.theme='dark'</script>
<script src="stories.js"></script></html>`,
  );
  return page;
}

const [, script, folder] = process.argv;
if (script === import.meta.filename && folder !== undefined) await bundleStories(folder);
