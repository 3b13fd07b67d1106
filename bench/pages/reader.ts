/** What a reader does in a terminal of the book. */
import type { Page } from 'playwright-core';

/** Opens the terminal at the foot of the page, and waits until it takes keys. */
export async function openDock(page: Page): Promise<void> {
  await page.locator('#dock-open').click();
  await page.waitForFunction(() => document.activeElement?.closest('.tm-xterm') !== null);
}

export async function typed(page: Page, line: string): Promise<void> {
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}

/** Waits until the terminal has said this. */
export async function shows(page: Page, text: string): Promise<void> {
  await page.waitForFunction(
    (wanted) =>
      [...document.querySelectorAll('.tm-dock [role=log]')].some(({ textContent }) =>
        textContent.includes(wanted),
      ),
    text,
  );
}
