/** The kit by keyboard alone, on its stories: real keys in a real browser, no site needed. */
import { type Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { addresses } from '../../components/testing/story-cluster.ts';
import { useStories } from './story-pages.ts';

const stories = useStories();
const { text, isFocusIn } = stories;
let page: Page;

async function open(query = '', width = 1440) {
  page = await stories.open(query, width);
  await page.locator('#across-nodes').waitFor();
}

test('a figure that fails says so in its place, takes nothing with it, and is loaded again', async () => {
  await open('only=across-nodes,fragile');
  await page.locator('#fragile').press('Enter');
  const broken = page.getByRole('alert').filter({ hasText: 'The fragile figure stopped' });
  expect(await broken.innerText()).toContain('a pane is missing');
  await page.locator('#across-nodes input[type=range]').press('Home');
  expect(await text('#across-nodes .pj-count')).toMatch(/^1\s*\//);
  await broken.getByRole('button').press('Enter');
  expect(await page.locator('#fragile').innerText()).toBe('Fail');
});

describe('PacketJourney', () => {
  const figure = '#across-nodes';
  const count = async () => Number((await text(`${figure} .pj-count`)).replaceAll(/\s/g, '').split('/')[0]);

  test('is stepped by arrows, Home and End, played by space, and left by Tab', async () => {
    await open('only=across-nodes,asked');
    await page.locator(`${figure} input[type=range]`).focus();
    await page.keyboard.press('Home');
    expect(await count()).toBe(1);
    const first = await text(`${figure} .pj-sentence`);
    await page.keyboard.press('ArrowRight');
    expect(await count()).toBe(2);
    expect(await text(`${figure} .pj-sentence`)).not.toBe(first);
    await page.keyboard.press('ArrowLeft');
    expect(await count()).toBe(1);
    await page.keyboard.press('End');
    expect(await text(`${figure} .pj-sentence`)).toContain('whoami');
    await page.keyboard.press('ArrowRight');
    expect(await text(`${figure} .pj-trip[aria-pressed=true]`)).toContain('SYN ACK');
    await page.keyboard.press('Space');
    expect(await text(`${figure} .pj-play`)).toBe('Pause');
    await page.keyboard.press('Space');
    for (let presses = 0; presses < 20 && (await isFocusIn(figure)); presses++)
      await page.keyboard.press('Tab');
    expect(await isFocusIn(figure)).toBe(false);
  });

  test('stops only where the reader wants it to', async () => {
    await open('only=across-nodes,asked');
    const all = await text(`${figure} .pj-count`);
    await page.locator(`${figure} .pj-filters select`).first().selectOption('changes');
    expect(await text(`${figure} .pj-count`)).not.toBe(all);
  });

  test('waits for an answer to its question, and is never a trap', async () => {
    await open('only=across-nodes,asked');
    expect(await page.locator('#asked .pj-play').isDisabled()).toBe(true);
    await page.locator('#asked .pr input').focus();
    await page.keyboard.press('Enter');
    expect(await text('#asked .pr-missing')).toContain('Answer first');
    await page.keyboard.type('64');
    await page.keyboard.press('Enter');
    expect(await text('#asked .pr-result')).toContain('62');
    expect(await page.locator('#asked .pj-play').isDisabled()).toBe(false);
    await page.reload();
    expect(await text('#asked .pr-result')).toContain('You said 64');
  });

  test('follows another packet, and says what is wrong with one that cannot be sent', async () => {
    await open('only=across-nodes,asked');
    await page.locator(`${figure} .pj-ask summary`).click();
    const to = page.getByLabel('To', { exact: true }).first();
    await to.fill('http://web/');
    await page.keyboard.press('Enter');
    expect(await text(`${figure} .pj-error`)).toContain('no address and no name');
    await to.fill(addresses['web-1']);
    await page.keyboard.press('Enter');
    await page.locator(figure).getByText('client → 10.8.0.4').waitFor();
  });
});

describe('ClusterMap', () => {
  test('is walked as a tree', async () => {
    await open('only=across-nodes,map');
    await page.locator('#map [role=tree]').focus();
    await page.keyboard.press('ArrowRight');
    expect(await text('#map .cm-details h2')).toContain('kubernetes Service');
    await page.keyboard.press('ArrowDown');
    expect(await text('#map .cm-details h2')).toContain('web Service');
    for (let presses = 0; presses < 9; presses++) {
      if ((await text('#map .cm-details h2')).includes('k8s-w1')) break;
      await page.keyboard.press('ArrowDown');
    }
    await page.keyboard.press('ArrowRight');
    expect(await text('#map .cm-details h2')).toContain('client');
    await page.keyboard.press('ArrowRight');
    expect(await text('#map .cm-details h2')).toContain('eth0');
    await page.keyboard.press('ArrowLeft');
    expect(await text('#map [role=treeitem]')).toContain('Pod default/client');
    await page.keyboard.press('Tab');
    expect(await isFocusIn('#map [role=tree]')).toBe(false);
  });
});

describe('Terminal', () => {
  const seen = (words: string) =>
    page.waitForFunction(
      (wanted) => document.querySelector('.tm-dock [role=log]')?.textContent.includes(wanted),
      words,
    );

  test('takes the focus, completes, streams, is interrupted, and lets go by Escape and Tab', async () => {
    await open('dock&only=across-nodes');
    await page.waitForFunction(() => document.activeElement?.closest('.tm-xterm') !== null);
    await page.keyboard.type('ec');
    await page.keyboard.press('Tab');
    await page.keyboard.type('hello');
    await page.keyboard.press('Enter');
    await seen('# echo hello');
    await page.keyboard.type('ping 10.10.20.5');
    await page.keyboard.press('Enter');
    await seen('icmp_seq=2');
    await page.keyboard.press('Control+c');
    await seen('ping statistics');
    await page.keyboard.press('Control+r');
    await page.keyboard.type('hel');
    await page.keyboard.press('Enter');
    await page.waitForFunction(
      () => document.querySelector('.tm-dock [role=log]')?.textContent.split('# echo hello').length === 3,
    );
    await page.keyboard.type('x');
    await page.keyboard.press('Escape');
    expect(await text('.tm-leave')).toContain('Tab leaves');
    await page.keyboard.press('Tab');
    expect(await isFocusIn('.tm-xterm')).toBe(false);
  });

  test('changes the cluster every figure looks at; a reload brings it back; Reset ends it', async () => {
    await open('dock&only=across-nodes');
    await page.waitForFunction(() => document.activeElement?.closest('.tm-xterm') !== null);
    await page.keyboard.type('kubectl delete pod web-2');
    await page.keyboard.press('Enter');
    await seen('deleted');
    await page.locator('#across-nodes .pj-outcome:not([data-verdict=answered])').waitFor();
    await page.reload();
    await page.locator('#across-nodes .pj-outcome:not([data-verdict=answered])').waitFor();
    await page.getByRole('button', { name: 'Reset' }).last().click();
    await page.locator('#across-nodes .pj-outcome[data-verdict=answered]').waitFor();
  });

  test('is a plain line and chips on a phone', async () => {
    await open('dock&only=across-nodes', 360);
    await page.locator('.tm-plain input').fill('echo from a phone');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() =>
      document.querySelector('.tm-plain pre')?.textContent.includes('\nfrom a phone'),
    );
  });
});
