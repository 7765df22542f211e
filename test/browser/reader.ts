import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { words as de } from '../../src/reader/words/de.ts';
import { words as en } from '../../src/reader/words/en.ts';
import { words as fa } from '../../src/reader/words/fa.ts';
import { words as ru } from '../../src/reader/words/ru.ts';
import type { RunningDemo } from '../journey/demo.ts';

/** What the label says while it is still compared with others. */
const SETTLING = [de, en, fa, ru].map(({ settling }) => settling);

/** A reader: a browser that remembers nothing from before, and every address it ever asked. */
export interface Reader {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Every request of the page and of its service worker. */
  readonly asked: URL[];
  /** Opens a place of the app, by what stands behind the `#/`. */
  open(place: string): Promise<void>;
  /** The sentence at the top of a page, once it is no longer being looked for or compared. */
  verdict(): Promise<string>;
  /** What the app stored, in words; empty when nothing. */
  stored(): Promise<string[]>;
  close(): Promise<void>;
}

/** Opens a reader of the demo's app. */
export async function openReader(
  browser: Browser,
  demo: RunningDemo,
  options: BrowserContextOptions = {},
): Promise<Reader> {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'en-GB', ...options });
  const page = await context.newPage();
  const asked: URL[] = [];
  context.on('request', (request) => asked.push(new URL(request.url())));
  return {
    context,
    page,
    asked,
    async open(place) {
      await page.goto(`${demo.app}#/${place}`);
    },
    async verdict() {
      const verdict = page.locator('.label .verdict');
      await verdict.filter({ hasText: /\S/ }).waitFor();
      await page.waitForFunction((settling) => {
        const text = document.querySelector('.label .verdict')?.textContent ?? '';
        return text !== '' && !settling.some((each) => text.includes(each));
      }, SETTLING);
      return (await verdict.textContent()) ?? '';
    },
    stored: () =>
      page.evaluate(async () => [
        ...Object.keys(localStorage).map((key) => `localStorage ${key}`),
        ...Object.keys(sessionStorage).map((key) => `sessionStorage ${key}`),
        ...(await indexedDB.databases()).map(({ name }) => `database ${name}`),
        ...(await caches.keys()).map((name) => `cache ${name}`),
        ...(await navigator.serviceWorker.getRegistrations()).map(({ scope }) => `service worker ${scope}`),
        ...(document.cookie === '' ? [] : ['cookies']),
      ]),
    close: () => context.close(),
  };
}
