/**
 * Seconds from opening the reader app to the first verified screen, in a real browser, while a part of twelve carriers is
 * blocked; against two simpler ways to look for a carrier. How it measures: `bench/README.md`.
 *
 *     node bench/first-screen.ts [--trials 20] [--at-once 6] [--delay 60]
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { type CensorAction, openRelay, type Relay } from '../src/censor/index.ts';
import { createNewsroom, Newsroom } from '../src/newsroom/index.ts';
import { openAssets } from '../src/platform/assets/index.ts';
import { type AppFile, openAppServer, openEditionServer } from '../src/platform/http/index.ts';
import { openLog } from '../src/platform/telemetry/index.ts';
import type { Strategy } from '../src/reader/index.ts';
import { openSample } from '../src/sample/index.ts';
import { openChromium } from '../test/browser/chromium.ts';

const CARRIERS = 12;
const SHARES = [0, 0.5, 0.9];
const WAYS: readonly CensorAction[] = [
  { kind: 'blackhole' },
  { kind: 'reset' },
  // So little that no page passes: what is measured is the search, not how light pages are.
  { kind: 'freeze', afterBytes: 600 },
];
/** Nobody waits longer. */
const NEVER_MS = 130_000;

/** A way to look for a carrier. `carriers` is how many of the twelve the app is told of, drawn anew each time. */
interface Contender {
  readonly name: string;
  readonly carriers: number;
  readonly strategy: Partial<Strategy>;
}

const CONTENDERS: readonly Contender[] = [
  { name: 'the app', carriers: CARRIERS, strategy: {} },
  {
    name: 'one by one, 10 s each',
    carriers: CARRIERS,
    strategy: { start: 1, stepMs: 10_000, limitMs: CARRIERS * 10_000, stallMs: 10_000 },
  },
  {
    name: 'three at random at once',
    carriers: 3,
    strategy: { start: 3, stepMs: NEVER_MS, limitMs: 10_000, stallMs: 10_000 },
  },
];

const { values } = parseArgs({
  options: {
    trials: { type: 'string', default: '20' },
    'at-once': { type: 'string', default: '6' },
    delay: { type: 'string', default: '60' },
  },
});
const trials = Number(values.trials);
const atOnce = Number(values['at-once']);
const delayMs = Number(values.delay);

/** A line that takes its time: every piece arrives `delayMs` later, in both directions. Returns the port. */
async function openSlowLine(port: number, closing: (() => void)[]): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('data', (bytes) => setTimeout(() => to.writable && to.write(bytes), delayMs));
      from.on('end', () => setTimeout(() => to.end(), delayMs));
      from.on('close', () => {
        sockets.delete(from);
        if (from.errored) to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('no port was given');
  return address.port;
}

/** The app's files with a strategy that can be set from outside. */
async function buildApp(): Promise<AppFile[]> {
  const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [at('first-screen-app.ts'), at('../src/reader/style.css')],
    outdir: at('.'),
    entryNames: '[name]',
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
  });
  const files = outputFiles.map(({ path, contents }) => ({ path: path.slice(at('.').length), bytes: contents }));
  const page = await readFile(at('../src/reader/index.html'), 'utf8');
  const html = page
    .replace('<!--files-->', '<script type="module" src="first-screen-app.js"></script>')
    .replace('<!--style-->', '<link rel="stylesheet" href="style.css">');
  return [...files, { path: 'index.html', bytes: new TextEncoder().encode(html) }];
}

function draw<T>(items: readonly T[], count: number): T[] {
  const left = [...items];
  return Array.from({ length: count }, () => left.splice(Math.floor(Math.random() * left.length), 1)[0] as T);
}

/** Opens the app as somebody new and waits for a text under a label; null when it gives up. */
async function firstScreenMs(browser: Browser, address: string, strategy: Partial<Strategy>): Promise<number | null> {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'en-GB' });
  try {
    const page = await context.newPage();
    await page.addInitScript((chosen) => {
      Object.assign(globalThis, { strategy: chosen });
    }, strategy);
    await page.goto(`${address}#/en/index.html`);
    const outcome = await page.waitForFunction(
      () => {
        if (
          document.querySelector('.label .verdict')?.textContent?.startsWith('✓') &&
          document.querySelector('article, main h1')
        )
          return performance.now();
        return /No copy could be reached/.test(document.querySelector('h1')?.textContent ?? '') ? 'none' : false;
      },
      undefined,
      { timeout: NEVER_MS, polling: 'raf' },
    );
    const value = await outcome.jsonValue();
    return typeof value === 'number' ? value : null;
  } finally {
    await context.close();
  }
}

