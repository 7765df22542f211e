import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import type { LookupFunction } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { testCarrier } from '../../../test/conformance/carrier.ts';
import { openTestBucket, type TestBucket } from '../../../test/conformance/s3-server.ts';
import type { Carrier } from '../carrier.ts';
import { CarryError } from '../carrier.ts';
import { MARKER } from '../claim.ts';
import type { CarrierOpening } from '../open-carrier.ts';
import { MemoryLedger, UNCONFIRMED } from '../sync/ledger.ts';
import { syncCarrier } from '../sync/sync.ts';
import { editionOf } from '../sync/testing/editions.ts';
import type { S3Target } from '../target.ts';
import { openS3Carrier } from './s3.ts';

const OPENING: CarrierOpening = { name: 'bucket-a', newsroom: 'courier.example' };
const MIB = 1024 * 1024;
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const textOf = (bytes: Uint8Array | null | undefined): string => new TextDecoder().decode(bytes ?? bytesOf('(absent)'));

function targetOf(bucket: TestBucket, more: Partial<S3Target> = {}): S3Target {
  const { address: service, bucket: name, region, keyId, key } = bucket;
  return { kind: 's3', service, bucket: name, prefix: '', region, keyId, key, ...more };
}

const toThisMachine: LookupFunction = (_, __, answer) => answer(null, [{ address: '127.0.0.1', family: 4 }]);

for (const [kind, more] of [
  ['s3', { encode: 'none' }],
  ['s3 below a prefix, pages compressed', { prefix: 'editions/courier/' }],
  ['s3 in the style of host names', { style: 'host', encode: 'br' }],
] as const) {
  testCarrier(kind, {
    ...(kind !== 's3' && { optOuts: { sizes: 'pages are kept compressed' } }),
    async open() {
      const bucket = await openTestBucket();
      const target = targetOf(bucket, { service: bucket.address.replace('127.0.0.1', 's3.example'), ...more });
      const carrier = await openS3Carrier(target, OPENING, { lookup: toThisMachine });
      return { carrier, close: () => carrier.close().then(() => bucket.close()) };
    },
  });
}

let bucket: TestBucket;
const carriers: Carrier[] = [];

before(async () => {
  bucket = await openTestBucket();
});
beforeEach(async () => {
  await Promise.all(carriers.splice(0).map((each) => each.close()));
  for (const map of [bucket.objects, bucket.kept.headers, bucket.kept.uploads]) map.clear();
  Object.assign(bucket, { fault: null, lie: null, publicly: 'nothing' });
  const quotaBytes = Number.POSITIVE_INFINITY;
  Object.assign(bucket.kept, {
    versioning: 'off',
    isLocked: false,
    isOld: false,
    versions: [],
    cors: null,
    quotaBytes,
  });
});
after(async () => {
  await Promise.all(carriers.map((each) => each.close()));
  await bucket.close();
});

async function open(
  more: Partial<S3Target> = {},
  opening: Partial<CarrierOpening> = {},
  options: Parameters<typeof openS3Carrier>[2] = {},
): Promise<Carrier> {
  const carrier = await openS3Carrier(targetOf(bucket, more), { ...OPENING, ...opening }, options);
  carriers.push(carrier);
  return carrier;
}

/** Checks a rejection: its code, what its message says, and that it holds no secret. */
function failsAs(code: string, says: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof CarryError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, says);
    assert.ok(error.hint);
    let all = '';
    for (let each: unknown = error; each instanceof Error; each = each.cause) all += `${each.message} ${each.stack}`;
    assert.doesNotMatch(`${all} ${error.hint}`, /KEYID|secret|hunter2/);
    return true;
  };
}

const stored = (key: string) => ({ ...bucket.kept.headers.get(key) });

