import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { CarryError } from '../carrier.ts';
import { MemoryLedger, UNCONFIRMED } from '../sync/ledger.ts';
import type { EditionFiles } from '../sync/report.ts';
import { syncCarrier } from '../sync/sync.ts';
import { editionOf, encode, WatchedCarrier } from '../sync/testing/editions.ts';
import { inspectPublic } from './inspect.ts';
import { readBackPublicly } from './prove-in-public.ts';
import { PublicAddress } from './public-address.ts';
import type { PublicReport } from './public-report.ts';
import { PublicSample } from './sample.ts';
import { deadAddress, type PublicHost, startPublicHost } from './testing/public-host.ts';

const first = editionOf({
  'm/aa/1.webp': 'picture',
  'o/bb/2': 'object',
  'ru/index.html': 'front',
  'ru/2026/11/22/a.html': 'article',
  head: 'head one',
});
const second = editionOf({ 'o/bb/2': 'object', 'ru/index.html': 'new front', head: 'head two' });
/** Media, article with twins. */
const GONE = ['m/aa/1.webp', 'ru/2026/11/22/a.html', 'ru/2026/11/22/a.html.br', 'ru/2026/11/22/a.html.gz'];
const CHANGED = ['head', 'head.br', 'head.gz', 'ru/index.html', 'ru/index.html.br', 'ru/index.html.gz'];

interface Scene {
  readonly host: PublicHost;
  readonly carrier: WatchedCarrier;
  readonly ledger: MemoryLedger;
  carry(edition: EditionFiles, settlesMs?: number): Promise<PublicReport>;
  stateOf(path: string): Promise<string | undefined>;
}

async function scene(context: Parameters<typeof startPublicHost>[0]): Promise<Scene> {
  const carrier = new WatchedCarrier('watched');
  const ledger = new MemoryLedger();
  const host = await startPublicHost(context, carrier.files);
  return {
    host,
    carrier,
    ledger,
    async carry(edition, settlesMs = 0) {
      const publicly = { address: host.address, settlesMs };
      const report = await syncCarrier({ carrier, ledger, edition, publicly, retryPausesMs: [] });
      assert.equal(report.outcome, 'complete', JSON.stringify(report.faults));
      return report.publicly ?? assert.fail('nobody looked');
    },
    stateOf: async (path) => (await ledger.load(new Set([path]))).get(path),
  };
}

test('after a sync everything that was put and removed is looked at where readers get it', async (context) => {
  const { host, carry, stateOf } = await scene(context);
  const one = await carry(first);
  assert.deepEqual([one.confirmed, one.pending, one.faults], [first.texts.size, [], []]);
  host.asked.length = 0;
  const two = await carry(second);
  assert.deepEqual([two.pending, two.faults], [[], []]);
  for (const path of [...CHANGED, ...GONE]) assert.ok(host.asked.includes(`/paper/${path}`), path);
  for (const path of GONE) assert.equal(await stateOf(path), undefined, path);
  assert.ok(host.asked.every((path) => !path.includes('?')));
});

test('a sync that had nothing to do tells nothing of what readers get', async (context) => {
  const { host, carrier, ledger, carry } = await scene(context);
  await carry(first);
  const publicly = { address: host.address };
  const again = await syncCarrier({ carrier, ledger, edition: first, publicly, changed: new Set(), retryPausesMs: [] });
  assert.equal(again.outcome, 'complete');
  assert.equal(again.publicly, undefined);
});

test('a host that still gives out what was before is granted its time, and what was removed is ours until then', async (context) => {
  const { host, carrier, ledger, carry, stateOf } = await scene(context);
  await carry(first);
  host.files = new Map(carrier.files);
  const report = await carry(second, 60_000);
  assert.deepEqual(report.faults, []);
  assert.deepEqual(report.pending, [...CHANGED, ...GONE].sort());
  for (const path of GONE) assert.equal(await stateOf(path), UNCONFIRMED, path);

  const again = (carriedAt: Date, settlesMs: number): Promise<PublicReport> =>
    readBackPublicly({
      publicly: { address: host.address, settlesMs },
      edition: second,
      paths: report.pending,
      carriedAt,
    });
  const late = await again(new Date(Date.now() - 61_000), 60_000);
  assert.deepEqual(late.pending, []);
  assert.deepEqual(
    late.faults.map((fault) => `${fault.kind} ${fault.path}`).sort(),
    [...CHANGED.map((path) => `altered ${path}`), ...GONE.map((path) => `still-there ${path}`)].sort(),
  );
  host.files = carrier.files;
  assert.equal((await again(new Date(0), 0)).confirmed, report.pending.length);
  // The next sync that compares them takes them out of the ledger.
  assert.equal((await carry(second)).faults.length, 0);
  for (const path of GONE) assert.equal((await ledger.load(new Set([path]))).size, 0, path);
});

