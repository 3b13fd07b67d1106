/**
 * `npm run screenshots -- FOLDER [PAGE…]`: pictures of pages, wide, on a phone and in the dark, to be looked at.
 * Without pages: the landing page and every chapter that is built.
 */
import { globSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launch } from '../tests/browser/chromium.ts';
import { serve } from './serve.ts';
import { builtSite, testedBase } from './site.ts';

const [target, ...asked] = process.argv.slice(2);
if (target === undefined) {
  console.error('usage: npm run screenshots -- FOLDER [PAGE…]');
  process.exit(2);
}

const looks = [
  { look: 'wide', width: 1440, height: 900, theme: 'light' },
  { look: 'dark', width: 1440, height: 900, theme: 'dark' },
  { look: 'phone', width: 360, height: 780, theme: 'light' },
] as const;

mkdirSync(target, { recursive: true });
const { folder } = await builtSite(testedBase);
const { url, close } = await serve(folder, testedBase);
const browser = await launch();
const built = globSync('**/index.html', { cwd: folder }).map((file) => file.replace(/index\.html$/, ''));
for (const path of asked.length > 0 ? asked : built) {
  for (const { look, width, height, theme } of looks) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme });
    const page = await context.newPage();
    await page.goto(new URL(path, url).href, { waitUntil: 'networkidle' });
    const file = join(target, `${path.replaceAll('/', '-').replace(/-$/, '') || 'index'}-${look}.png`);
    await page.screenshot({ path: file, fullPage: true });
    console.log(file);
    await context.close();
  }
}
await browser.close();
await close();
