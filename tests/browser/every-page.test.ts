/** What holds for every page of the book, whatever it is about. */
import axe from 'axe-core';
import { type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Habits, pages, Reader } from './reader.ts';

let reader: Reader;
beforeAll(async () => {
  reader = await Reader.arrive();
});
afterEach(() => reader.rest());
afterAll(() => reader.leave());

test('the book has pages', () => {
  expect(pages).toEqual(expect.arrayContaining(['', '404.html', 'how-to-read/']));
});

describe.each(pages)('/%s', (path) => {
  test('loads cleanly and is accessible at a desk, light, and scrolls sideways at no width', async () => {
    const page = await loadsCleanly(path, { width: 1440, theme: 'light' });
    // 200 % of a desk of 1,440 and 1,280 pixels is a window of 720 and 640.
    for (const width of [1280, 1150, 1024, 800, 720, 640, 320]) {
      await page.setViewportSize({ width, height: 800 });
      expect.soft(await excessWidth(page), `at ${width} pixels`).toBeLessThanOrEqual(0);
    }
  });

  test('loads cleanly and is accessible on a phone, dark', async () => {
    await loadsCleanly(path, { width: 360, theme: 'dark', reducedMotion: true });
  });

  test('can be read without JavaScript, where nothing waits to be pressed in vain', async () => {
    const { page } = await reader.open(path, { javaScript: false });
    expect(await page.locator('h1').first().isVisible()).toBe(true);
    expect((await page.locator('main').innerText()).trim().length).toBeGreaterThan(30);
    const dead = await page
      .locator('main :is(button, input[type=submit]):visible')
      .evaluateAll((all) =>
        all
          .filter((each) => getComputedStyle(each).pointerEvents !== 'none')
          .map(({ outerHTML }) => outerHTML.slice(0, 120)),
      );
    expect(dead, 'what looks as if it could be pressed').toEqual([]);
  });
});

async function loadsCleanly(path: string, habits: Habits): Promise<Page> {
  const { page, problems } = await reader.open(path, habits);
  await page.waitForLoadState('networkidle');
  expect.soft(problems, 'errors, failed requests, requests to another host').toEqual([]);
  expect.soft(await excessWidth(page), 'pixels of sideways scrolling').toBeLessThanOrEqual(0);
  expect.soft(await layoutShift(page), 'cumulative layout shift').toBeLessThanOrEqual(0.05);
  expect.soft(await seriousProblems(page), 'axe-core').toEqual([]);
  return page;
}

const excessWidth = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** What has moved by itself since the page began to show, as Cumulative Layout Shift counts it (all shifts summed). */
const layoutShift = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const observer = new PerformanceObserver((list) => {
          const shifts = list.getEntries() as (PerformanceEntry & { value: number })[];
          resolve(shifts.reduce((sum, { value }) => sum + value, 0));
        });
        observer.observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => resolve(0), 250);
      }),
  );

async function seriousProblems(page: Page) {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join('; ')}`);
  });
}
