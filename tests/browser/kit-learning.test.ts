/** Questions, reviews, exercises and what is kept of them, by keyboard alone. */
import { type Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { useStories } from './story-pages.ts';

const stories = useStories();
const { text } = stories;
let page: Page;

async function open(only: string, width = 1440) {
  page = await stories.open(`only=${only}`, width);
  await page.locator('#stories section').first().waitFor();
}

const focused = () => page.evaluate(() => document.activeElement?.className ?? '');

async function accessible() {
  expect(await stories.seriousProblems('.tm-dock')).toEqual([]);
}

test('a question is typed, tried again, explained, and stays answered', async () => {
  await open('questions,answered', 360);
  await accessible();
  const card = '#question-next-hop';
  await page.locator(`${card} input`).focus();
  await page.keyboard.press('Enter');
  expect(await text(`${card} .qz-problem`)).toContain('Answer first');
  await page.keyboard.type('10.8.1.300');
  await page.keyboard.press('Enter');
  expect(await text(`${card} .qz-problem`)).toContain('no address');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('10.8.1.3');
  await page.keyboard.press('Enter');
  expect(await text(`${card} .qz-notyet`)).toContain('on the link');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('10.8.0.1');
  await page.keyboard.press('Enter');
  expect(await text(`${card} .qz-verdict`)).toContain('Right');
  expect(await focused()).toBe('qz-result');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await text(`${card} .qz-others dl`)).toContain('next hop of the node');
  // The command that says so, then the next question's options.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  expect(await text('#question-who-translates .qz-notyet')).toContain('would not know the way');
  await page.reload();
  expect(await text(`${card} .qz-verdict`)).toContain('10.8.0.1');
});

test('what is due is asked once each, and comes back in its time', async () => {
  await open('due');
  await page.locator('.qz-review input').first().fill('10.8.0.1');
  await page.keyboard.press('Enter');
  expect(await text('.qz-next')).toContain('in 3 days');
  await page.getByRole('button', { name: 'Next question' }).press('Enter');
  await page.getByRole('button', { name: 'Show me' }).press('Enter');
  expect(await text('.qz-next')).toContain('tomorrow');
  await page.getByRole('button', { name: 'Done' }).press('Enter');
  expect(await text('.qz-review')).toContain('Nothing is due');
  await accessible();
});

test('an exercise is begun, hinted, given up and solved without a mouse; solved stays solved', async () => {
  await open('route-back&dock');
  const card = page.locator('#route-back');
  // The terminal of this page opens with it and takes the focus once: before that, a key meant for the card could be its.
  await page.waitForFunction(() => document.activeElement?.closest('.tm-xterm') instanceof Element);
  await card.getByRole('button', { name: 'Start' }).press('Enter');
  await card.locator('li[data-state=not-yet]').first().waitFor();
  await page.waitForFunction(() => document.activeElement?.closest('.tm-xterm') !== null);
  await page.keyboard.type('ip route add 10.8.1.0/24 dev cni0');
  await page.keyboard.press('Enter');
  await card.locator('.ex-wrong:not(:empty)').waitFor();
  expect(await card.locator('.ex-wrong').innerText()).toContain('on the bridge of this one');
  await card.getByRole('button', { name: 'Undo' }).press('Enter');
  await card.locator('.ex-wrong:empty').waitFor({ state: 'attached' });
  await card.getByRole('button', { name: 'Give me a hint' }).press('Enter');
  expect(await card.locator('.ex-hints li').first().innerText()).toContain('client reaches web-2');
  await card.getByRole('button', { name: 'Another hint' }).press('Enter');
  expect(await card.locator('.ex-hints li').nth(1).innerText()).toContain('both nodes');
  await card.getByRole('button', { name: 'Give up' }).press('Enter');
  await page.waitForFunction(() => document.activeElement?.closest('.tm-xterm') !== null);
  await page.keyboard.press('Enter');
  await card.locator('.ex-end').waitFor();
  expect(await card.locator('.ex-solved').innerText()).toContain('with the solution shown');
  expect(await card.locator('.ex-end').innerText()).toContain('One row of one table');
  await accessible();
  await page.reload();
  expect(await card.locator('.ex-solved').innerText()).toContain('Solved');
});
