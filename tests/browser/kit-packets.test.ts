/** The figures about packets, by keyboard alone, on their stories: journey, octets, sequence, load, switches. */
import { type Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { useStories } from './story-pages.ts';

const stories = useStories('file');
const { text, isFocusIn } = stories;
const rooms = 'across-nodes,octets,sequence,load,switches';
let page: Page;

async function open(query = '', width = 1440) {
  page = await stories.open(`only=${rooms}${query}`, width);
  await page.locator('#switches').waitFor();
}

const press = async (...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};

describe('by keyboard', () => {
  beforeAll(async () => {
    await open();
  });

  test('a row of a table leads to the object it was written for, and back', async () => {
    const figure = '#across-nodes';
    await page.locator(`${figure} input[type=range]`).focus();
    for (let presses = 0; presses < 60 && (await page.locator(`${figure} .oy-link`).count()) === 0; presses++)
      await press('ArrowRight');
    const words = await text(`${figure} .oy-link`);
    await page.locator(`${figure} .oy-link`).first().press('Enter');
    await page.locator('dialog.oy [data-lit=true]').waitFor();
    expect(words).toContain(await text('dialog.oy h3'));
    await press('Escape');
    await page.locator('dialog.oy').waitFor({ state: 'detached' });
    expect(await isFocusIn(`${figure} .oy-link`)).toBe(true);
  });

  test('the layers of a namespace and the octets of a packet follow the step', async () => {
    const figure = '#across-nodes';
    await page.locator(figure).getByRole('button', { name: 'Layers' }).press('Enter');
    const layers = await text(`${figure} .pj-inout`);
    expect(layers).toMatch(/In layers[^]*Layer 2[^]*Out layers/);
    await page.locator(`${figure} input[type=range]`).press('Home');
    expect(await text(`${figure} .pj-inout`)).toContain('client itself sends');
    await page.locator(figure).getByRole('button', { name: 'Octets' }).first().press('Enter');
    await page.locator(`${figure} .hb-octets`).waitFor();
    expect(await text(`${figure} .hb-nest`)).toMatch(/IP\s+20\s+TCP/);
  });

  test('a field lights its octets, an octet its field, and a value is written over', async () => {
    await page.locator('#octets [data-place][tabindex="0"]').focus();
    const lit = () => page.locator('#octets .hb-octets [data-lit=true]').allInnerTexts();
    expect(await lit()).toEqual(['3f']);
    await press('ArrowDown');
    expect(await text('#octets .hb-told')).toContain('IPv4 · Protocol');
    await page.locator('#octets .hb-octets').focus();
    await press('ArrowLeft');
    expect(await text('#octets .hb-told')).toContain('IPv4 · Time to live');
    await press('Enter', 'Control+a');
    await page.waitForFunction(() => document.activeElement?.closest('#octets .hb-form') !== null);
    await press('Control+a');
    await page.keyboard.type('256');
    await press('Enter');
    expect(await text('#octets .hb-form [role=alert]')).toContain('from 0 to 255');
    await press('Control+a');
    await page.keyboard.type('1');
    await press('Enter');
    expect(await text('#octets .hb-after')).toMatch(/Header checksum[^]*ICMP time exceeded/);
    expect(await lit()).toEqual(['01']);
    await page.locator('#octets .hb-form input').first().focus();
    await press('Escape');
    expect(await isFocusIn('#octets [data-place]')).toBe(true);
  });

  test('the sequence is one stop of Tab, walked by arrows', async () => {
    await page.locator('#sequence .sd-arrow[tabindex="0"]').focus();
    await press('ArrowDown');
    expect(await text('#sequence .sd-told')).toMatch(
      /^web-2 sends SYN ACK .* translated on k8s-w1 to 10\.96\.10\.50:80/,
    );
    await press('End');
    expect(await text('#sequence .sd-told')).toMatch(/sends ACK/);
    await press('Tab');
    expect(await isFocusIn('#sequence .sd-arrows')).toBe(false);
  });

  test('connections are opened, counted and given up', async () => {
    const count = page.locator('#load input');
    await count.fill('none');
    await press('Enter');
    expect(await text('#load [role=alert]')).toContain('a whole number from 1 to');
    await count.fill('40');
    await press('Enter');
    // The run before is shown until this one's is: it had another sum.
    await page.waitForFunction(
      () => {
        const counts = [...document.querySelectorAll('#load tbody td:nth-child(3)')];
        const sum = counts.reduce((before, { textContent }) => before + Number(textContent), 0);
        return sum === 40 && document.querySelector('#load')?.getAttribute('aria-busy') === 'false';
      },
      undefined,
      { timeout: 50_000 },
    );
    expect(await text('#load .lh-sentence')).toContain('χ²');
    await count.fill('10000');
    await press('Enter');
    await page.locator('#load').getByRole('button', { name: 'Cancel' }).press('Enter');
    await page.locator('#load').getByRole('button', { name: 'Open them' }).waitFor({ timeout: 50_000 });
    expect(await page.locator('#load').getAttribute('aria-busy')).toBe('false');
  });

  test('a switch breaks the cluster for the figure beside it, and mends it', async () => {
    const outcome = page.locator('#meets-faults .pj-outcome');
    await page.locator('#switches [role=switch]').first().press('Space');
    await page.locator('#meets-faults').scrollIntoViewIfNeeded();
    await page.locator('#meets-faults .pj-outcome:not([data-verdict=answered])').waitFor();
    expect(await text('#meets-faults .pj-notes')).toContain('Dropped at');
    expect(await text('#switches [role=status]')).toContain('loses everything');
    await page.locator('#switches').getByRole('button', { name: 'Mend everything' }).press('Enter');
    await page.locator('#meets-faults').scrollIntoViewIfNeeded();
    await page.locator('#meets-faults .pj-outcome[data-verdict=answered]').waitFor();
    expect(await outcome.innerText()).toContain('answered');
    expect(await text('#switches [role=status]')).toBe('Nothing is broken.');
  });
});
