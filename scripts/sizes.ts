/**
 * The size budgets, in gzipped bytes of minified code. A page's budget counts the scripts it loads before anybody
 * touches it, with everything they import, and apart from them its own text with the figures drawn in it; the engine's are measured from the script that opens a world, bundled as a
 * page would. What is larger than its budget has a ceiling, just above what it is: it may only shrink.
 */
import { build } from 'esbuild';
import filePlugin from '@size-limit/file';
import sizeLimit from 'size-limit';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { builtSite, cache, root, testedBase } from './site.ts';

const kB = 1000;
const work = join(cache, 'sizes');
let over = 0;

/** Modules of the kernel by what loads them, with at most so many kB each. */
const kernelModules: Readonly<Record<string, { readonly files: readonly string[]; readonly limit: number }>> =
  {
    iptables: { files: ['netfilter/iptables/restore.ts'], limit: 20 },
    'iptables, rarer matches and targets': { files: ['netfilter/iptables/extended/library.ts'], limit: 48 },
    vxlan: { files: ['netlink/link.ts', 'vxlan/vxlan.ts'], limit: 6 },
    'ipip, macvlan and ipvlan': { files: ['netlink/virtual.ts'], limit: 3.5 },
    tun: { files: ['device/tun.ts'], limit: 1 },
    nf_tables: {
      files: ['netfilter/nftables/apply.ts', 'netfilter/nftables/parse/command.ts'],
      limit: 35,
    },
    ip_set: { files: ['netfilter/ipset/ip-sets.ts', 'netfilter/ipset/packet.ts'], limit: 6 },
    ip_vs: { files: ['ipvs/ipvs.ts'], limit: 8.5 },
    sch_netem: { files: ['netlink/queue.ts'], limit: 2.5 },
    'raw and ping sockets': { files: ['socket/raw/raw-socket.ts', 'socket/ping/ping-socket.ts'], limit: 1.5 },
    'procfs with all it shows': { files: ['proc/procfs.ts', 'sysctl/without-effect.ts'], limit: 40 },
  };

/** What a node needs whose kube-proxy writes iptables rules and whose network is flannel's. */
const nodeModules = ['iptables', 'vxlan'];

rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });

await prosePages(30 * kB);
await engine();
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
    await report(`text of ${page}`, 70 * kB, [join(folder, page)]);
  }
}

/** What a page's figures load; what opening the first terminal loads besides; all there is, the rest fetched in idle moments. */
async function engine() {
  const source = (file: string) => join(root, file);
  const figures = source('components/world/open-world.ts');
  const world = await bundle('engine', figures);
  await report('engine without shell', 120 * kB, world, { ceiling: 214.3 * kB });
  const terminal = [
    source('components/world/open-world-for-terminal.ts'),
    source('engine/lab/scenario/kernel-modules.ts'),
    source('engine/lab/scenario/whole-api.ts'),
  ];
  const whole = await bundle('engine-and-shell', figures, ...terminal);
  const loadedBy = (sources: readonly string[]) =>
    withImports(
      sources.map((file) => {
        const name = `/${basename(file, '.ts')}.js`;
        return whole.find((output) => output.endsWith(name)) ?? name;
      }),
    );
  const before = loadedBy([figures]);
  const opening = loadedBy(terminal).filter((file) => !before.includes(file));
  await report('opening a terminal, beside the engine', 270 * kB, opening);
  await report('engine and all commands', 270 * kB, whole, { ceiling: 1248 * kB });
  await kernel();
}

/**
 * The kernel: its core, which every world has, and what each module adds to it (engine/linux/module/README.md), each
 * with a ceiling of its own, so that nothing leaves the core only to be counted nowhere.
 */
async function kernel() {
  const linux = (file: string) => join(root, 'engine/linux', file);
  const core = linux('machine/machine.ts');
  const withModules = async (name: string, files: readonly string[]) =>
    bundle(`kernel-${name}`, entryOf(`kernel-${name}`, [core, ...files.map(linux)]));
  const alone = await withModules('core', []);
  await report('kernel: the core (engine/linux and engine/net)', 70 * kB, alone, { ceiling: 70.75 * kB });
  for (const [name, { files, limit }] of Object.entries(kernelModules))
    await report(`kernel: ${name}, beside the core`, limit * kB, await withModules(name, files), {
      without: alone,
    });
  const node = await withModules(
    'node',
    nodeModules.flatMap((name) => kernelModules[name]?.files ?? []),
  );
  await report(`kernel: of a node that a ClusterIP figure shows`, 95.8 * kB, node);
  const all = await withModules(
    'all',
    Object.values(kernelModules).flatMap(({ files }) => files),
  );
  await report('kernel: with every module', 200 * kB, all);
}

/** A module that imports all of these and loses nothing of them. */
function entryOf(name: string, files: readonly string[]) {
  const entry = join(work, `${name}.js`);
  writeFileSync(entry, files.map((file, at) => `export * as m${String(at)} from '${file}';`).join('\n'));
  return entry;
}

/** The entries and what they need, in chunks. */
async function bundle(name: string, ...entries: readonly string[]) {
  const outdir = join(work, name);
  await build({
    entryPoints: [...entries],
    outdir,
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

/**
 * @param ceiling of what is over its budget already
 * @param without what is counted elsewhere
 */
async function report(
  name: string,
  budget: number,
  files: readonly string[],
  { ceiling = budget, without = [] }: { ceiling?: number; without?: readonly string[] } = {},
) {
  const size = (await gzipped(files)) - (without.length > 0 ? await gzipped(without) : 0);
  const passed = size <= ceiling;
  if (!passed) over += 1;
  const kept = ceiling > budget ? ` (over the budget; at most ${String(ceiling / kB)} kB)` : '';
  console.log(
    `${passed ? ' ' : '✗'} ${name}: ${(size / kB).toFixed(1)} kB of ${String(budget / kB)} kB gzipped${kept}`,
  );
}

async function gzipped(files: readonly string[]) {
  const results = (await sizeLimit([filePlugin], { checks: [{ files, gzip: true }] })) as { size: number }[];
  return results[0]?.size ?? Number.NaN;
}