const closing: (() => unknown)[] = [];
const folder = await mkdtemp(join(tmpdir(), 'tamizdat-first-screen-'));
closing.push(() => rm(folder, { recursive: true, force: true }));
try {
  const sample = await openSample();
  closing.push(() => sample.close());
  const now = (): Date => new Date();
  const log = openLog({ level: 'error' });
  const lines: (() => void)[] = [];
  const relays: Relay[] = [];
  const server = await openEditionServer({ folder: join(folder, 'public') });
  const port = await openSlowLine(server.port, lines);
  for (let at = 0; at < CARRIERS; at += 1) relays.push(await openRelay({ upstream: { host: '127.0.0.1', port } }));
  closing.push(
    () => server.close(),
    () =>
      lines.forEach((close) => {
        close();
      }),
    () => Promise.all(relays.map((relay) => relay.close())),
  );
  await createNewsroom(
    folder,
    {
      newsroom: 'bote.example',
      title: 'Lanmünde Messenger',
      home: 'https://bote.example/',
      languages: ['en'],
      sources: [{ feed: `${sample.address}/en/feed.xml` }],
      carriers: relays.map(({ address }, at) => ({
        name: `carrier-${at}`,
        // All twelve serve one folder: what differs is what happens on the way.
        directory: at === 0 ? 'public' : `public-${at}`,
        address,
        group: `provider-${at}`,
        abilities: ['cors' as const],
      })),
    },
    { now, ask: async () => null },
  );
  const newsroom = await Newsroom.open(folder, { now, log, ask: async () => null });
  await newsroom.keep(await newsroom.fetch());
  await newsroom.publish();
  await newsroom.carry();
  const card = JSON.parse(new TextDecoder().decode(await newsroom.appCard())) as { carriers: unknown[] };
  await newsroom.close();
  log.close();

  const files = await buildApp();
  const browser = await openChromium();
  closing.push(() => browser.close());
  const apps = await Promise.all(
    CONTENDERS.map(({ carriers }) =>
      openAppServer({
        files,
        card: async () =>
          new TextEncoder().encode(JSON.stringify({ ...card, carriers: draw(card.carriers, carriers) })),
      }),
    ),
  );
  closing.push(() => Promise.all(apps.map((app) => app.close())));

  await tellBytes(browser, card);
  console.log(
    `\nseconds to the first verified screen, ${trials} visits each, ${delayMs} ms each way, ${CARRIERS} carriers`,
  );
  console.log(['blocked', 'how', ...CONTENDERS.map(({ name }) => name)].join('\t'));
  for (const share of SHARES) {
    for (const action of share === 0 ? [{ kind: 'open' } as const] : WAYS) {
      const results: (number | null)[][] = CONTENDERS.map(() => []);
      // Rounds: each contender once, then the next round with others blocked; several rounds at once would share relays.
      for (let round = 0; round < trials; round += atOnce) {
        const blocked = new Set(draw(relays, Math.round(share * CARRIERS)));
        for (const relay of relays) relay.set(blocked.has(relay) ? action : { kind: 'open' });
        for (const [at, { strategy }] of CONTENDERS.entries()) {
          const visits = Array.from({ length: Math.min(atOnce, trials - round) }, () =>
            firstScreenMs(browser, apps[at]?.address ?? '', strategy),
          );
          results[at]?.push(...(await Promise.all(visits)));
        }
      }
      console.log([`${Math.round(share * 100)} %`, action.kind, ...results.map(inWords)].join('\t'));
    }
  }
} finally {
  for (const close of closing.reverse()) await close();
}

/** `1.2 / 3.4 (never: 2)`: median, 95th percentile, and how many saw nothing; those count as later than all others. */
function inWords(times: readonly (number | null)[]): string {
  const sorted = times.map((time) => time ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
  const at = (share: number): string => {
    const time = sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.POSITIVE_INFINITY;
    return Number.isFinite(time) ? (time / 1000).toFixed(1) : 'never';
  };
  const never = times.filter((time) => time === null).length;
  return `${at(0.5)} / ${at(0.95)}${never === 0 ? '' : ` (never: ${never} of ${times.length})`}`;
}

/** What the app weighs as it is shipped, and what a first visit moves over the wire, headers included. */
async function tellBytes(browser: Browser, card: object): Promise<void> {
  const assets = await openAssets('reader');
  const shipped = assets.reduce((sum, { bytes }) => sum + brotliCompressSync(bytes).length, 0);
  const app = await openAppServer({ files: assets, card: async () => new TextEncoder().encode(JSON.stringify(card)) });
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'en-GB' });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  const origins = new Map<string, string>();
  const bytes = new Map<string, number>();
  devtools.on('Network.requestWillBeSent', ({ requestId, request }) =>
    origins.set(requestId, new URL(request.url).origin),
  );
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const kind = `${origins.get(requestId)}/` === app.address ? 'the app' : 'carriers';
    bytes.set(kind, (bytes.get(kind) ?? 0) + encodedDataLength);
  });
  await page.goto(`${app.address}#/en/index.html`);
  await page.waitForFunction(() => document.querySelector('.label .verdict')?.textContent?.startsWith('✓'));
  console.log(`the app as shipped: ${assets.length} files, ${shipped} bytes brotli`);
  for (const [kind, sum] of bytes) console.log(`first view, from ${kind}: ${sum} bytes on the wire`);
  await context.close();
  await app.close();
}
