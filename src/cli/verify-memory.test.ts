import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { command } from '../../test/journey/command.ts';
import { Newsroom } from '../../test/vectors/newsroom.ts';
import {
  articleSpec,
  type Bench,
  BRIDGE_PATH,
  firstSpecs,
  listingSpec,
  openBench,
  openHost,
  type Reader,
} from '../../test/verify/edition.ts';
import { TrustStore } from './trust-store.ts';

const NOW = new Date('2026-11-22T12:00:00Z');

let bench: Bench;

before(async () => {
  bench = await openBench(() => NOW);
});

after(() => bench.remove());

async function published(): Promise<Newsroom> {
  const newsroom = await Newsroom.open('2026-11-22T10:15:07Z');
  await newsroom.publish(firstSpecs());
  return newsroom;
}

/** A newsroom after root 2 took every online key away from a thief, and a reader who trusts it since root 1. */
async function renewed(expires = '2026-12-06T00:00:00Z') {
  const first = await published();
  const reader = bench.reader();
  await reader.run('trust', 'add', await bench.folder(first.files));
  const keys = { targets: ['targets-new'], snapshot: ['snapshot-new'], timestamp: ['timestamp-new'] };
  const bytes = await first.makeRoot(2, { keys });
  const second = await published();
  await second.writeTrust({
    root: { version: 2, bytes },
    versions: { targets: 2, snapshot: 2, timestamp: 2 },
    by: { targets: 'targets-new', snapshot: 'snapshot-new', timestamp: 'timestamp-new' },
    expires: { timestamp: expires },
  });
  second.files.set('trust/1.root.json', first.file('trust/1.root.json'));
  return { first, second, reader };
}

/** What a reader has stored of the one newsroom they trust. */
async function storedOf(reader: Reader) {
  const [stored] = await new TrustStore(reader.home).list();
  return stored ?? assert.fail('nothing is trusted');
}

/** A thief who holds the targets and online keys that root 2 took away. */
async function thiefOf(first: Newsroom): Promise<ReadonlyMap<string, Uint8Array>> {
  const thief = await Newsroom.open('2026-11-22T10:15:07Z');
  const desk = await thief.desk('desk/thief', ['ru']);
  await thief.writeTrust({ versions: { targets: 9, snapshot: 9, timestamp: 9 }, desks: [desk] });
  thief.number = first.number + 5;
  const signers = [await thief.signer('desk/thief')];
  const forged = [
    articleSpec('Forged'),
    articleSpec('More', { article: '9fk9m2tq7x' }),
    listingSpec('front', 'Courier'),
  ];
  await thief.publish([...forged, listingSpec('day', 'Day')].map((spec) => ({ ...spec, signers })));
  return thief.files;
}

test('a root that was once verified is not forgotten, though the carrier that brought it had expired', async () => {
  const { first, second, reader } = await renewed('2026-11-22T00:00:00Z');
  const honest = await reader.verify(await bench.folder(second.files));
  assert.deepEqual([honest.exitCode, honest.label.kind], [0, 'older']);
  const forged = await reader.verify(join(await bench.folder(await thiefOf(first)), BRIDGE_PATH));
  assert.notEqual(forged.exitCode, 0, forged.label.text);
});

test('a root that came from a carrier without a head is not forgotten', async () => {
  const { first, second, reader } = await renewed();
  const host = await openHost((path) => (path === '/head' ? null : (second.files.get(path.slice(1)) ?? null)));
  const honest = await reader.verify(`${host.address}/${BRIDGE_PATH}`);
  await host.close();
  assert.deepEqual([honest.exitCode, honest.head], [0, null]);
  assert.notEqual((await reader.verify(join(await bench.folder(await thiefOf(first)), BRIDGE_PATH))).exitCode, 0);
});

