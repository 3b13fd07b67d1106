/**
 * The size budgets, in gzipped bytes of minified code. A page's budget counts the scripts it loads before anybody
 * touches it, with everything they import; the engine's two are measured from its entries, bundled as a page would.
 * A budget whose entry does not exist yet is named and skipped.
 */
import { build } from 'esbuild';
import filePlugin from '@size-limit/file';
import sizeLimit from 'size-limit';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { builtSite, cache, root, testedBase } from './site.ts';

const kB = 1000;
const work = join(cache, 'sizes');
let over = 0;

rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });

await prosePages(30 * kB);
await engineWithoutShell(120 * kB);
await allCommands(150 * kB);
process.exitCode = over > 0 ? 1 : 0;

/**
 * What each page of the built book loads by itself. Figures are islands: one that waits until the reader comes to it
 * (`client:visible` or a directive of our own) is not counted, one that loads with the page is.
 */
async function prosePages(limit: number) {
  const { folder } = await builtSite(testedBase);
  for (const page of globSync('**/*.html', { cwd: folder }).sort()) {
    const html = readFileSync(join(folder, page), 'utf8');
    const inline = [...html.matchAll(/<script(?![^>]*\bsrc=)(?![^>]*json)[^>]*>([\s\S]*?)<\/script>/g)].map(
      ([, code]) => code ?? '',
    );
    const eager = [
      ...html.matchAll(/<script[^>]*\bsrc="([^"]+)"/g),
      ...html.matchAll(/<link[^>]*rel="modulepreload"[^>]*href="([^"]+)"/g),
      ...[...html.matchAll(/<astro-island\b[^>]*\sclient="(?:load|idle|only|media)"[^>]*>/g)].flatMap(
        ([island]) => [...island.matchAll(/\s(?:component|renderer)-url="([^"]+)"/g)],
      ),
    ].map(([, address]) => join(folder, (address ?? '').slice(testedBase.length)));
    const files = withImports(eager);
    const own = join(work, `inline-${page.replaceAll('/', '-')}.js`);
    writeFileSync(own, inline.join('\n'));
    await report(`page ${page}`, limit, [...files, own]);
  }
}

async function engineWithoutShell(limit: number) {
  const entry = join(root, 'engine/lab/index.ts');
  if (!existsSync(entry)) skip('engine without shell', entry);
  else await report('engine without shell', limit, await bundle('engine', entry, ['shell']));
}

/** Everything the terminal fetches on first use that a figure has not fetched already. */
async function allCommands(limit: number) {
  const entry = join(root, 'engine/shell/index.ts');
  const fetchedBefore = ['clock', 'net', 'linux', 'kubernetes', 'cni', 'lab'];
  if (!existsSync(entry)) skip('all commands', entry);
  else await report('all commands', limit, await bundle('shell', entry, fetchedBefore));
}

/** The entry and what it needs, without the rooms of the engine named in `apart`. */
async function bundle(name: string, entry: string, apart: readonly string[]) {
  const outdir = join(work, name);
  const rooms = apart.map((room) => join(root, 'engine', room) + sep);
  await build({
    entryPoints: [entry],
    outdir,
    plugins: [
      {
        name: 'rooms apart',
        setup: (builder) => {
          builder.onResolve({ filter: /^\./ }, ({ path, resolveDir }) =>
            rooms.some((room) => resolve(resolveDir, path).startsWith(room))
              ? { path, external: true }
              : undefined,
          );
        },
      },
    ],
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'warning',
  });
  return globSync('**/*.js', { cwd: outdir }).map((file) => join(outdir, file));
}

/** The files and all they import statically, each once. */
function withImports(files: readonly string[]) {
  const seen = new Set<string>();
  const queue = [...files];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const code = readFileSync(file, 'utf8');
    for (const [, path] of code.matchAll(/(?:\bfrom|\bimport)\s*["'](\.{1,2}\/[^"']+)["']/g))
      queue.push(join(dirname(file), path ?? ''));
  }
  return [...seen];
}

async function report(name: string, limit: number, files: string[]) {
  const results = (await sizeLimit([filePlugin], { checks: [{ files, gzip: true }] })) as { size: number }[];
  const size = results[0]?.size ?? Number.NaN;
  const passed = size <= limit;
  if (!passed) over += 1;
  const line = `${passed ? ' ' : '✗'} ${name}: ${(size / kB).toFixed(1)} kB of ${limit / kB} kB gzipped`;
  console.log(line);
}

function skip(name: string, entry: string) {
  console.log(`  ${name}: no ${relative(root, entry)} yet`);
}
