/** The bench in a browser: what the tests of the views open. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { openChromium } from '../browser/chromium.ts';

const here = (path: string): string => fileURLToPath(new URL(`../../src/reader/${path}`, import.meta.url));

/** A phone of the smallest size that is still sold. */
export const PHONE = { width: 360, height: 740 };

/** The bench, served, and a browser to open it in. */
export interface Bench {
  readonly origin: string;
  /** Opens an address in a fresh browser, runs the test, and fails on anything that the page complained about. */
  open(address: string, run: (page: Page) => Promise<void>, options?: BrowserContextOptions): Promise<void>;
  /** The same, but lets nothing through of what is fetched after the first page, until told otherwise. */
  openWithoutPlaces(address: string, run: (page: Page, allow: () => Promise<void>) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** Builds the bench, serves it and starts the browser. */
export async function openBench(): Promise<Bench> {
  const { outputFiles } = await build({
    entryPoints: [
      { in: here('view/testing/bench.ts'), out: 'bench' },
      { in: here('style.css'), out: 'style' },
    ],
    outdir: '/',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  });
  // The app's own page, policy and all, around the bench.
  const html = readFileSync(here('index.html'), 'utf8')
    .replace('<!--files-->', '<script type="module" src="bench.js"></script>')
    .replace('<!--style-->', '<link rel="stylesheet" href="style.css">');
  const files = new Map(outputFiles.map(({ path, contents }) => [path, contents]));
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/') return response.writeHead(200, { 'content-type': 'text/html' }).end(html);
    const type = pathname.endsWith('.css') ? 'text/css' : 'text/javascript';
    return response.writeHead(files.has(pathname) ? 200 : 404, { 'content-type': type }).end(files.get(pathname));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const browser = await openChromium();
  return {
    origin,
    async open(address, run, options = {}) {
      const context = await browser.newContext({ viewport: PHONE, locale: 'en', ...options });
      try {
        const page = await context.newPage();
        page.setDefaultTimeout(10_000);
        const complaints: string[] = [];
        page.on('pageerror', (error) => complaints.push(error.message));
        page.on('console', (message) => complaints.push(message.text()));
        await page.goto(origin + address);
        await page.locator('main h1').waitFor();
        await run(page);
        assert.deepEqual(complaints, []);
      } finally {
        await context.close();
      }
    },
    async openWithoutPlaces(address, run) {
      const context = await browser.newContext({ viewport: PHONE, locale: 'en' });
      try {
        const page = await context.newPage();
        page.setDefaultTimeout(10_000);
        await page.route(/\/places-/, (route) => route.abort());
        await page.goto(origin + address);
        await run(page, () => page.unroute(/\/places-/));
      } finally {
        await context.close();
      }
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}
