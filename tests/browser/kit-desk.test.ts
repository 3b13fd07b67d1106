/** The reader's desk by real keys: the terminal's editor, search, copies and map, on the stories. */
import { type Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { useStories } from './story-pages.ts';

const stories = useStories();
const { text, isFocusIn, seriousProblems } = stories;
let page: Page;

async function open(query: string, width = 1440) {
  page = await stories.open(query, width);
}

const inTerminal = () => page.waitForFunction(() => document.activeElement?.closest('.tm-xterm') !== null);
const seen = (words: string) =>
  page.waitForFunction((wanted) => document.querySelector('[role=log]')?.textContent.includes(wanted), words);

async function type(line: string) {
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}

test('the terminal edits a file, is searched, shows on the map, and stands as it was after a reload', async () => {
  await open('only=map&dock');
  await inTerminal();
  await type('vi notes');
  const editor = page.locator('.tm-editor .cm-content');
  await editor.waitFor();
  await page.waitForFunction(() => document.activeElement?.closest('.cm-content') !== null);
  await page.keyboard.type('a: 1');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(await isFocusIn('.cm-content'), 'Tab indents').toBe(true);
  expect(await seriousProblems()).toEqual([]);
  await page.keyboard.press('Escape');
  expect(await text('.ce-leave')).toContain('Tab leaves');
  await page.keyboard.press('Tab');
  expect(await isFocusIn('.cm-content'), 'Escape, then Tab leaves the text').toBe(false);
  await page.keyboard.press('Enter');
  await page.locator('.tm-editor').waitFor({ state: 'detached' });
  await inTerminal();
  await type('cat notes');
  await seen('a: 1');
  await type('kubeclt get pods');
  await seen('Did you mean: kubectl get pods');
  await type('kubectl get service we');
  await page.keyboard.press('Control+c');
  await page.keyboard.type('kubectl get service w');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await seen('10.96.10.50');

  await page.keyboard.press('Control+Shift+F');
  await page.keyboard.type('notes');
  await page.waitForFunction(() =>
    /\d of \d/.test(document.querySelector('.tm-search [role=status]')?.textContent ?? ''),
  );
  await page.keyboard.press('Enter');
  expect(await text('.tm-search [role=status]')).toMatch(/^1 of 2$/);
  await page.keyboard.press('Escape');
  await inTerminal();

  await page.locator('.tm-output-tools select').selectOption({ label: '10.96.10.50, Service default/web' });
  expect(await text('#map .cm-details h2')).toContain('web Service');
  expect(await isFocusIn('#map [role=tree]')).toBe(true);

  await page.reload();
  await inTerminal();
  await seen('Did you mean: kubectl get pods');
  await page.keyboard.press('Control+r');
  await page.keyboard.type('cat');
  await page.keyboard.press('Enter');
  await page.waitForFunction(
    () => document.querySelector('[role=log]')?.textContent.split('# cat notes').length === 3,
  );
});

test('a terminal in the prose opens with a line, and lets go', async () => {
  await open('only=terminal-inline', 768);
  const height = (await page.locator('#terminal-inline').boundingBox())?.height;
  await page.getByRole('button', { name: 'ip route' }).press('Enter');
  await inTerminal();
  await seen('10.8.1.0/24 via 10.8.1.0 dev flannel.1');
  expect((await page.locator('#terminal-inline').boundingBox())?.height).toBe(height);
  expect(await seriousProblems()).toEqual([]);
  await page.keyboard.press('Tab');
  expect(await isFocusIn('.tm-xterm')).toBe(false);
});

test('the timeline is a slider that puts every figure and the terminal back', async () => {
  await open('only=timeline');
  const slider = page.locator('#timeline input[type=range]');
  const stands = (where: string) =>
    page.waitForFunction(
      (wanted) =>
        document
          .querySelector('#timeline input[type=range]')
          ?.getAttribute('aria-valuetext')
          ?.startsWith(wanted),
      where,
    );
  await stands('3 of 5: node/k8s-w1: ping');
  await slider.press('Home');
  await stands('0 of 5: the beginning');
  expect(await text('#timeline .tl-here')).toContain('5 actions can be done again');
  await slider.press('End');
  await stands('5 of 5');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await stands('4 of 5');
  await page.locator('#timeline .tl-list summary').press('Enter');
  expect(await text('#timeline .tl-list li:last-child')).toContain('(taken back)');
  expect(await seriousProblems()).toEqual([]);
});

test('a manifest is completed, refused in the API server’s words, applied, and never a trap', async () => {
  await open('only=manifest', 768);
  const says = (words: string) =>
    page.waitForFunction(
      (wanted) => document.querySelector('#manifest .me-answer [role=status]')?.textContent.includes(wanted),
      words,
    );
  await page.locator('#manifest').getByRole('button', { name: 'Edit it' }).press('Enter');
  await page.waitForFunction(() => document.activeElement?.closest('.cm-content') !== null);
  await says('Service default/api would be created');
  await page.keyboard.press('Control+End');
  await page.keyboard.type('  ty');
  await page.locator('.cm-tooltip-autocomplete').waitFor();
  // What is offered can be taken a moment after it appears, so that nobody takes it by accident.
  await page.waitForTimeout(150);
  await page.keyboard.press('Enter');
  await page.keyboard.type('NodePrt');
  await page
    .locator('#manifest .me-answer li', { hasText: 'spec.type: Unsupported value: "NodePrt"' })
    .waitFor();
  expect(await seriousProblems()).toEqual([]);
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('ort');
  await says('would be created');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  expect(await isFocusIn('.cm-content')).toBe(false);
  await page.locator('#manifest .me-apply').press('Enter');
  await says('is as it says');
});

test('ranges are planned by keyboard, on a phone too', async () => {
  await open('only=cidr', 360);
  const pod = page.getByLabel('Pod network');
  await pod.fill('10.96.0.0/14');
  expect(await text('#cidr [role=status]')).toContain('both claim 10.96.0.0/14');
  expect(page.url()).toContain('#cidr=10.10.20.0/22;10.96.0.0/14;24;');
  await page.reload();
  expect(await pod.inputValue()).toBe('10.96.0.0/14');
  await page.getByRole('button', { name: 'As it was' }).press('Enter');
  expect(await text('#cidr [role=status]')).toContain('nothing is tight');
  expect(await seriousProblems()).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});
