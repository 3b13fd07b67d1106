/**
 * What stays behind when a page is left open: three terminals stream (`ping`, `tcpdump`, `kubectl get -w`) and a packet is
 * played over and over, while the cluster's time runs ten times as fast as the reader's: six minutes are an hour. The heap is
 * measured after everything that is not needed was collected. The first third does not count: scrollbacks fill up to where
 * they forget.
 */
import type { CDPSession, Page } from 'playwright-core';
import { launch } from '../../tests/browser/chromium.ts';
import type { Finding, Measured } from './finding.ts';
import { openDock, typed } from './reader.ts';

/** kB an hour of the cluster's time may leave behind; what is kept of what a reader does is far less. */
const budget = 1000;
const samples = 12;

interface Sample {
  /** Minutes of the reader's time. */
  readonly at: number;
  readonly heap: number;
  readonly nodes: number;
  readonly listeners: number;
}

/** @param minutes of the reader's time */
export async function memory(base: string, minutes: number): Promise<Measured> {
  const browser = await launch();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const series: Sample[] = [];
  try {
    await page.goto(new URL('services/', base).href);
    await stream(page);
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.enable');
    const began = performance.now();
    const elapsed = () => (performance.now() - began) / 60_000;
    for (let sample = 0; sample <= samples; sample += 1) {
      while (elapsed() < (minutes * sample) / samples) await replay(page);
      series.push(await measure(session, elapsed()));
    }
  } finally {
    await browser.close();
  }
  const counted = series.slice(Math.ceil(series.length / 3));
  // Ten times as fast: six minutes are an hour.
  const grown = slope(counted.map(({ at, heap }) => [at, heap])) * 6;
  const missed: Finding[] = [];
  if (grown > budget * 1000)
    missed.push({
      what: 'heap, an hour of the cluster’s time',
      is: `${kilobytes(grown)} more`,
      budget: `${String(budget)} kB`,
    });
  const rows = series.map(({ at, heap, nodes, listeners }) => ({
    minute: at.toFixed(1),
    heap: kilobytes(heap),
    'DOM nodes': String(nodes),
    listeners: String(listeners),
  }));
  return {
    rows: [...rows, { minute: 'an hour', heap: kilobytes(grown), 'DOM nodes': '', listeners: '' }],
    missed,
  };
}

async function stream(page: Page): Promise<void> {
  await openDock(page);
  await page.locator('.tm-dock select').filter({ hasText: 'Skip waiting' }).selectOption('fast');
  await typed(page, 'kubectl get pods -w');
  for (const [place, line] of [
    ['pod/default/client', 'ping 10.96.0.10 -i 0.5 & ping -i 0.5 10.8.0.1'],
    ['node/k8s-w1', 'tcpdump -ni any icmp'],
  ] as const) {
    await page.locator('.tm-tabs select').selectOption(place);
    await page.waitForFunction(() => document.activeElement?.closest('.tm-xterm') !== null);
    await typed(page, line);
  }
  await page.locator('.pj').first().scrollIntoViewIfNeeded();
}

/** Plays the first packet of the page from its beginning, step by step. */
async function replay(page: Page): Promise<void> {
  await page.locator('.pj').first().locator('.pj-scrubber input').first().focus();
  await page.keyboard.press('Home');
  for (let step = 0; step < 20; step += 1) {
    await page.keyboard.press('ArrowRight');
    await page.waitForTimeout(100);
  }
}

async function measure(session: CDPSession, at: number): Promise<Sample> {
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
  return { at, heap: usedSize, nodes, listeners: jsEventListeners };
}

/** Least squares: what `y` gains for one more of `x`. */
function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (of: 0 | 1) => points.reduce((sum, point) => sum + point[of], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const both = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return both / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000).toLocaleString('en')} kB`;
}