test('trusting a newsroom again from an old copy takes nothing back', async () => {
  const { first, second, reader } = await renewed();
  assert.equal((await reader.verify(await bench.folder(second.files))).exitCode, 0);
  const before = await storedOf(reader);
  const again = await reader.run('trust', 'add', await bench.folder(first.files));
  assert.equal(again.exitCode, 0, again.err);
  assert.match(again.out, /^Trusted already: /);
  const known = (await storedOf(reader)).known ?? assert.fail();
  assert.deepEqual(known, before.known);
  assert.match(new TextDecoder().decode(known), /^2\.root\.json /m);
  assert.match(again.err, /^warning: what is known of this newsroom is kept/m);
  assert.notEqual((await reader.verify(join(await bench.folder(await thiefOf(first)), BRIDGE_PATH))).exitCode, 0);
});

test('of two runs at once the slower one takes back nothing that the faster one saw', async () => {
  const newsroom = await published();
  const old = new Map(newsroom.files);
  const reader = bench.reader();
  await reader.run('trust', 'add', await bench.folder(old));
  await newsroom.publish([listingSpec('front', 'Courier', { revision: 2 })]);
  const fresh = await bench.folder(newsroom.files);
  let faster: Promise<unknown> | null = null;
  const server = createServer(async (request, response) => {
    const bytes = old.get((request.url ?? '').slice(1));
    // The slow carrier stops in the middle, until another run has seen the newer edition.
    if (request.url === '/log/checkpoint') {
      faster ??= reader.verify(fresh);
      await faster;
    }
    response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    const { port } = server.address() as AddressInfo;
    const slower = await reader.verify(`http://127.0.0.1:${port}/`);
    assert.notEqual(faster, null);
    assert.deepEqual([slower.exitCode, slower.label.failure], [1, 'rollback'], slower.label.text);
    assert.equal((await storedOf(reader)).seen?.number, 2);
  } finally {
    server.close();
  }
});

test('two entries of one newsroom are stored one after the other', async () => {
  const store = new TrustStore(bench.path('home-store'));
  const fingerprint = 'ab'.repeat(32);
  const entry = { fingerprint, identity: null, addedAt: '2026-11-22T12:00:00Z', known: null, seen: null };
  assert.equal(await store.replace(null, entry), true);
  const seen = (number: number) => ({ ...entry, seen: { number, checkpoint: 'x' } });
  assert.equal(await store.replace(entry, seen(1)), true);
  assert.equal(await store.replace(entry, seen(2)), false, 'something else stands there by now');
  const raise = () =>
    store.update(fingerprint, async (before) => ({ ...entry, seen: seen((before?.seen?.number ?? 0) + 1).seen }));
  await Promise.all(Array.from({ length: 8 }, raise));
  assert.equal((await store.get(fingerprint))?.seen?.number, 9);
});

test('a second newsroom of the same name is told loudly, with both fingerprints, and again by verify', async () => {
  const real = await published();
  const false_ = await Newsroom.open('2026-11-22T10:15:07Z');
  await false_.writeTrust({ root: { version: 1, bytes: await false_.makeRoot(1, { keys: { root: ['evil'] } }) } });
  await false_.publish(firstSpecs());
  const reader = bench.reader();
  const first = await reader.run('trust', 'add', await bench.folder(real.files));
  assert.doesNotMatch(first.err, /WARNING/);
  const folder = await bench.folder(false_.files);
  const second = await reader.run('trust', 'add', folder);
  assert.match(second.err, /^WARNING: you trust another newsroom of this name already/m);
  const shown = [first.out, second.out].map((out) => /^fingerprint (.*)$/m.exec(out)?.[1] ?? assert.fail());
  for (const fingerprint of shown) assert.ok(second.err.includes(fingerprint), second.err);
  assert.match((await reader.run('verify', folder)).err, /^warning: 2 newsrooms that you trust use this name/m);
});

test('the evidence of a fork is kept, and the page that led to it', async () => {
  const [one, two] = [await published(), await Newsroom.open('2026-11-22T10:15:07Z')];
  await two.publish([...firstSpecs().slice(1), articleSpec('Bridge open')]);
  assert.equal(one.size, two.size);
  const reader = bench.reader();
  await reader.run('trust', 'add', await bench.folder(one.files));
  assert.equal((await reader.verify(await bench.folder(one.files))).exitCode, 0);
  const page = join(await bench.folder(two.files), BRIDGE_PATH);
  const conflict = await reader.verify(page);
  assert.deepEqual([conflict.label.kind, conflict.exitCode], ['conflict', 1]);
  const folder = conflict.evidenceFolder ?? assert.fail('nothing was kept');
  assert.ok(folder.startsWith(join(reader.home, 'evidence')));
  const checkpoints = ['checkpoint-1', 'checkpoint-2'].map((name) => readFile(join(folder, name), 'utf8'));
  assert.deepEqual(await Promise.all(checkpoints), conflict.evidence);
  assert.deepEqual(new Uint8Array(await readFile(join(folder, 'page.html'))), two.file(BRIDGE_PATH));
  assert.equal((await storedOf(reader)).seen?.checkpoint, one.checkpoint, 'what was met first stays');
  assert.ok((await reader.run('verify', page)).out.includes(`kept in ${folder}`));
});

test('a folder whose log/ is of another tree than its head is a conflict', async () => {
  const [one, two] = [await published(), await Newsroom.open('2026-11-22T10:15:07Z')];
  await two.publish([...firstSpecs().slice(1), articleSpec('Bridge open')]);
  const log = [...two.files].filter(([path]) => path.startsWith('log/'));
  const reader = bench.reader();
  await reader.run('trust', 'add', await bench.folder(one.files));
  const answer = await reader.verify(await bench.folder(new Map([...one.files, ...log])));
  assert.deepEqual([answer.label.kind, answer.exitCode, answer.evidence?.length], ['conflict', 1, 2]);
});

test('another history of another size than the one seen is a conflict', async () => {
  const [one, two] = [await published(), await Newsroom.open('2026-11-22T10:15:07Z')];
  await two.publish([...firstSpecs().slice(1), articleSpec('Bridge open')]);
  await two.publish([listingSpec('front', 'Courier', { revision: 2 })]);
  const reader = bench.reader();
  await reader.run('trust', 'add', await bench.folder(one.files));
  assert.equal((await reader.verify(await bench.folder(one.files))).exitCode, 0);
  assert.equal((await reader.verify(await bench.folder(two.files))).label.kind, 'conflict');
});

test('what cannot be stored does not change the verdict', async () => {
  const newsroom = await published();
  const reader = bench.reader();
  await reader.run('trust', 'add', await bench.folder(newsroom.files));
  // A lock of another machine: it is never taken over.
  await writeFile(join(reader.home, 'trust/tamizdat.lock'), '{"pid":1,"host":"elsewhere"}');
  const { exitCode, err } = await reader.run('verify', await bench.folder(newsroom.files));
  assert.equal(exitCode, 0, err);
  assert.match(err, /^warning: what was seen could not be kept/m);
});

test('a trust store that cannot be read says nothing about a page', async () => {
  const newsroom = await published();
  const reader = bench.reader();
  await mkdir(join(reader.home, 'trust'), { recursive: true });
  await writeFile(join(reader.home, 'trust', `${'0'.repeat(64)}.json`), '{');
  const { exitCode, out, err } = await reader.run('verify', await bench.folder(newsroom.files));
  assert.deepEqual([exitCode, out], [3, 'Cannot tell\n']);
  assert.match(err, /^error: .* cannot be understood$/m);
});

test('Ctrl-C ends a run against a carrier that trickles', async () => {
  const newsroom = await published();
  const reader = bench.reader();
  await reader.run('trust', 'add', await bench.folder(newsroom.files));
  const stop = new AbortController();
  const server = createServer((request, response) => {
    const bytes = newsroom.files.get((request.url ?? '').slice(1));
    if (request.url !== '/head') return void response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
    response.writeHead(200);
    response.write('t');
    stop.abort();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    const { port } = server.address() as AddressInfo;
    const person = { home: reader.home, now: () => NOW, signal: stop.signal };
    const { exitCode } = await command(['verify', `http://127.0.0.1:${port}/${BRIDGE_PATH}`], person);
    assert.equal(exitCode, 130);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