test('pages and feeds are kept compressed, and everything as it is to be served', async () => {
  const carrier = await open();
  const page = bytesOf('<p>Мост закрыт.</p>'.repeat(100));
  for (const path of ['ru/index.html', 'ru/feed.xml', 'ru/index.html.gz', 'head', 'm/ab/1.webp']) {
    await carrier.write(path, page);
    assert.deepEqual(await carrier.read(path, page.length), page, path);
  }
  const gzip = { 'content-encoding': 'gzip', 'cache-control': 'no-cache' };
  assert.deepEqual(stored('ru/index.html'), { 'content-type': 'text/html;charset=utf-8', ...gzip });
  assert.deepEqual(stored('ru/feed.xml'), { 'content-type': 'application/xml;charset=utf-8', ...gzip });
  assert.deepEqual(stored('ru/index.html.gz'), { 'content-type': 'application/gzip', 'cache-control': 'no-cache' });
  assert.deepEqual(stored('head'), { 'content-type': 'text/plain;charset=utf-8', 'cache-control': 'no-cache' });
  assert.deepEqual(stored('m/ab/1.webp'), {
    'content-type': 'image/webp',
    'cache-control': 'max-age=31536000,immutable',
  });
  const kept = bucket.objects.get('ru/index.html') ?? assert.fail();
  assert.ok(kept.length < page.length / 5);
  assert.deepEqual(new Uint8Array(gunzipSync(kept)), page);
  assert.deepEqual(bucket.objects.get('m/ab/1.webp'), page);
});

test('a page is read back whatever the setting was when it was put there', async () => {
  for (const encode of ['gzip', 'br', 'none'] as const)
    await (await open({ encode })).write(`${encode}/index.html`, bytesOf('page'));
  const carrier = await open({ encode: 'none' });
  for (const encode of ['gzip', 'br', 'none']) {
    assert.equal(textOf(await carrier.read(`${encode}/index.html`, 4)), 'page');
    await assert.rejects(carrier.read(`${encode}/index.html`, 3), failsAs('file-too-large', /index\.html/));
  }
});

test('what calls itself compressed and is not, or is a bomb, does not pass as the page', async () => {
  const carrier = await open();
  await carrier.write('ru/index.html', bytesOf('page'));
  bucket.objects.set('ru/index.html', bytesOf('other'));
  assert.equal(textOf(await carrier.read('ru/index.html', 100)), 'other');
  bucket.objects.set('ru/index.html', new Uint8Array(gzipSync(new Uint8Array(32 * MIB))));
  await assert.rejects(carrier.read('ru/index.html', 64 * 1024), failsAs('file-too-large', /at most 65536/));
});

test('a long list is read whole, from services too that know only its first version', async () => {
  const carrier = await open({ prefix: 'ed/', encode: 'none' });
  const paths = Array.from({ length: 10 }, (_, n) => `o/${n}`);
  for (const path of paths) await carrier.write(path, bytesOf('x'));
  for (const key of ['ed/.hidden', 'ed/a b', 'ed//x', 'elsewhere', 'ed/']) bucket.objects.set(key, bytesOf('not ours'));
  for (const isOld of [false, true]) {
    bucket.kept.isOld = isOld;
    const listed = await Array.fromAsync(carrier.list());
    assert.deepEqual(
      listed,
      paths.map((path) => ({ path, sizeBytes: 1 })),
    );
  }
});

test('a place with other things in it is not taken, nor another newsroom’s, and the marker says whose it is', async () => {
  bucket.objects.set('notes.txt', bytesOf('not ours'));
  await assert.rejects(open(), failsAs('target-foreign', /bucket-a: the bucket courier at .* is not empty/));
  const carrier = await open({ prefix: 'ed/' });
  assert.equal(bucket.objects.size, 1);
  await carrier.write('head', bytesOf('x'));
  assert.deepEqual([...bucket.objects.keys()], ['notes.txt', `ed/${MARKER}`, 'ed/head']);
  await assert.rejects(
    open({ prefix: 'ed/' }, { newsroom: 'gazette.example' }),
    failsAs('target-foreign', /below ed\/ holds the edition of courier\.example/),
  );
  await open({ prefix: 'ed/' }, { known: true });
  await assert.rejects(open({ prefix: 'new/' }, { known: true }), failsAs('carrier-unreachable', /not the place/));
});