test('what a host shows otherwise than it keeps is named: altered, longer, missing, still there, not answered', async (context) => {
  const { host, carrier, carry } = await scene(context);
  await carry(first);
  const before = new Map(carrier.files);
  host.answer = (path, _request, response) => {
    const altered: Record<string, Uint8Array | number | undefined> = {
      'ru/index.html': encode('NEW FRONT'),
      'ru/index.html.gz': encode('much longer than any twin that was put there, with a beacon in it'.repeat(4)),
      'ru/index.html.br': 404,
      head: 500,
      'm/aa/1.webp': before.get('m/aa/1.webp'),
    };
    const found = altered[path];
    if (found === undefined) return false;
    if (typeof found === 'number') response.writeHead(found).end();
    else response.end(found);
    return true;
  };
  const { faults, pending } = await carry(second);
  assert.deepEqual(pending, []);
  assert.deepEqual(
    faults.map((fault) => [fault.kind, fault.path, fault.kind === 'altered' && fault.found === 'longer']).sort(),
    [
      ['altered', 'ru/index.html', false],
      ['altered', 'ru/index.html.gz', true],
      ['missing', 'ru/index.html.br', false],
      ['still-there', 'm/aa/1.webp', false],
      ['unreachable', 'head', false],
    ],
  );
});

test('a bucket that may not be listed says 403 of what is not there: that counts as long as it gives out others', async (context) => {
  const { host, carry, stateOf } = await scene(context);
  await carry(first);
  let isShut = false;
  host.answer = (path, _request, response) => {
    if (host.files.has(path) && !isShut) return false;
    response.writeHead(403).end();
    return true;
  };
  assert.deepEqual((await carry(second)).faults, []);
  assert.equal(await stateOf('m/aa/1.webp'), undefined);

  await carry(first);
  isShut = true;
  const { faults } = await carry(second);
  assert.ok(faults.length > 0 && faults.every(({ kind }) => kind === 'unreachable'));
  assert.equal(await stateOf('m/aa/1.webp'), UNCONFIRMED);
});

test('an address where nobody answers is one fault with what to do, after a few tries', async (context) => {
  const address = await deadAddress(context);
  const carrier = new WatchedCarrier('watched');
  const many = editionOf(Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`m/aa/${n}.webp`, `${n}`])));
  const report = await syncCarrier({ carrier, edition: many, ledger: new MemoryLedger(), publicly: { address } });
  assert.equal(report.outcome, 'complete');
  const { faults, confirmed } = report.publicly ?? assert.fail('nobody looked');
  assert.equal(confirmed, 0);
  assert.ok(faults.length < 15, `${faults.length} faults`);
  assert.ok(faults.some((fault) => fault.kind === 'unreachable' && fault.path === null));
});

test('a host that compresses, or keeps pages compressed, gives out the same file', async (context) => {
  const { host, carry } = await scene(context);
  host.answer = (path, _request, response) => {
    const bytes = host.files.get(path);
    if (bytes === undefined) return false;
    response.setHeader('content-encoding', 'gzip');
    response.end(gzipSync(bytes));
    return true;
  };
  assert.deepEqual((await carry(first)).faults, []);
});

test('redirects are followed on the same host only, and not without end', async (context) => {
  const { host } = await scene(context);
  const ask = (path: string) => host.address.ask(path, { maxBytes: 100 });
  host.files = new Map([['head', encode('head')]]);
  host.answer = (path, _request, response) => {
    const to = { here: '/paper/head', round: '/paper/round', away: 'http://other.example/paper/head' }[path];
    if (to === undefined) return false;
    response.writeHead(302, { location: to }).end();
    return true;
  };
  assert.equal((await ask('here')).status, 200);
  for (const path of ['round', 'away']) {
    await assert.rejects(ask(path), (error) => error instanceof CarryError && error.code === 'carrier-failed');
  }
});

test('an address that is none of a folder, or holds a password, is refused, and shows none', () => {
  for (const href of ['', 'ftp://host.example/', 'https://host.example/x', 'https://host.example/?q=1', 'paper/']) {
    assert.throws(() => new PublicAddress(href), CarryError, href);
  }
  assert.throws(
    () => new PublicAddress('https://ann:topsecret@host.example/'),
    (error) => error instanceof CarryError && !error.message.includes('topsecret'),
  );
});

test('a path that is not one of an edition is not asked for', async (context) => {
  const { host } = await scene(context);
  for (const path of ['../x', 'a//b', '/head', 'a?b', 'http://other.example/']) {
    await assert.rejects(
      host.address.ask(path, { maxBytes: 1 }),
      (error) => error instanceof CarryError && error.code === 'path-refused',
    );
  }
});

