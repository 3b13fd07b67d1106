/**
 * The book's typefaces, cut down to what the book sets: letters of Western Europe, the weights of its style sheets, kerning
 * and the f-ligatures. Made from the npm packages on first use and kept in the cache; a font is most of what a phone loads
 * before it can read.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import subsetFont from 'subset-font';

const root = join(import.meta.dirname, '..');

export type Style = 'normal' | 'italic';

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, offset) => String.fromCodePoint(from + offset)).join('');
const letters = range(0x20, 0x7e) + range(0xa0, 0xff) + 'ﬁﬂ–—‘’‚“”„…•‹›→←↑↓−≤≥′″⁄€™';
/** Of each style; what leans is never bold here, and one weight is half as much to load as all. */
export const weights = { normal: { min: 400, max: 700 }, italic: { min: 400, max: 400 } } as const;

/**
 * @param family as its package under `@fontsource-variable` is called: `source-serif-4`
 * @returns the path of a woff2 file from the root of the repository: `./node_modules/.cache/…`
 */
export async function bookFont(family: string, style: Style): Promise<string> {
  const { min, max } = weights[style];
  const folder = join(root, `node_modules/@fontsource-variable/${family}`);
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  const kept = `node_modules/.cache/follow-the-packet/fonts/${family}-${version}-${style}-2.woff2`;
  const path = join(root, kept);
  if (!existsSync(path)) {
    const whole = readFileSync(join(folder, `files/${family}-latin-wght-${style}.woff2`));
    const cut = await subsetFont(whole, letters, {
      targetFormat: 'woff2',
      variationAxes: { wght: min === max ? min : { min, max } },
      noLayoutClosure: true,
    });
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, cut);
  }
  return `./${kept}`;
}
