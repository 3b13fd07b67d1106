/** The book under its own Content-Security-Policy: nothing it does is refused, and nothing leaves the page's host. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { pages, Reader } from './reader.ts';

let reader: Reader;
beforeAll(async () => {
  reader = await Reader.arrive();
});
afterEach(() => reader.rest());
afterAll(() => reader.leave());

test.each(pages)(
  '/%s carries a policy: no eval, no inline script without its hash, no other host',
  (path) => {
    const file = path === '' || path.endsWith('/') ? `${path}index.html` : path;
    const html = readFileSync(join(inject('served').folder, file), 'utf8');
    const policy = /<meta http-equiv="content-security-policy" content="([^"]+)"/.exec(html)?.[1] ?? '';
    const directive = (name: string) =>
      policy
        .split(';')
        .map((each) => each.trim().split(/\s+/))
        .find(([first]) => first === name)
        ?.slice(1) ?? [];
    expect(directive('default-src')).toEqual(["'none'"]);
    expect(directive('connect-src')).toEqual(["'self'"]);
    expect(directive('script-src')).toContain("'self'");
    for (const source of directive('script-src'))
      expect(source).toMatch(/^'(self|wasm-unsafe-eval|sha256-[\w+/=]+)'$/);
  },
);

test('terminal, engine and search work under it', async () => {
  const { page, problems } = await reader.open('services/');
  await page.locator('#dock-open').click();
  await page.waitForFunction(() => document.activeElement?.closest('.tm-xterm') !== null);
  await page.keyboard.type('kubectl get service web');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() =>
    document.querySelector('.tm-dock [role=log]')?.textContent.includes('10.96.10.50'),
  );
  await page.locator('button[data-open-modal]').first().click();
  await page.locator('dialog input').fill('EndpointSlice');
  await page.locator('dialog .pagefind-ui__result-link').first().waitFor();
  expect(problems).toEqual([]);
});

test('a script that somebody smuggles in does not run', async () => {
  const { page } = await reader.open('');
  const ran = await page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'window.smuggled = true';
    document.body.append(script);
    document.body.insertAdjacentHTML('beforeend', '<img src="x:" onerror="window.smuggled = true">');
    await new Promise((resolve) => setTimeout(resolve, 100));
    return 'smuggled' in window;
  });
  expect(ran).toBe(false);
});