test('of many changes what leads to the rest, every removal and a draw of the others is looked at', () => {
  const file = (path: string) => ({ path, sizeBytes: 1, sha256: 'a'.repeat(64) });
  const drawn = new Set<string>();
  for (let round = 0; round < 40; round += 1) {
    const sample = new PublicSample();
    for (let n = 0; n < 3000; n += 1) sample.addUnchanged(file(`m/bb/${n}.webp`));
    for (let n = 0; n < 3000; n += 1) sample.addChanged(file(`m/aa/${n}.webp`));
    for (const path of ['head', 'ru/index.html', 'index.html', 'trust/timestamp.json', 'log/checkpoint']) {
      sample.addChanged(file(path));
    }
    for (let n = 0; n < 1000; n += 1) sample.addRemoved(`m/cc/${n}.webp`);
    sample.addRemoved('m/aa/7.webp');
    const expected = [...sample.expected()];
    const gone = expected.filter(({ file: there }) => there === null);
    assert.equal(gone.length, 1001);
    const there = expected.filter((each) => each.file !== null).map(({ path }) => path);
    assert.ok(there.includes('head') && there.includes('trust/timestamp.json') && there.includes('log/checkpoint'));
    assert.ok(!there.includes('m/aa/7.webp'));
    assert.ok(there.length >= 499 + 5 - 1 && there.length <= 505, `${there.length}`);
    for (const path of there) drawn.add(path);
  }
  // 400 of 3000 forty times: all but one in three hundred.
  assert.ok(drawn.size > 5 + 2900 + 1900, `${drawn.size} were looked at in time`);
});

const findingsOf = async (host: PublicHost, edition: EditionFiles) => {
  const { findings, abilities } = await inspectPublic({ address: host.address, edition });
  return {
    findings,
    abilities,
    failed: findings.filter(({ result }) => result === 'failed').map(({ check }) => check),
  };
};

test('a well-kept host passes every check', async (context) => {
  const { host, carry } = await scene(context);
  await carry(first);
  const { findings, failed, abilities } = await findingsOf(host, first);
  assert.deepEqual(failed, []);
  assert.deepEqual(new Set(findings.map(({ result }) => result)), new Set(['passed']));
  assert.equal(new Set(findings.map(({ check }) => check)).size, 10);
  assert.deepEqual(abilities, { cors: true, compression: 'br' });
});

test('a bucket that may not be listed passes though it says 403 of what is not there; one that says so of all does not', async (context) => {
  const { host, carry } = await scene(context);
  await carry(first);
  host.answer = (path, _request, response) => {
    if (host.files.has(path) || path === 'o/') return false;
    return Boolean(response.writeHead(403, { 'access-control-allow-origin': '*' }).end());
  };
  assert.deepEqual((await findingsOf(host, first)).failed, []);
  host.answer = (_path, _request, response) => Boolean(response.writeHead(403).end());
  assert.ok((await findingsOf(host, first)).failed.includes('absent'));
});

test('each thing that a host does wrong is found', async (context) => {
  const { host, carry } = await scene(context);
  await carry(first);
  const list = '<html><a href="../">..</a> <a href="bb/">bb/</a></html>';
  type Answer = (path: string, response: ServerResponse) => unknown;
  const wrong: readonly [string, Answer][] = [
    [
      'same-bytes',
      (path, response) => path === 'head' && serve(path, response, {}, 'head one<script src=ad.js></script>'),
    ],
    ['cors', (path, response) => path === 'head' && serve(path, response, { 'access-control-allow-origin': 'null' })],
    ['cors-absent', (path, response) => !host.files.has(path) && response.writeHead(404).end()],
    ['absent', (path, response) => !host.files.has(path) && serve(path, response, {}, 'home')],
    ['content-type', (path, response) => path === 'head' && serve(path, response, { 'content-type': 'text/html' })],
    ['cache', (path, response) => path === 'head' && serve(path, response, { 'cache-control': 'max-age=86400' })],
    ['cache', (path, response) => path === 'm/aa/1.webp' && serve(path, response, { 'cache-control': 'no-cache' })],
    ['compression', (path, response) => path === 'ru/index.html' && serve(path, response, {})],
    ['twins', (path, response) => path === 'ru/index.html.gz' && response.writeHead(404).end()],
    ['no-listing', (path, response) => path === 'o/' && response.end(list)],
    ['no-cookies', (path, response) => path === 'head' && serve(path, response, { 'set-cookie': 'reader=1' })],
  ];
  for (const [expected, answer] of wrong) {
    host.answer = (path, _request, response) => Boolean(answer(path, response));
    const { failed } = await findingsOf(host, first);
    assert.deepEqual(failed, [expected], expected);
  }

  function serve(path: string, response: ServerResponse, headers: Record<string, string>, text?: string): unknown {
    const types: Record<string, string> = { 'm/aa/1.webp': 'image/webp', head: 'text/plain;charset=utf-8' };
    const type = types[path] ?? 'text/html; charset="UTF-8"';
    const fine = { 'access-control-allow-origin': '*', 'content-type': type, 'cache-control': 'no-cache' };
    return response.writeHead(200, { ...fine, ...headers }).end(text ?? host.files.get(path));
  }
});
