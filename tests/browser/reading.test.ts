/** What a reader can set, and the keys of every page. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Reader } from './reader.ts';

let reader: Reader;
beforeAll(async () => {
  reader = await Reader.arrive();
});
afterEach(() => reader.rest());
afterAll(() => reader.leave());

test('settings are reached, changed and left by keyboard, and hold on every page from its first moment', async () => {
  const { page, problems } = await reader.open('how-to-read/');
  const of = (name: string) => page.evaluate((key) => document.documentElement.dataset[key], name);
  expect([await of('theme'), await of('contrast')]).toEqual(['light', 'normal']);
  const summary = page.locator('.right-group .rs summary');
  await summary.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Dark');
  await page.keyboard.press('Tab');
  await page.keyboard.type('High');
  await page.keyboard.press('Escape');
  expect(await summary.evaluate((element) => element === document.activeElement)).toBe(true);
  expect([await of('theme'), await of('contrast')]).toEqual(['dark', 'high']);
  await page.goto(new URL('../services/', page.url()).href, { waitUntil: 'commit' });
  await page.locator('h1').waitFor();
  expect([await of('theme'), await of('contrast')]).toEqual(['dark', 'high']);
  await page.waitForFunction(
    () =>
      document.querySelector<HTMLSelectElement>('.right-group select[data-setting=theme]')?.value === 'dark',
  );
  expect(problems).toEqual([]);
});

test('/ searches and ? shows the keys, unless they are switched off or something is typed', async () => {
  const { page } = await reader.open('how-to-read/');
  const searching = () => page.locator('dialog[open]').isVisible();
  await page.waitForFunction(() => !document.querySelector<HTMLButtonElement>('[data-open-modal]')?.disabled);
  await page.keyboard.press('/');
  expect(await searching()).toBe(true);
  await page.keyboard.press('Escape');
  await page.locator('.pf-report summary').click();
  await page.locator('.pf-report textarea').focus();
  await page.keyboard.type('?/');
  expect(await page.locator('.pf-report textarea').inputValue()).toContain('?/');
  expect(await searching()).toBe(false);
  await page.locator('.right-group .rs summary').click();
  await page.locator('.right-group select[data-setting=keys]').selectOption('off');
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  expect(await searching()).toBe(false);
  await page.locator('.right-group .rs summary').click();
  await page.locator('.right-group select[data-setting=keys]').selectOption('on');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.waitForURL('**/keyboard/');
});
