/**
 * Builds the book. Tests, the size budgets and `npm start` all need the built site, so a build is kept under
 * node_modules/.cache with the hash of everything it was made from, and made again only when that changed.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..');
export const cache = join(root, 'node_modules/.cache/follow-the-packet');

/** Where the book lives while it is tested: not at the root, since that is where a wrong path still works. */
export const testedBase = '/some/where/';

export type Site = { readonly folder: string; readonly base: string; readonly log: string };

const inputs = [
  'docs/**/*',
  'components/**/*',
  'engine/**/*',
  'src/**/*',
  'public/**/*',
  'astro.config.ts',
  'scripts/fonts.ts',
  'package-lock.json',
];

/** The built book for a base path, from the cache when nothing it is made of has changed. Throws the build's log. */
export async function builtSite(base = '/'): Promise<Site> {
  const name = base === '/' ? 'root' : base.replaceAll(/[^a-z0-9]+/gi, '-').replaceAll(/^-|-$/g, '');
  const folder = join(cache, `site-${name}`);
  const stamp = join(cache, `site-${name}.json`);
  const hash = fingerprint(inputs);
  if (existsSync(stamp) && existsSync(folder)) {
    const kept = JSON.parse(readFileSync(stamp, 'utf8')) as { hash: string; log: string };
    if (kept.hash === hash) return { folder, base, log: kept.log };
  }
  rmSync(stamp, { force: true });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  const { status, log } = await astro(['build'], { BASE: base, OUT_DIR: folder });
  if (status !== 0) throw new Error(`the book does not build:\n${log}`);
  writeFileSync(stamp, JSON.stringify({ hash, log }));
  return { folder, base, log };
}

/** Runs astro with its telemetry off and collects what it prints. */
export function astro(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return new Promise<{ status: number; log: string }>((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'node_modules/astro/bin/astro.mjs'), ...args], {
      cwd: root,
      env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1', NO_COLOR: '1', NODE_ENV: 'production', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let log = '';
    child.stdout.on('data', (chunk: Buffer) => (log += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status: status ?? 1, log }));
  });
}

/** A hash of the files that match, and of the Node that reads them. Tests are left out unless asked for. */
export function fingerprint(patterns: readonly string[], withTests = false) {
  const hash = createHash('sha256').update(process.version);
  for (const file of globSync(patterns, {
    cwd: root,
    exclude: (path) => path.includes('node_modules'),
  }).sort()) {
    const path = join(root, file);
    if (statSync(path).isFile() && (withTests || !/\.test\.tsx?$/.test(file)))
      hash.update(file).update(readFileSync(path));
  }
  return hash.digest('hex').slice(0, 16);
}
