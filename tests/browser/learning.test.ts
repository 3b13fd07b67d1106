/** What a reader of the built book keeps and comes back to: terms, ticks, the place, what is due, all of it as a file. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Page } from 'playwright-core';
import { Reader, ready } from './reader.ts';

let reader: Reader;
beforeAll(async () => {
  reader = await Reader.arrive();
});
afterEach(() => reader.rest());
afterAll(() => reader.leave());

const keep = (page: Page, entries: Readonly<Record<string, unknown>>) =>
  page.evaluate((all) => {
    for (const [key, value] of Object.entries(all))
      localStorage.setItem(`follow-the-packet/${key}`, JSON.stringify(value));
  }, entries);

/** Who leaves a page at once leaves what it was still fetching: no problem. */
const real = (problems: readonly string[]) => problems.filter((each) => !each.includes('ERR_ABORTED'));

test('a term shows its card to keyboard and pointer, lets go by Escape, and is a link without JavaScript', async () => {
  const { page, problems } = await reader.open('linux-networking/');
  const [first, second] = [page.locator('a.term').first(), page.locator('a.term').nth(1)];
  const card = page.locator('.term-card');
  await page.keyboard.press('Tab');
  await first.focus();
  expect(await card.innerText()).toContain('network stack of its own');
  expect(await first.getAttribute('aria-describedby')).toBe('term-card');
  await page.keyboard.press('Escape');
  expect(await card.isVisible()).toBe(false);
  await second.hover();
  await card.waitFor();
  await card.hover();
  await page.waitForTimeout(500);
  expect(await card.isVisible()).toBe(true);
  expect(real(problems)).toEqual([]);
  const without = await reader.open('linux-networking/', { javaScript: false });
  await without.page.locator('a.term').first().click();
  expect(without.page.url()).toMatch(/\/glossary\/#network-namespace$/);
});

test('a word of an output is explained and leads to the map; a command has its button in its line', async () => {
  const { page, problems } = await reader.open('services/');
  const block = page.locator('.run').first();
  const words = block.locator('a.word');
  await block.locator('.play').first().waitFor();
  // One stop for all of a block's words.
  expect(await block.locator('a.word[tabindex="0"]').count()).toBe(1);
  await page.locator('#map').scrollIntoViewIfNeeded();
  await page.locator('astro-island:not([ssr]) #map').waitFor();
  await page.keyboard.press('Tab');
  await words.first().focus();
  await page.keyboard.press('ArrowRight');
  expect(await page.locator('.term-card').innerText()).toContain('web: Service default/web');
  await page.keyboard.press('Enter');
  // The map answers an event, and is drawn anew after it.
  await page.waitForFunction(() =>
    document.querySelector('#map-item')?.textContent.includes('Service default/web'),
  );
  const play = block.locator('.play').first();
  expect(await play.getAttribute('aria-label')).toContain('kubectl get service web');
  expect((await play.boundingBox())?.height).toBeGreaterThanOrEqual(24);
  expect(await block.locator('pre').innerText()).not.toContain('▸');
  await play.press('Enter');
  await page.locator('.tm-dock .tm-screen:not([hidden])').waitFor();
  expect(real(problems)).toEqual([]);
  const without = await reader.open('services/', { javaScript: false });
  await without.page.locator('.run a.word[data-item]').first().click();
  expect(await without.page.locator('#map-service\\/default\\/web').isVisible()).toBe(true);
  expect(await without.page.locator('.play').count()).toBe(0);
});

test('a button pressed before its figure is alive does what it says when it is', async () => {
  const { page, problems } = await reader.open('network-model/');
  const island = page.locator('astro-island[ssr]').filter({ hasText: 'An address of its own' });
  const start = page.locator('#own-address').getByRole('button', { name: 'Start' });
  const scripts = await island.getAttribute('component-url');
  if (scripts === null) throw new Error('no script of its own');
  let arrive: (() => void) | undefined;
  const held = new Promise<void>((resolve) => (arrive = resolve));
  await page.route(`**${scripts}`, async (route) => {
    await held;
    await route.continue();
  });
  await start.focus();
  await page.keyboard.press('Enter');
  expect(await start.getAttribute('aria-busy')).toBe('true');
  arrive?.();
  await page.locator('#own-address li[data-state=not-yet]').first().waitFor();
  expect(real(problems)).toEqual([]);
});

test('a section is ticked when its end was read; the first page leads back there', async () => {
  const { page, problems } = await reader.open('pod-to-pod/');
  const heading = page.locator('h2[id]').nth(1);
  await heading.scrollIntoViewIfNeeded();
  await page
    .locator('h2[id]')
    .nth(2)
    .evaluate((next) => next.scrollIntoView({ block: 'center' }));
  await page.locator('h2[data-read]').first().waitFor();
  await page.locator('.read-tick').first().waitFor({ state: 'attached' });
  const url = new URL('../', page.url()).href;
  await page.goto(url);
  await ready(page);
  expect(await page.locator('#resume').innerText()).toContain('Go on where you were: Pod to pod');
  await page.locator('#resume a').click();
  expect(page.url()).toMatch(/\/pod-to-pod\/#/);
  expect(real(problems)).toEqual([]);
});

test('what is due is said at the top of a chapter, and the review asks it', async () => {
  const { page, problems } = await reader.open('services/');
  const review = { passed: 0, due: 1 };
  await keep(page, { 'quiz/services/odds': { given: ['1'], outcome: 'wrong', review } });
  await page.reload();
  await ready(page);
  expect(await page.locator('#due').innerText()).toBe('Review: 1 question from Services is due.');
  await page.locator('#due a').press('Enter');
  await page.locator('.qz-review input').fill('0.25');
  await page.keyboard.press('Enter');
  expect(await page.locator('.qz-next').innerText()).toContain('in 3 days');
  expect(real(problems)).toEqual([]);
});

test('all progress is saved to a file, and shown before it comes back', async () => {
  const { page, problems } = await reader.open('progress/');
  await keep(page, {
    'exercise/services/no-endpoints': { begun: true, hints: [], solved: 'alone', shown: false },
    'read/services/the-way-back': 1,
  });
  await page.reload();
  await ready(page);
  const counted = page.locator('td', { hasText: /^1 of \d/ }).first();
  await counted.waitFor();
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save to a file' }).press('Enter');
  const file = await (await saving).path();
  await page.getByRole('button', { name: 'Forget everything' }).press('Enter');
  await page.getByRole('button', { name: 'Forget it' }).press('Enter');
  await counted.waitFor({ state: 'detached' });
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByText('The file holds 1 section read, 1 exercise begun or solved.').waitFor();
  await page.getByRole('button', { name: 'Replace what is here' }).press('Enter');
  await counted.waitFor();
  await page.getByRole('button', { name: 'Bring back what was here before' }).press('Enter');
  await counted.waitFor({ state: 'detached' });
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'cat.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
  await page.getByText('cat.json was not opened. It is no file of this book.').waitFor();
  expect(real(problems)).toEqual([]);
});

test('storage that is switched off is told, and everything works until the page closes', async () => {
  const { page, problems } = await reader.open('404.html');
  await page.context().addInitScript(() => {
    Object.defineProperty(globalThis, 'localStorage', {
      get: () => {
        throw new DOMException('denied', 'SecurityError');
      },
    });
  });
  await page.goto(new URL('services/', page.url()).href);
  await ready(page);
  expect(await page.locator('#due').innerText()).toContain('storage is full or switched off');
  const question = page.locator('#question-odds');
  await question.scrollIntoViewIfNeeded();
  await page.locator('astro-island:not([ssr]) #question-odds').waitFor();
  await question.locator('input').fill('0.25');
  await page.keyboard.press('Enter');
  expect(await question.locator('.qz-verdict').innerText()).toContain('Right');
  expect(await page.locator('.qz-notice').innerText()).toContain('until you close it');
  expect(real(problems)).toEqual([]);
});

test('two tabs keep side by side, and one sees what the other did', async () => {
  const { page } = await reader.open('services/');
  const other = await page.context().newPage();
  await other.goto(page.url());
  await ready(other);
  await keep(other, { 'read/services/the-way-back': 1 });
  await page.locator('#the-way-back[data-read]').waitFor();
});
