import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { ArticleError, parseBody, parseListing } from '../../src/article/index.ts';
import { readPageBody } from '../../src/cli/page-body.ts';
import {
  formatTrustBundle,
  MAX_PAGE_BYTES,
  MAX_PARTS,
  ProofError,
  parseDesks,
  parseMetadata,
  parseNote,
  parsePolicy,
  parseTrustBundle,
  splitPage,
  verifyReport,
} from '../../src/proof/index.ts';
import { BRIDGE_PATH, bodyOf, contentAround } from '../verify/edition.ts';
import { begin, cost, counted, excess } from './counting.ts';
import { makeSpecimen, readerOf, type Specimen } from './specimen.ts';
import { countSteps } from './steps.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const utf8 = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

let specimen: Specimen;
let genuine: string;

before(async () => {
  specimen = await makeSpecimen();
  genuine = utf8(specimen.editions[0]?.get(BRIDGE_PATH) ?? assert.fail());
});

/** What verifying these bytes as the page costs. */
async function costOf(page: string, path: string | null = BRIDGE_PATH) {
  const { fingerprint, editions, now } = specimen;
  const read = counted(readerOf(editions[0] ?? new Map()));
  const found = { bytes: bytesOf(page), ...(path !== null && { path }) };
  begin();
  const report = await verifyReport({ fingerprint, read, page: found, readBody: readPageBody, now });
  return { report, excess: excess(), ...cost };
}

test('a genuine page is hashed once, and the files beside it cost a few signatures', async () => {
  const { report, hashedBytes, signatures, reads } = await costOf(genuine);
  assert.equal(report.label.kind, 'current');
  assert.ok(hashedBytes < genuine.length + 20_000, `${hashedBytes} bytes hashed`);
  assert.ok(signatures <= 12, `${signatures} signatures`);
  assert.ok(reads <= 8, `${reads} reads`);
});

test('a page that names its own length for each of its parts is hashed once, not once a part', async () => {
  const at = genuine.indexOf('<!--tamizdat:proof\n');
  const filler = '<p>x</p>\n'.repeat((MAX_PAGE_BYTES - 40_000) / 9);
  const content = genuine.slice(0, at).replace('</html>', `${filler}</html>`);
  const sizeBytes = bytesOf(content).length;
  const line = (number: number) =>
    `page ${number}/${MAX_PARTS} ${sizeBytes} sha256:${String(number).padStart(64, '0')}\n`;
  const lines = Array.from({ length: MAX_PARTS }, (_, index) => line(index + 1)).join('');
  const { report, hashedBytes } = await costOf(content + genuine.slice(at).replace(/^page .*\n/m, lines));
  assert.equal(report.label.failure, 'hash-mismatch');
  assert.ok(hashedBytes < 2 * MAX_PAGE_BYTES, `${hashedBytes} bytes hashed`);
});

test('a page with a signature of the desk on every line is checked for one of them', async () => {
  const line = /^— courier\.example\/desk\/ru .*\n/m.exec(genuine)?.[0] ?? assert.fail();
  const { signatures, excess } = await costOf(genuine.replace(line, line.repeat(60)));
  assert.equal(excess, null);
  assert.ok(signatures <= 14, `${signatures} signatures`);
});

test('trust data with a root that names hundreds of keys costs no more signatures than roles have keys', async () => {
  const { fingerprint, editions, now } = specimen;
  const files = new Map(editions[2]);
  const root = JSON.parse(utf8(files.get('trust/2.root.json') ?? assert.fail()));
  const { keyids } = root.signed.roles.root;
  root.signatures = Array.from({ length: 200 }, (_, index) => ({
    keyid: index === 0 ? keyids[0] : index.toString(16).padStart(64, '0'),
    sig: '00'.repeat(64),
  }));
  files.set('trust/2.root.json', bytesOf(JSON.stringify(root)));
  const others = parseTrustBundle(files.get('trust/bundle') ?? assert.fail()).filter(
    ({ name }) => name !== '2.root.json',
  );
  files.set(
    'trust/bundle',
    formatTrustBundle([...others, { name: '2.root.json', bytes: bytesOf(JSON.stringify(root)) }]),
  );
  begin();
  const report = await verifyReport({ fingerprint, read: counted(readerOf(files)), now });
  assert.equal(report.exitCode, 1);
  assert.ok(cost.signatures <= 4, `${cost.signatures} signatures`);
});

