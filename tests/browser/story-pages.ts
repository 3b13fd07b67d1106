/**
 * The stories in a real browser: `useStories()` in a test file opens them with `open('only=hook-diagram')`, one page at a time,
 * and fails a test whose page had an error. What is on the page is reached by `page`.
 */
import axe from 'axe-core';
import { type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import { launch } from './chromium.ts';

export interface StoryPages {
  /** The page that is open. */
  readonly page: Page;
  readonly open: (query?: string, width?: number) => Promise<Page>;
  /** What the first such element says. */
  readonly text: (selector: string) => Promise<string>;
  readonly isFocusIn: (selector: string) => Promise<boolean>;
  /**
   * What axe-core finds serious, and the pixels the page scrolls sideways.
   * @param except what another test looks at
   */
  readonly seriousProblems: (except?: string) => Promise<readonly string[]>;
}

/** @param life `test`: a page ends with its test; `file`: with the next that is opened */
export function useStories(life: 'test' | 'file' = 'test'): StoryPages {
  let browser: Browser | undefined;
  let current: Page | undefined;
  const problems: string[] = [];
  const page = (): Page => {
    if (current === undefined) throw new Error('open a story first');
    return current;
  };
  beforeAll(async () => {
    browser = await launch();
  });
  afterEach(async () => {
    expect.soft(problems.splice(0), 'errors on the page').toEqual([]);
    if (life === 'file') return;
    await current?.close();
    current = undefined;
  });
  afterAll(() => browser?.close());
  return {
    get page() {
      return page();
    },
    open: async (query = '', width = 1440) => {
      if (browser === undefined) throw new Error('no browser');
      await current?.close();
      current = await browser.newPage({ viewport: { width, height: 900 } });
      current.on('pageerror', (error) => problems.push(error.message));
      await current.goto(`${inject('stories')}?${query}`);
      return current;
    },
    text: (selector) => page().locator(selector).first().innerText(),
    isFocusIn: (selector) =>
      page().evaluate((inside) => document.activeElement?.closest(inside) !== null, selector),
    seriousProblems: async (except) => {
      await page().evaluate(axe.source);
      return page().evaluate(async (excluded) => {
        const { violations } = await (window as unknown as { axe: typeof axe }).axe.run({
          exclude: excluded === undefined ? [] : [excluded],
        });
        const sideways = document.documentElement.scrollWidth - innerWidth;
        return [
          ...violations
            .filter(({ impact }) => impact === 'serious' || impact === 'critical')
            .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join('; ')}`),
          ...(sideways > 0 ? [`the page scrolls ${String(sideways)} pixels sideways`] : []),
        ];
      }, except);
    },
  };
}
