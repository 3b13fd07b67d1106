/** The hook diagram by real keys. */
import { expect, test } from 'vitest';
import { useStories } from './story-pages.ts';

const stories = useStories();
const { open, text, isFocusIn } = stories;
const figure = '#hook-diagram';

test('is stepped by arrows, asked by Enter, and left by Tab', async () => {
  const page = await open('only=hook-diagram');
  await page.locator(`${figure} select`).focus();
  await page.keyboard.press('Tab');
  const first = await text(`${figure} .hd-count`);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  expect(await text(`${figure} .hd-count`)).not.toBe(first);
  expect(await text(`${figure} .hd-pane h3`)).toBe('PREROUTING');
  expect(await text(`${figure} .hd-chains`)).toMatch(/connection tracking\s+asked[^]*nat\s+1 rule, asked/);
  await page.keyboard.press('End');
  expect(await text(`${figure} .hd-pane p`)).toContain('flannel.1');
  await page.locator(`${figure} [aria-label^="INPUT"]:visible`).focus();
  await page.keyboard.press('Enter');
  expect(await text(`${figure} .hd-pane p`)).toContain('does not come here');
  for (let presses = 0; presses < 20 && (await isFocusIn(figure)); presses++)
    await page.keyboard.press('Tab');
  expect(await isFocusIn(figure)).toBe(false);
});

test('shows the same packet again, inside its wrapping', async () => {
  const page = await open('only=hook-diagram');
  await page.locator(`${figure} select`).selectOption('1');
  expect(await text(`${figure} .hd-pane p`)).toContain('10.10.20.5 goes out by eth0');
});