test('a carrier that has any number of roots is not followed beyond 64 of them, and gives files beyond their cap for nothing', async () => {
  const { fingerprint, editions, now } = specimen;
  const [files = new Map<string, Uint8Array>()] = editions;
  const endless = new Uint8Array(8 * 1024 * 1024);
  begin();
  const read = counted(async (path) =>
    /root\.json$/.test(path) ? (files.get(path) ?? files.get('trust/1.root.json') ?? null) : endless,
  );
  const report = await verifyReport({ fingerprint, read, page: { bytes: endless }, now });
  assert.notEqual(report.exitCode, 0);
  assert.equal(cost.hashedBytes, 0, 'nothing beyond its cap is hashed');
  assert.ok(cost.reads <= 8, `${cost.reads} reads`);
});

/** Input that grows with `n`, and what parses it. */
const GROWING: readonly (readonly [string, (n: number) => string, (text: string) => unknown])[] = [
  ['marks in one another', (n) => around('<em>'.repeat(n)), parseBody],
  ['marks one after the other', (n) => around('<em>x</em>'.repeat(n)), parseBody],
  ['references', (n) => around('&amp;'.repeat(n)), parseBody],
  ['attributes', (n) => around(`<a ${'href="https://x.example/" '.repeat(n)}>x</a>`), parseBody],
  ['paragraphs', (n) => around('</p>\n<p data-id="b2">x'.repeat(n)), parseBody],
  ['lists in lists', (n) => around(`</p>${'<ul><li>'.repeat(n)}`), parseBody],
  ['entries of a listing', (n) => `<section>${'<li><a href="x">y</a></li>'.repeat(n)}`, parseListing],
  ['markers of a page', (n) => '<!--tamizdat:body-->\n'.repeat(n), (text) => splitPage(bytesOf(text))],
  [
    'ends of a comment',
    (n) => `${contentText()}<!--tamizdat:proof\n${'-->\n'.repeat(n)}`,
    (text) => splitPage(bytesOf(text)),
  ],
  ['blank lines of a note', (n) => `x\n${'\n\n'.repeat(n)}`, parseNote],
  ['signature lines', (n) => `x\n\n${'— a.example AAAAAAAAAA==\n'.repeat(n)}`, parseNote],
  ['lines of a policy', (n) => `${'# x\n'.repeat(n)}quorum none\n`, (text) => parsePolicy(bytesOf(text))],
  ['words of a policy', (n) => `group g all ${'w '.repeat(n)}\n`, (text) => parsePolicy(bytesOf(text))],
  ['lines of desks', (n) => 'x\n'.repeat(n), (text) => parseDesks(bytesOf(text))],
  [
    'brackets of JSON',
    (n) => `{"signed":${'['.repeat(n)}${']'.repeat(n)}}`,
    (text) => parseMetadata('root', bytesOf(text)),
  ],
  [
    'members of JSON',
    (n) => `{"signed":{${Array.from({ length: n }, (_, at) => `"k${at}":1`).join(',')}}}`,
    (text) => parseMetadata('root', bytesOf(text)),
  ],
  [
    'files of a bundle',
    (n) => Array.from({ length: n }, (_, at) => `${at + 1}.root.json 0\n`).join(''),
    (text) => parseTrustBundle(bytesOf(text)),
  ],
];

const around = (text: string): string => bodyOf('x').replace('x, in full.', text);
const contentText = (): string => utf8(contentAround(bodyOf('x')));

async function parsed(text: string, parse: (text: string) => unknown): Promise<void> {
  try {
    await parse(text);
  } catch (error) {
    if (!(error instanceof ProofError || error instanceof ArticleError)) throw error;
  }
}

for (const [what, make, parse] of GROWING) {
  test(`${what}: twice as much takes at most twice as many steps`, async () => {
    const [once, twice] = [make(200), make(400)];
    // Whatever is done once only is done before it counts.
    await parsed(twice, parse);
    const steps = [await countSteps(() => parsed(once, parse)), await countSteps(() => parsed(twice, parse))];
    const [first = 0, second = 0] = steps;
    assert.ok(first > 0, 'nothing was counted');
    // Sorting and joining cost a little more than twice.
    assert.ok(second <= 2.4 * first + 500, `${first} steps, then ${second}`);
    await parsed(make(20_000), parse);
  });
}

test('what takes four times as many steps for twice as much would be noticed', async () => {
  const words = (n: number) => Array.from({ length: n }, (_, at) => `w${at % 7}`);
  // A policy read as often as it has words: any parser that begins anew with each.
  const again = (n: number) => async () => {
    for (const word of words(n))
      await parsed(`${`# ${word}\n`.repeat(n)}quorum none\n`, (text) => parsePolicy(bytesOf(text)));
  };
  const [once, twice] = [await countSteps(again(20)), await countSteps(again(40))];
  assert.ok(twice > 2.4 * once + 500, `${once} steps, then ${twice}`);
});
