/**
 * A reader of the built book: a browser, opened at a page with a width, a theme and habits. What goes wrong on the way
 * (errors on the console, failed requests, requests to another host) is collected in `problems`.
 *
 *     const reader = await Reader.arrive();
 *     const { page, problems } = await reader.open('services/', { width: 360, theme: 'dark' });
 */
import { globSync } from 'node:fs';
import { type Browser, type BrowserContext, type Page } from 'playwright-core';
import { inject } from 'vitest';
import { launch } from './chromium.ts';

export type Habits = {
  /** Width of the window in CSS pixels; the height follows the kind of device. Default 1440. */
  readonly width?: number;
  readonly theme?: 'light' | 'dark';
  readonly javaScript?: boolean;
  readonly reducedMotion?: boolean;
};

export type Visit = { readonly page: Page; readonly problems: readonly string[] };

export class Reader {
  private readonly browser: Browser;
  private readonly contexts: BrowserContext[] = [];

  private constructor(browser: Browser) {
    this.browser = browser;
  }

  static async arrive() {
    return new Reader(await launch());
  }

  /** Opens a page of the book by its path relative to the book's root, in a window that remembers nothing. */
  async open(path: string, habits: Habits = {}): Promise<Visit> {
    const { width = 1440, theme = 'light', javaScript = true, reducedMotion = false } = habits;
    const context = await this.browser.newContext({
      viewport: { width, height: width < 600 ? 780 : 900 },
      colorScheme: theme,
      javaScriptEnabled: javaScript,
      reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
    });
    this.contexts.push(context);
    const page = await context.newPage();
    const problems: string[] = [];
    const address = new URL(path, inject('served').url);
    const expected = path.startsWith('404') ? address.pathname : undefined;
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        problems.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith('http') && origin !== address.origin)
        problems.push(`elsewhere: ${request.url()}`);
    });
    page.on('requestfailed', (request) => {
      problems.push(`failed: ${request.url()} ${request.failure()?.errorText ?? ''}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400 && new URL(response.url()).pathname !== expected)
        problems.push(`${response.status()}: ${response.url()}`);
    });
    await page.goto(address.href, { waitUntil: 'load' });
    await page.evaluate('document.fonts.ready.then(() => true)');
    if (javaScript) await ready(page);
    return { page, problems };
  }

  /** Closes the windows opened so far. */
  async rest() {
    for (const context of this.contexts.splice(0)) await context.close();
  }

  async leave() {
    await this.browser.close();
  }
}

/** Waits for the scripts of a page of the book, which come after its first paint. */
export async function ready(page: Page): Promise<void> {
  await page.locator('html[data-ready]').waitFor({ state: 'attached' });
}

/** Every page of the built book, by its path relative to the book's root. */
export const pages = globSync('**/*.html', { cwd: inject('served').folder })
  .map((file) => file.replace(/(^|\/)index\.html$/, '$1'))
  .sort();
