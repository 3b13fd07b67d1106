/**
 * What holds for every component, whatever it is about: all stories on one page, opened once and looked at in each way a
 * reader may have them.
 */
import { beforeAll, expect, test } from 'vitest';
import { useStories } from './story-pages.ts';

const stories = useStories('file');

beforeAll(async () => {
  const page = await stories.open('dock');
  await page.locator('.tm-dock [role=tab]').waitFor();
  await page.locator('#across-nodes').getByRole('button', { name: 'Octets' }).first().click();
  await page.locator('#across-nodes .hb-octets').waitFor();
});

test('all are accessible in light at a desk', async () => {
  expect(await stories.seriousProblems()).toEqual([]);
});

test.each([
  ['at 200 % on a desk of 1,440 pixels', 720],
  ['at 200 % on a desk of 1,280 pixels', 640],
  ['on a small phone', 320],
])('none scrolls the page sideways %s', async (_where, width) => {
  await stories.page.setViewportSize({ width, height: 900 });
  expect(
    await stories.page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
  ).toBeLessThanOrEqual(0);
});

test('all are accessible in dark on a phone', async () => {
  await stories.page.setViewportSize({ width: 360, height: 900 });
  await stories.page.evaluate(() => (document.documentElement.dataset.theme = 'dark'));
  expect(await stories.seriousProblems()).toEqual([]);
});

test('in a reader’s own colours, what has the focus is seen', async () => {
  await stories.page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  await stories.page.setViewportSize({ width: 1440, height: 900 });
  // What a script gives the focus to shows it only to those who use the keyboard.
  await stories.page.keyboard.press('Shift');
  const unseen = await stories.page.evaluate(() => {
    const reachable = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
    const marked = (element: Element) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1;
    };
    const drawn = (element: Element) =>
      [...element.children]
        .map((child) => getComputedStyle(child))
        .map(({ stroke, strokeWidth, fill, outlineStyle }) => stroke + strokeWidth + fill + outlineStyle)
        .join(' ');
    return [...document.querySelectorAll<HTMLElement>(`main :is(${reachable})`)]
      .filter((element) => {
        if (element.closest('.xterm') !== null || !element.checkVisibility()) return false;
        const before = drawn(element);
        element.focus({ preventScroll: true });
        if (document.activeElement !== element) return false;
        // A part of a picture is drawn otherwise when it has the focus.
        if (element instanceof SVGElement && drawn(element) !== before) return false;
        // A mark may stand on what the thing that has the focus belongs to, or follows it.
        const around = [element, element.parentElement, element.nextElementSibling];
        return !around.some((each) => each !== null && marked(each));
      })
      .map(({ outerHTML }) => outerHTML.slice(0, 120));
  });
  expect(unseen).toEqual([]);
});
