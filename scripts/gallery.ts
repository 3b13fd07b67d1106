/**
 * `npm run gallery [-- NAME…]`: pictures of every component and every page, wide, on a phone, dark, at 200 %, in a reader's own
 * colours, on paper, and pages without JavaScript, to be looked at: `gallery/index.html` shows them side by side. Names: a
 * story's (`hook-diagram`), a page's (`services`); all without.
 */
import { globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { bundleStories } from '../components/testing/bundle-stories.ts';
import { launch } from '../tests/browser/chromium.ts';
import { serve } from './serve.ts';
import { builtSite, root, testedBase } from './site.ts';

interface Look {
  readonly look: string;
  readonly width: number;
  readonly theme?: 'light' | 'dark';
  readonly media?: 'screen' | 'print';
  /** Device pixels for one of the page: 2 shows what a window twice as wide shows at 200 %. */
  readonly scale?: number;
  readonly forcedColors?: 'none' | 'active';
  readonly script?: boolean;
}

const looks: readonly Look[] = [
  { look: 'wide', width: 1440 },
  { look: 'phone', width: 360 },
  { look: 'dark', width: 1440, theme: 'dark' },
  { look: 'zoomed', width: 720, scale: 2 },
  { look: 'own-colours', width: 1440, theme: 'dark', forcedColors: 'active' },
  { look: 'print', width: 800, media: 'print' },
  { look: 'no-script', width: 1440, script: false },
];

/** Something to take pictures of. */
interface Subject {
  readonly name: string;
  readonly address: string;
}

const asked = process.argv.slice(2);
const target = join(root, 'gallery');
const temporary = mkdtempSync(join(tmpdir(), 'gallery-'));
mkdirSync(target, { recursive: true });
const browser = await launch();
const stories = pathToFileURL(await bundleStories(temporary)).href;
const { folder } = await builtSite(testedBase);
const { url, close } = await serve(folder, testedBase);

const subjects = [...(await storiesOf(stories)), ...pagesOf(url)].filter(
  ({ name }) => asked.length === 0 || asked.includes(name.replace(/^\w+ /, '')),
);
if (subjects.length === 0) {
  console.error(
    `nothing is called ${asked.join(' or ')}; leave the names out to take pictures of everything`,
  );
  process.exitCode = 2;
}
for (const subject of subjects)
  for (const each of looks)
    // A story is made by a script.
    if ((each.script ?? true) || subject.name.startsWith('page')) await take(browser, subject, each);
writeFileSync(join(target, 'index.html'), overview());
console.log(join(target, 'index.html'));
await browser.close();
await close();
rmSync(temporary, { recursive: true, force: true });

async function storiesOf(address: string): Promise<readonly Subject[]> {
  const page = await browser.newPage();
  await page.goto(`${address}?only=`);
  const names = await page.locator('#stories').getAttribute('data-stories');
  await page.close();
  return (names ?? '')
    .split(' ')
    .map((name) => ({ name: `component ${name}`, address: `${address}?only=${name}` }));
}

function pagesOf(base: string): readonly Subject[] {
  return globSync('**/index.html', { cwd: folder }).map((file) => {
    const path = file.replace(/index\.html$/, '');
    return { name: `page ${path.replace(/\/$/, '') || 'landing'}`, address: new URL(path, base).href };
  });
}

async function take(
  chromium: Browser,
  { name, address }: Subject,
  { look, width, theme = 'light', media = 'screen', scale, forcedColors = 'none', script = true }: Look,
): Promise<void> {
  const context = await chromium.newContext({
    viewport: { width, height: 900 },
    colorScheme: theme,
    forcedColors,
    javaScriptEnabled: script,
    ...(scale === undefined ? {} : { deviceScaleFactor: scale }),
  });
  const page = await context.newPage();
  await page.emulateMedia({ media });
  const dark = address.startsWith('file:') && theme === 'dark' ? '&dark' : '';
  await page.goto(address + dark, { waitUntil: 'networkidle' });
  // Figures come alive where they are seen.
  await page.evaluate(`(async () => {
    for (let y = 0; y < document.documentElement.scrollHeight; y += 600) {
      scrollTo(0, y);
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    scrollTo(0, 0);
  })()`);
  await page.screenshot({ path: join(target, fileOf(name, look)), fullPage: true });
  await context.close();
}

function fileOf(name: string, look: string): string {
  return `${name.replaceAll(/[ /]/g, '-')}-${look}.png`;
}

function overview(): string {
  const pictures = globSync('*-wide.png', { cwd: target }).sort();
  const rows = pictures.map((wide) => {
    const name = wide.replace(/-wide\.png$/, '');
    const taken = looks.filter(({ script }) => (script ?? true) || name.startsWith('page'));
    const cells = taken.map(
      ({ look }) =>
        `<a href="${name}-${look}.png"><img loading="lazy" src="${name}-${look}.png" alt="${name}, ${look}"></a>`,
    );
    return `<h2>${name.replace('-', ' ')}</h2><div>${cells.join('')}</div>`;
  });
  return `<!doctype html><meta charset="utf-8"><title>Gallery</title><style>body{font-family:sans-serif}div{display:flex;gap:1rem;align-items:flex-start;overflow:auto}img{height:420px;border:1px solid #ccc}</style>${rows.join('')}`;
}
