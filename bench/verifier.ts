/**
 * What readers load and verify beside a large archive, what verifying costs, and what verifiers weigh: see README.md.
 *
 *     node bench/verifier.ts [--articles 1000000] [--a-day 100] [--today 20] [--rounds 21] [--no-others]
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { fileReader, firstRootFingerprint } from '../src/edition/index.ts';
import { leanErrorsPlugin } from '../src/platform/assets/lean-errors.ts';
import {
  BUNDLE_PATH,
  HEAD_PATH,
  lookupCalendar,
  objectReader,
  parseEdition,
  parseHead,
  parseNote,
} from '../src/proof/index.ts';
import { openChromium } from '../test/browser/chromium.ts';
import { Desk, makeBigArchive } from './big-archive.ts';
import { bundleCode, ourBundles, theirBundles } from './verifier-bundles.ts';
import { type Cost, type CostInput, measureCost } from './verify-cost.ts';

const { values } = parseArgs({
  options: {
    articles: { type: 'string', default: '1000000' },
    'a-day': { type: 'string', default: '100' },
    today: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '21' },
    others: { type: 'boolean', default: true },
  },
  allowNegative: true,
});

const archive = await makeBigArchive(Number(values.articles), Number(values['a-day']));
const desk = await Desk.open(archive.path);
let pagePath = '';
for (let at = 0; at < Number(values.today); at += 1) {
  const { written } = await desk.publish(desk.draft());
  pagePath = written.find((path) => /\/[0-9a-z]{10}\.html$/.test(path)) ?? '';
}
const files = join(archive.path, 'edition', 'files');
const read = fileReader(files);
const bytesAt = async (path: string): Promise<Uint8Array> => new Uint8Array(await readFile(join(files, path)));

console.log(`${values.articles} articles, ${values['a-day']} a day\n`);
const gzip = (bytes: Uint8Array): number => gzipSync(bytes, { level: 9 }).length;
const line = (what: string, raw: number, compressed: number, files = ''): void =>
  console.log(`${what.padEnd(44)} ${String(raw).padStart(7)} ${String(compressed).padStart(7)}  ${files}`);
console.log(`${'bytes'.padEnd(44)} ${'raw'.padStart(7)} ${'gzip'.padStart(7)}`);

const bundle = await bytesAt(BUNDLE_PATH);
const head = await bytesAt(HEAD_PATH);
line('trust and head, for a first-time reader', bundle.length + head.length, gzip(bundle) + gzip(head), '2 files');

const page = await bytesAt(pagePath);
const proofAt = Buffer.from(page).indexOf('<!--tamizdat:proof');
line('the proof in a page', page.length - proofAt, gzip(page) - gzip(page.subarray(0, proofAt)));

const nodes: Uint8Array[] = [];
const edition = parseEdition(parseNote(parseHead(head).note).text);
const { day, article } = archive.old;
const lines = await lookupCalendar(
  async (ref) => {
    const bytes = await objectReader(read)(ref);
    if (bytes !== null) nodes.push(bytes);
    return bytes;
  },
  edition.calendar,
  day,
  article,
);
if (lines.length !== 1) throw new Error(`${day}: the article is not in the calendar`);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
const sizes = nodes.map((node) => node.length);
line(
  'whether an old article is current',
  sum(sizes),
  sum(nodes.map(gzip)),
  `${nodes.length} files: ${sizes.join(' + ')}`,
);

const fingerprint = (await firstRootFingerprint(read)) ?? '';
const input: CostInput = {
  fingerprint,
  bundle: [...bundle],
  page: [...page],
  rounds: Number(values.rounds),
  pages: 50,
};

/** The same in Chromium, with the code as readers get it. */
async function costInChromium(): Promise<Cost> {
  const entryPoints = [join(import.meta.dirname, 'verify-cost.ts')];
  const code = await bundleCode({ entryPoints, plugins: [leanErrorsPlugin] });
  const server = createServer((request, response) => {
    if (request.url === '/cost.js') response.setHeader('content-type', 'text/javascript').end(code);
    else response.setHeader('content-type', 'text/html').end('<!doctype html><title>cost</title>');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const browser = await openChromium();
  try {
    const tab = await browser.newPage();
    await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return await tab.evaluate(async (given) => {
      const script = '/cost.js';
      return ((await import(script)) as typeof import('./verify-cost.ts')).measureCost(given);
    }, input);
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((one, two) => one - two)[numbers.length >> 1] ?? Number.NaN;
function tell(where: string, { whole, bare, signatures, hashes }: Cost): void {
  const ratios = whole.map((each, at) => each / (bare[at] ?? Number.NaN));
  const [low, high] = [Math.min(...ratios), Math.max(...ratios)].map((each) => each.toFixed(2));
  const each = (times: readonly number[]): string => `${((median(times) / input.pages) * 1000).toFixed(0)} µs`;
  console.log(
    `${where.padEnd(10)} ${each(whole)} a page, ${each(bare)} for its ${signatures} signatures and ${hashes} hashes: ×${median(ratios).toFixed(2)} (${low} to ${high})`,
  );
}
console.log('\nverifying a page beside its bare work, in turn');
tell('Node', await measureCost(input));
tell('Chromium', await costInChromium());

console.log(`\n${'bundles'.padEnd(44)} ${'raw'.padStart(7)} ${'gzip'.padStart(7)}`);
for (const each of [...(await ourBundles()), ...(values.others ? await theirBundles() : [])]) {
  if (typeof each === 'string') console.log(each);
  else line(each.name, each.raw, each.gzip, each.goalBytes === null ? '' : `at most ${each.goalBytes} compressed`);
}
