/** The tables of a kernel by keyboard, beside a terminal: what is typed there is seen here. */
import { type Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { useStories } from './story-pages.ts';

const stories = useStories();
const { text, isFocusIn } = stories;
let page: Page;

async function open(query: string, first: string, width = 1440) {
  page = await stories.open(query, width);
  await page.locator(first).waitFor();
}

async function type(...lines: readonly string[]) {
  await page.waitForFunction(() => document.activeElement?.closest('.tm-xterm') !== null);
  for (const line of lines) {
    await page.keyboard.type(line);
    await page.keyboard.press('Enter');
  }
}

test('rules: a packet is stepped through them by keys, a jump opens its chain, a filter finds', async () => {
  await open('only=rules-tried,rules', '#rules-tried');
  const slider = page.locator('#rules-tried input[type=range]');
  await slider.focus();
  const sentence = () => text('#rules-tried .rt-sentence');
  expect(await sentence()).toContain('nat/PREROUTING');
  await page.keyboard.press('ArrowRight');
  expect(await sentence()).toContain('nat/KUBE-SERVICES rule 2 matched');
  expect(await text('#rules-tried tr[data-now=true][data-lit=true]')).toContain('10.96.10.50');
  expect(await text('#rules-tried tr[data-now=true][data-lit=false]')).toContain('not to');
  await page.keyboard.press('End');
  expect(await text('#rules-tried .rt-of')).toMatch(/^(\d+) \/ \1$/);
  await page.keyboard.press('Home');

  const jump = page.locator('#rules-tried .rt-then button').first();
  await jump.focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.textContent.startsWith('KUBE-SERVICES') === true);
  await page.keyboard.press('Enter');
  expect(
    await page.locator('#rules-tried details[open] > summary', { hasText: /^KUBE-SERVICES/ }).count(),
  ).toBe(0);

  const filter = page.locator('#rules-tried').getByRole('searchbox');
  await filter.fill('dnat --to-destination 10.8.1.3:80');
  expect(await text('#rules-tried .rt-found')).toMatch(/^1 of \d+/);
  await filter.fill('10.99.99.99');
  expect(await text('#rules-tried .rt-scroll')).toContain('No rule of table nat holds');
  for (let presses = 0; presses < 25 && (await isFocusIn('#rules-tried')); presses++)
    await page.keyboard.press('Tab');
  expect(await isFocusIn('#rules-tried')).toBe(false);

  const other = page.locator('#rules');
  await other.locator('.rt-ask summary').press('Enter');
  await other.getByRole('button', { name: 'Send one request' }).press('Enter');
  await other.locator('tr[data-now=true]').first().waitFor();
  expect(await text('#rules .rt-flow')).toContain('client → 10.96.10.50:80');
});

test('routes: a destination lights the one that wins; one that is deleted goes, is named, and the next best wins', async () => {
  await open('only=routes&dock', '#routes');
  const main = '#routes .ro-table';
  expect(await text(`${main} tr[data-lit=true]`)).toContain('10.8.1.0/24');
  await page.waitForFunction(() => document.querySelector('#routes .kt-live') !== null);
  await page.getByRole('button', { name: 'in the terminal' }).press('Enter');
  await type('ip route del 10.8.1.0/24');
  await page.locator(`${main} tr[data-fate=gone]`).waitFor();
  expect(await text('#routes .kt-news')).toContain('Route gone: 10.8.1.0/24 via 10.8.1.0');
  await page.locator(`${main} tr[data-fate=gone]`).waitFor({ state: 'detached' });
  expect(await text(`${main} tr[data-lit=true]`)).toContain('default');

  await page.getByLabel('Where would a packet go to').fill('10.8.0');
  expect(await text('#routes .ro-answer')).toContain('four numbers');
  await page.getByLabel('Where would a packet go to').fill('10.8.0.300');
  expect(await text('#routes .ro-answer')).toContain('is no address');
  await page.getByLabel('Where would a packet go to').fill('10.8.0.1');
  expect(await text('#routes .ro-answer')).toContain("this machine's own");
  expect(await page.locator('#routes .ro-local').getAttribute('open')).not.toBeNull();
  await page.getByLabel('of', { exact: true }).selectOption('pod/default/client');
  await page.waitForFunction(() =>
    document.querySelector('#routes .ro-answer')?.textContent.includes('eth0'),
  );
});

test('neighbours and connections: a MAC address is followed, a request is sent and its entry runs down', async () => {
  await open('only=neighbours,connections', '#connections');
  const mac = page.locator('#neighbours tr', { hasText: 'on cni0' }).getByRole('button').first();
  await mac.focus();
  await page.keyboard.press('Enter');
  expect(await text('#neighbours .nt-way')).toMatch(/on cni0; a frame for it goes to port veth/);
  expect(await page.locator('#neighbours tr[data-lit=true]').count()).toBe(2);

  const figure = page.locator('#connections');
  expect(await text('#connections .ct-entry[data-lit=true] ins')).toMatch(/^10\.8\.[01]\.[34]:80$/);
  await page.getByRole('button', { name: 'Send client' }).press('Enter');
  await figure.locator('.ct-entry[data-lit=true][data-fate=here]').first().waitFor();
  await page.waitForFunction(() => document.querySelector('#connections .kt-live') !== null);
  // As `1 min 58 s`, and on the minute without seconds.
  const left = async () => {
    const words = await text('#connections .ct-entry[data-lit=true] .ct-left b');
    const [minutes, seconds] = [/(\d+) min/, /(\d+) s/].map((part) => Number(part.exec(words)?.[1] ?? 0));
    return 60 * (minutes ?? 0) + (seconds ?? 0);
  };
  const before = await left();
  await page.waitForTimeout(1300);
  expect(await left()).toBeLessThan(before);
  await figure.getByRole('searchbox').fill('10.99.99.99');
  expect(await figure.innerText()).toContain('No entry holds');
  await figure.getByLabel('of', { exact: true }).selectOption('pod/default/client');
  await figure.getByText('Connections are not tracked here').waitFor();
});
