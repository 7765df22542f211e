import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type EditionOnDisk, publishHundredThousand, publishThousand, publishWrong, type Wrong } from './editions.ts';
import { missing, runTool } from './tools.ts';

/** Debian's `golang-golang-x-mod-dev` lies in a GOPATH; nothing is downloaded. */
const GO = { GO111MODULE: 'off', GOPATH: '/usr/share/gocode', GOFLAGS: '', GOTOOLCHAIN: 'local' };
const SOURCE = join(import.meta.dirname, 'go', 'agree.go');
const skip = await missing('Go with golang.org/x/mod', 'go', ['list', 'golang.org/x/mod/sumdb/tlog'], GO);

let scratch: string;
let program: string;
const editions: EditionOnDisk[] = [];

before(async () => {
  if (skip !== false) return;
  scratch = await mkdtemp(join(tmpdir(), 'tamizdat-independent-'));
  program = join(scratch, 'agree');
  const built = await runTool('go', ['build', '-o', program, SOURCE], { ...GO, GOCACHE: join(scratch, 'cache') });
  assert.equal(built.exitCode, 0, built.err);
  editions.push(await publishThousand(), await publishHundredThousand(join(scratch, 'hundred-thousand')));
});

after(() => (scratch === undefined ? undefined : rm(scratch, { recursive: true, force: true })));

const agree = ({ folder, older, consistency }: EditionOnDisk) => runTool(program, [folder, older, consistency]);
const editionOf = (at: number): EditionOnDisk => editions[at] as EditionOnDisk;

test('x/mod agrees with an edition of a thousand entries: notes, tiles, every entry, every page, the last leaf', {
  skip,
}, async () => {
  const edition = editionOf(0);
  const { exitCode, out, err } = await agree(edition);
  assert.equal(exitCode, 0, err);
  assert.ok(edition.size > 1000);
  assert.equal(out, `agree: ${edition.size} entries, 704 pages, consistent with 705 entries\n`);
});

test('x/mod agrees with a log of a hundred thousand entries', { skip }, async () => {
  const { exitCode, out, err } = await agree(editionOf(1));
  assert.equal(exitCode, 0, err);
  assert.equal(out, 'agree: 100000 entries, 4 pages, consistent with 99995 entries\n');
});

/** The first file below a folder whose path ends so. */
async function fileIn(folder: string, end: RegExp): Promise<string> {
  const names = await readdir(folder, { recursive: true });
  const name = names.sort().find((each) => end.test(each));
  assert.ok(name !== undefined, `no file ${end}`);
  return join(folder, name);
}

/** Where a letter is exchanged for another of the same kind: what is spoilt still parses. */
function flip(bytes: Uint8Array, at: number): Uint8Array {
  const byte = bytes[at] ?? 0;
  const isHex = (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66);
  return bytes.with(at, isHex ? (byte === 0x31 ? 0x32 : 0x31) : byte ^ 1);
}

/** What is changed, in which file, where, and what the tool says. */
const spoilt: readonly (readonly [string, RegExp, (bytes: Uint8Array) => number, RegExp])[] = [
  [
    'the root in the checkpoint',
    /^log\/checkpoint$/,
    (bytes) => bytes.indexOf(0x0a, 30) + 3,
    /^error: log\/checkpoint: /,
  ],
  ['the clock’s signature', /^log\/checkpoint$/, (bytes) => bytes.length - 20, /^error: log\/checkpoint: /],
  ['a hash in a tile', /^log\/tile\/0\/001$/, () => 100, /^error: log\/tile: .*: not the tile of its entries/],
  [
    'a hash in a tile above',
    /^log\/tile\/1\/000\.p\/3$/,
    () => 40,
    /^error: log\/tile: .*: not the tile of its entries/,
  ],
  ['an entry', /^log\/tile\/entries\/000$/, () => 60, /^error: log\/tile: the entries give the root/],
  ['the edition record', /^head$/, (bytes) => Buffer.from(bytes).indexOf('number ') + 7, /^error: head: .*proof/],
  [
    'the proof in the head',
    /^head$/,
    (bytes) => Buffer.from(bytes).indexOf('index ') + 6,
    /^error: head: tlog: invalid inputs/,
  ],
  ['the text of a page', /^de\/2026\/11\/22\/a.*\.html$/, () => 20, /\.html: its record names another page/],
  [
    'the record of a page',
    /^de\/2026\/11\/22\/a.*\.html$/,
    (bytes) => Buffer.from(bytes).indexOf('\nday ') + 14,
    /\.html: .*proof/,
  ],
  ['the log’s key', /\.policy\.txt$/, (bytes) => Buffer.from(bytes).indexOf('+A') + 20, /^error: .*verifier/],
  ['a desk’s key', /\.desks\.txt$/, (bytes) => Buffer.from(bytes).lastIndexOf('+A') + 20, /^error: .*verifier/],
];

for (const [what, name, where, says] of spoilt) {
  test(`x/mod refuses an edition in which one byte was changed: ${what}`, { skip }, async () => {
    const edition = editionOf(0);
    const path = await fileIn(edition.folder, name);
    const bytes = new Uint8Array(await readFile(path));
    await writeFile(path, flip(bytes, where(bytes)));
    const { exitCode, out, err } = await agree(edition);
    await writeFile(path, bytes);
    assert.match(err, says);
    assert.deepEqual([exitCode, out], [1, '']);
  });
}

test('x/mod refuses our consistency proof when it is shortened, and a checkpoint of another log', {
  skip,
}, async () => {
  const edition = editionOf(0);
  const hashes = await readFile(edition.consistency, 'utf8');
  const short = `${edition.consistency}.short`;
  await writeFile(short, hashes.split('\n').slice(1).join('\n'));
  const shortened = await agree({ ...edition, consistency: short });
  assert.match(shortened.err, /^error: consistency of 705 and /);
  const other = await agree({ ...edition, older: editionOf(1).older });
  assert.match(other.err, /^error: older checkpoint: /);
  assert.deepEqual([shortened.exitCode, other.exitCode], [1, 1]);
});

/** Editions that are well formed, logged and proven. */
const wrong: readonly (readonly [string, Wrong, RegExp])[] = [
  ['is not the last leaf', { after: ['something newer\n'] }, /^error: head: the edition is not the last leaf/],
  ['a desk signed, and not the log', { editionBy: 'desk/ru' }, /^error: head: note has no verifiable signatures/],
  ['holds what no desk signed', { recordsBy: 'desk/stranger' }, /\.html: note has no verifiable signatures/],
];

for (const [at, [what, how, says]] of wrong.entries()) {
  test(`x/mod refuses an edition that ${what}`, { skip }, async () => {
    const { exitCode, err } = await agree(await publishWrong(join(scratch, `wrong-${at}`), how));
    assert.match(err, says);
    assert.equal(exitCode, 1);
  });
}