test('what keeps a bucket from being carried to is told, with what to do, and without a secret', async () => {
  for (const [more, code, says] of [
    [{ key: 'hunter2' }, 'carrier-forbidden', /bucket-a: opening it: .* answers 403 \(SignatureDoesNotMatch\)/],
    [{ keyId: 'hunter2' }, 'carrier-forbidden', /answers 403 \(InvalidAccessKeyId\)/],
    [{ region: 'lan-2' }, 'carrier-failed', /it is in the region lan-1, not in lan-2/],
    [{ bucket: 'nobody' }, 'carrier-failed', /the bucket nobody .* answers 404 \(NoSuchBucket\)/],
    [{ service: 'http://127.0.0.1:1/' }, 'carrier-unreachable', /127\.0\.0\.1:1 cannot be reached/],
    [{ prefix: 'no-slash' }, 'path-refused', /"no-slash"/],
    [{ prefix: '../' }, 'path-refused', /"\.\.\/"/],
  ] as const) {
    await assert.rejects(open(more), failsAs(code, says));
  }
  const ahead = () => new Date(Date.now() + 26 * 3_600_000 + 5_000);
  await assert.rejects(
    open({}, {}, { now: ahead }),
    failsAs('carrier-failed', /the clock of this machine is 1 d 2 h ahead of the service's/),
  );
});

test('a full bucket and a busy service are told apart, and only the busy one is to be tried again', async () => {
  const carrier = await open();
  bucket.kept.quotaBytes = 100;
  await assert.rejects(carrier.write('head', new Uint8Array(200)), failsAs('carrier-full', /head: .*QuotaExceeded/));
  bucket.fault = 'busy';
  await assert.rejects(carrier.read('head', 10), (error) => {
    assert.ok(failsAs('carrier-unreachable', /503 \(SlowDown\)/)(error));
    return (error as CarryError).retryable;
  });
});

test('an answer that breaks off, leads elsewhere or never comes is a failure, never half a file', async () => {
  const carrier = await open({}, {}, { silenceMs: 300 });
  await carrier.write('head', bytesOf('whole file'));
  bucket.fault = 'cut off';
  await assert.rejects(carrier.read('head', 100), failsAs('carrier-unreachable', /head/));
  bucket.fault = 'redirect';
  await assert.rejects(carrier.read('head', 100), failsAs('carrier-failed', /307/));
  bucket.fault = null;
  for (const lie of ['says nothing', 'drips'] as const) {
    bucket.lie = lie;
    await assert.rejects(carrier.read('head', 100), failsAs('carrier-unreachable', /head/), lie);
  }
});

test('an abort ends what is under way, with its reason', async () => {
  const carrier = await open();
  await carrier.write('head', bytesOf('x'));
  bucket.lie = 'says nothing';
  const stopping = new AbortController();
  const reading = carrier.read('head', 10, stopping.signal);
  const writing = carrier.write('m/aa/1.webp', new Uint8Array(MIB), stopping.signal);
  setImmediate(() => stopping.abort(new Error('stopped')));
  await assert.rejects(reading, /^Error: stopped$/);
  await assert.rejects(writing, /^Error: stopped$/);
});

test('a file over 8 MiB goes in parts, with its headers, and comes back whole', async () => {
  const carrier = await open();
  const bytes = new Uint8Array(randomBytes(17 * MIB));
  await carrier.write('m/aa/1.mp4', bytes);
  assert.equal(bucket.asked.filter((each) => each.startsWith('PUT m/aa/1.mp4?partNumber')).length, 3);
  assert.equal(stored('m/aa/1.mp4')['content-type'], 'video/mp4');
  assert.ok(Buffer.from((await carrier.read('m/aa/1.mp4', bytes.length)) ?? []).equals(bytes));
  assert.equal(bucket.kept.uploads.size, 0);
});

test('a file in parts that fails leaves no parts behind, and those of a crash go with the next try', async () => {
  const carrier = await open();
  await carrier.write('head', bytesOf('x'));
  bucket.kept.quotaBytes = MIB;
  const bytes = new Uint8Array(9 * MIB);
  // Refused only when the parts are put together, in an answer that begins with 200.
  await assert.rejects(carrier.write('m/aa/1.mp4', bytes), failsAs('carrier-full', /QuotaExceeded/));
  assert.equal(bucket.kept.uploads.size, 0);
  for (const key of ['m/aa/1.mp4', 'm/aa/1.mp4.other']) bucket.kept.beginParts(key, {});
  bucket.kept.quotaBytes = Number.POSITIVE_INFINITY;
  await carrier.write('m/aa/1.mp4', bytes);
  assert.deepEqual(
    [...bucket.kept.uploads.values()].map(({ key }) => key),
    ['m/aa/1.mp4.other'],
  );
});

for (const versioning of ['on', 'suspended'] as const) {
  test(`where versions are ${versioning}, nothing that was replaced or removed can be read any more`, async () => {
    bucket.kept.versioning = 'on';
    const early = await open({ encode: 'none' });
    await early.write('ru/a.html', bytesOf('first'));
    bucket.kept.versions.push({ key: 'ru/a.html.gz', id: 'other', bytes: bytesOf('twin') });
    bucket.kept.versions.push({ key: 'ru/a.html', id: 'v0', bytes: bytesOf('before') });
    bucket.kept.versioning = versioning;
    const carrier = await open({ encode: 'none' });
    await carrier.write('ru/a.html', bytesOf('second'));
    const of = (key: string) =>
      bucket.kept.versions.flatMap((each) => (each.key === key && each.bytes !== null ? [textOf(each.bytes)] : []));
    assert.deepEqual(of('ru/a.html'), ['second']);
    assert.equal(textOf(bucket.objects.get('ru/a.html')), 'second');
    assert.equal(of(MARKER).length, 1);
    await carrier.remove('ru/a.html');
    assert.deepEqual(of('ru/a.html'), []);
    assert.deepEqual(of('ru/a.html.gz'), ['twin']);
    assert.equal(await carrier.read('ru/a.html', 10), null);
  });
}

test('a version that a death in the middle of replacing left is gone after the next sync', async () => {
  bucket.kept.versioning = 'on';
  const ledger = new MemoryLedger();
  const carry = async (page: string) => {
    const edition = editionOf({ 'ru/a.html': page, head: `head of ${page}` });
    const report = await syncCarrier({ carrier: await open({ encode: 'none' }), ledger, edition, retryPausesMs: [] });
    assert.equal(report.outcome, 'complete', JSON.stringify(report.faults));
  };
  await carry('named somebody');
  const before = bucket.kept.versions.find(({ key }) => key === 'ru/a.html');
  await carry('names nobody');
  // As if it had died after the new bytes were put, and before the old version was removed.
  assert.ok(before !== undefined && !bucket.kept.versions.includes(before));
  bucket.kept.versions.unshift(before);
  await ledger.record(new Map([['ru/a.html', UNCONFIRMED]]));
  await carry('names nobody');
  const held = bucket.kept.versions.flatMap(({ key, bytes }) => (key === 'ru/a.html' && bytes ? [textOf(bytes)] : []));
  assert.deepEqual(held, ['names nobody']);
});

test('versions that are switched on later, unseen, are noticed by what the service answers', async () => {
  const carrier = await open({ encode: 'none' });
  await carrier.write('ru/a.html', bytesOf('first'));
  bucket.kept.versioning = 'on';
  await carrier.write('ru/a.html', bytesOf('second'));
  await carrier.write('ru/a.html', bytesOf('third'));
  assert.equal(bucket.kept.versions.length, 1);
  await carrier.remove('ru/a.html');
  await carrier.remove('ru/a.html');
  // The mark that it was deleted holds nothing of it.
  assert.deepEqual(bucket.kept.versions, [{ key: 'ru/a.html', id: bucket.kept.versions[0]?.id, bytes: null }]);
});

test('a bucket that does not give up old versions is no carrier, and nothing is published there', async () => {
  Object.assign(bucket.kept, { versioning: 'on', isLocked: true });
  const carrier = await open();
  await assert.rejects(
    carrier.write('head', bytesOf('x')),
    failsAs('carrier-forbidden', /older versions stay readable/),
  );
  assert.deepEqual([...bucket.objects.keys()], [MARKER]);
});

test('a service that lies about success is found out by what is read back, and told the truth when it stops', async () => {
  const carrier = await open();
  const ledger = new MemoryLedger();
  const sync = (text: string) => {
    const bytes = bytesOf(text);
    const file = { path: 'ru/index.html', sizeBytes: bytes.length, sha256: sha256Of(bytes) };
    const edition = { list: () => [file], read: async () => bytes };
    return syncCarrier({ carrier, edition, ledger, retryPausesMs: [] });
  };
  assert.equal((await sync('the first text')).outcome, 'complete');
  for (const lie of ['stores nothing', 'stores half', 'gives the former'] as const) {
    bucket.lie = lie;
    const { outcome, faults } = await sync(`another text, under "${lie}"`);
    assert.deepEqual([outcome, faults[0]?.kind], ['failed', 'altered'], lie);
  }
  bucket.lie = null;
  assert.equal((await sync('the last text')).outcome, 'complete');
  const { written, unchanged } = await sync('the last text');
  assert.deepEqual([written, unchanged], [0, 1], 'a page that is kept compressed is known by what was read back');
});
