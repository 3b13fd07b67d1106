/**
 * `npm run measure [-- --only loading,working,memory] [--minutes N] [--site FOLDER] [PAGE…]`: the built book in a browser, against its budgets of
 * time and memory. `loading`: Lighthouse's mobile run over every page; `working`: what stops the page while a reader works;
 * `memory`: what stays behind when a page is left open. Exits 1 when a budget is missed. Not part of `npm test`: times are of
 * this machine, at this moment.
 */
import { globSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { serve } from '../../scripts/serve.ts';
import { builtSite } from '../../scripts/site.ts';
import type { Measured } from './finding.ts';
import { loading } from './loading.ts';
import { memory } from './memory.ts';
import { working } from './working.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: 'loading,working,memory' },
    minutes: { type: 'string', default: '3' },
    site: { type: 'string' },
  },
});

const folder = values.site ?? (await builtSite('/')).folder;
const every = globSync('**/*.html', { cwd: folder })
  .map((file) => file.replace(/(^|\/)index\.html$/, '$1'))
  .sort();
const pages = every.filter(
  (page) => positionals.length === 0 || positionals.includes(page.replace(/\/$/, '')),
);
if (pages.length === 0) {
  console.error(`there is no page ${positionals.join(', ')}; there are ${every.join(', ')}`);
  process.exit(2);
}

const { url, close } = await serve(folder, '/', 0, 'gzip');
const parts: Readonly<Record<string, () => Promise<Measured>>> = {
  loading: () => loading(url, pages),
  working: () => working(url),
  memory: () => memory(url, Number(values.minutes)),
};
let missed = 0;
for (const name of values.only.split(',')) {
  const part = parts[name];
  if (part === undefined) {
    console.error(`there is nothing to measure called ${name}; there are ${Object.keys(parts).join(', ')}`);
    process.exit(2);
  }
  console.log(`\n${name}`);
  const measured = await part();
  const [load = 0] = loadavg();
  if (load > availableParallelism())
    console.log(`▲ this machine has other work (load ${load.toFixed(1)}): times are longer than they are`);
  console.table(measured.rows);
  for (const { what, is, budget } of measured.missed) console.log(`✗ ${what}: ${is}, budget ${budget}`);
  missed += measured.missed.length;
}
await close();
console.log(missed === 0 ? '\nevery budget is kept' : `\n${String(missed)} budgets are missed`);
process.exit(missed === 0 ? 0 : 1);
