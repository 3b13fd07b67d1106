/**
 * What stops a page while a reader works with it: tasks of more than 50 ms (Long Tasks API) while a chapter loads, while its
 * figures come alive, while a figure asks the engine, while the terminal opens and while somebody types into it. Each is done
 * three times in a page of its own; what counts is the median of the longest.
 */
import type { Browser, Page } from 'playwright-core';
import { launch } from '../../tests/browser/chromium.ts';
import type { Finding, Measured } from './finding.ts';
import { openDock, shows, typed } from './reader.ts';

const longest = 50;
const rounds = 3;

interface Doing {
  readonly name: string;
  readonly page: string;
  /** What comes before and is not measured. */
  readonly before?: (page: Page) => Promise<void>;
  readonly act: (page: Page) => Promise<void>;
}

interface LongTask {
  readonly milliseconds: number;
  /** The script that ran longest in it; empty where the browser does not say. */
  readonly script: string;
}

const pause = (page: Page, milliseconds: number) => page.waitForTimeout(milliseconds);

/** Every screen of the page, so that each figure comes alive. */
async function scroll(page: Page): Promise<void> {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  for (let at = 0; at < height; at += 700) {
    await page.evaluate((top) => scrollTo(0, top), at);
    await pause(page, 120);
  }
}

const doings: readonly Doing[] = [
  ...['services/', 'linux-networking/', 'pod-to-pod/'].flatMap((page): Doing[] => [
    { name: 'load', page, act: (loaded) => pause(loaded, 1500) },
    { name: 'scroll to the end', page, before: (loaded) => pause(loaded, 1000), act: scroll },
  ]),
  {
    name: 'play a packet, one step a key',
    page: 'services/',
    before: alive,
    act: async (page) => {
      await page.locator('.pj').first().locator('.pj-scrubber input').first().focus();
      for (let step = 0; step < 12; step += 1) {
        await page.keyboard.press('ArrowRight');
        await pause(page, 60);
      }
    },
  },
  {
    name: 'ask a figure about another flow',
    page: 'services/',
    before: alive,
    act: async (page) => {
      await page.locator('.pj-ask summary').first().click();
      await page.locator('.pj-ask form').first().waitFor();
      await page.locator('.pj-ask form [type=submit]').first().click();
      await pause(page, 3000);
    },
  },
  {
    name: 'open the terminal',
    page: 'services/',
    before: (page) => pause(page, 1500),
    act: async (page) => {
      await openDock(page);
      await pause(page, 3000);
    },
  },
  {
    name: 'first commands in the terminal',
    page: 'services/',
    before: openDock,
    act: async (page) => {
      await typed(page, 'kubectl get pods -o wide');
      await shows(page, 'NOMINATED');
      for (const line of [
        'kubectl get service web -o yaml',
        'kubectl exec client -- curl -s http://web/hostname',
        'ip addr show | grep inet',
      ]) {
        await typed(page, line);
        await pause(page, 1500);
      }
    },
  },
];

/** Scrolls to the first packet journey and waits until it answers. */
async function alive(page: Page): Promise<void> {
  await page.locator('.pj-ask').first().scrollIntoViewIfNeeded();
  await page.waitForFunction(
    () => document.querySelector('.pj-ask')?.closest('astro-island')?.hasAttribute('ssr') === false,
  );
  await pause(page, 1000);
}

export async function working(base: string): Promise<Measured> {
  const browser = await launch();
  const rows: Record<string, string>[] = [];
  const missed: Finding[] = [];
  try {
    for (const doing of doings) {
      const maxima: LongTask[] = [];
      for (let round = 0; round < rounds; round += 1) maxima.push(await watch(browser, base, doing));
      maxima.sort((one, other) => one.milliseconds - other.milliseconds);
      const median = maxima[Math.floor(rounds / 2)];
      if (median === undefined) continue;
      const is =
        median.milliseconds === 0 ? `none over ${String(longest)} ms` : `${String(median.milliseconds)} ms`;
      const what = `/${doing.page}: ${doing.name}`;
      const over = median.milliseconds > longest;
      rows.push({ what, 'longest task': is + (over ? ' ✗' : ''), script: median.script });
      if (over) missed.push({ what, is, budget: `${String(longest)} ms` });
      console.error(`  ${what}: ${is} ${median.script}`);
    }
  } finally {
    await browser.close();
  }
  return { rows, missed };
}

/** The longest task of one doing; 0 ms when the browser counts none as long. */
async function watch(browser: Browser, base: string, doing: Doing): Promise<LongTask> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    await page.addInitScript(observe);
    await page.goto(new URL(doing.page, base).href);
    await doing.before?.(page);
    if (doing.before !== undefined) await page.evaluate(() => window.longTasks.splice(0));
    await doing.act(page);
    const tasks = await page.evaluate(() => window.longTasks);
    return tasks.reduce((most, task) => (task.milliseconds > most.milliseconds ? task : most), {
      milliseconds: 0,
      script: '',
    });
  } finally {
    await page.close();
  }
}

declare global {
  interface Window {
    longTasks: LongTask[];
  }
}

/** Runs in the page before anything else does. */
function observe(): void {
  window.longTasks = [];
  const tasks = window.longTasks;
  const frames: (PerformanceEntry & {
    scripts: { duration: number; sourceURL: string; invoker: string }[];
  })[] = [];
  const scriptAt = (time: number) => {
    const scripts = frames
      .filter((frame) => frame.startTime <= time + 1 && time <= frame.startTime + frame.duration)
      .flatMap((frame) => frame.scripts)
      .sort((one, other) => other.duration - one.duration);
    const [script] = scripts;
    return script === undefined
      ? ''
      : `${script.sourceURL.replace(/^.*\//, '')} ${script.invoker.slice(-60)}`;
  };
  new PerformanceObserver((list) => {
    frames.push(...(list.getEntries() as typeof frames));
  }).observe({ type: 'long-animation-frame', buffered: true });
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries())
      // The frame a task belongs to is told a moment later.
      setTimeout(() => {
        tasks.push({ milliseconds: Math.round(duration), script: scriptAt(startTime) });
      }, 100);
  }).observe({ type: 'longtask', buffered: true });
}
