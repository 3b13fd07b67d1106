/** Links inside the book lead somewhere: to a file that was built, and to a heading that is on it. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';

const { folder, base } = inject('site');
const host = 'http://book.invalid';
const pages = globSync('**/*.html', { cwd: folder }).sort();
const html = (page: string) => readFileSync(join(folder, page), 'utf8');

const addressOf = (page: string) => new URL(page.replace(/(^|\/)index\.html$/, '$1'), host + base);

/** The file an address of the book is served from. */
function fileOf(address: URL) {
  const path = decodeURIComponent(address.pathname).slice(base.length);
  return path === '' || path.endsWith('/') ? `${path}index.html` : path;
}

describe.each(pages)('%s', (page) => {
  const text = html(page);
  const links = [...text.matchAll(/\s(?:href|src)="([^"]*)"/g)]
    .map(([, link]) => new URL((link ?? '').replaceAll('&amp;', '&'), addressOf(page)))
    .filter(({ protocol }) => protocol.startsWith('http'));

  test('its links into the book lead to a page or file', () => {
    const dead = links
      .filter(({ origin }) => origin === host)
      .filter((link) => !link.pathname.startsWith(base) || !existsSync(join(folder, fileOf(link))))
      .map(({ pathname }) => pathname);
    expect(dead).toEqual([]);
  });

  test('its links to a heading find it', () => {
    const dead = links
      .filter(({ origin, hash }) => origin === host && hash.length > 1 && hash !== '#_top')
      .filter((link) => existsSync(join(folder, fileOf(link))) && fileOf(link).endsWith('.html'))
      .filter((link) => !html(fileOf(link)).includes(`id="${decodeURIComponent(link.hash.slice(1))}"`))
      .map(({ pathname, hash }) => pathname + hash);
    expect(dead).toEqual([]);
  });

  test('it fetches nothing from another host', () => {
    const fetched = [
      ...text.matchAll(/<(?:script|img|iframe|link(?![^>]*rel="(?:canonical|alternate)"))[^>]*>/g),
    ]
      .map(([tag]) => /\s(?:href|src)="(https?:)?(\/\/[^"]*)"/.exec(tag)?.[2])
      .filter((address) => address !== undefined);
    expect(fetched).toEqual([]);
  });
});
