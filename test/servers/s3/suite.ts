import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, before, type TestContext, test } from 'node:test';
import {
  adviseS3,
  CarryError,
  type EditionFiles,
  MemoryLedger,
  openCarrier,
  probeS3,
  type S3Findings,
  type S3Target,
  syncCarrier,
} from '../../../src/carry/index.ts';
import { openS3Carrier } from '../../../src/carry/s3/s3.ts';
import { openRelay } from '../../../src/censor/index.ts';
import { listVersions, S3Client, uploadsOf } from '../../../src/platform/s3/index.ts';
import { testCarrier } from '../../conformance/carrier.ts';
import { openCuttingRelay } from '../../conformance/cutting-relay.ts';
import { openLiar } from './liar.ts';
import { KEYS, type S3Server, startS3, targetOf } from './start.ts';

const OPENING = { name: 'bucket-a', newsroom: 'courier.example' };
const MIB = 1024 * 1024;
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array | null): string => new TextDecoder().decode(bytes ?? bytesOf('(absent)'));
const isCode = (code: string) => (error: unknown) => error instanceof CarryError && error.code === code;

/** An edition of these files. */
export function editionOf(files: Iterable<readonly [string, Uint8Array]>): EditionFiles {
  const all = new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
  const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
  const list = [...all].map(([path, bytes]) => ({ path, sizeBytes: bytes.length, sha256: sha256Of(bytes) }));
  return {
    list: (paths) => list.filter(({ path }) => paths?.has(path) ?? true),
    read: async (path) => all.get(path) ?? null,
  };
}

/** What is special about a service. */
export interface Service {
  /** What the probe finds in a bucket as it was made. */
  readonly findings: Partial<S3Findings>;
  /** Limits a bucket to so many bytes; null lifts the limit. */
  readonly limit: (server: S3Server, bucket: string, maxBytes: number | null) => Promise<void>;
}

/** The suite and the faults, against a real service; `server` answers once the tests run. */
export function testS3Service(name: keyof typeof KEYS, service: Service): { readonly server: () => S3Server } {
  let server: S3Server | undefined;
  const running = (): S3Server => server ?? assert.fail(`${name} is not there`);
  const target = (more: Partial<S3Target> = {}): S3Target => targetOf(name, running().address, more);
  const clientOf = (place: S3Target): S3Client => new S3Client(place);

  async function createBucket(bucket: string): Promise<S3Target> {
    const place = target({ bucket, prefix: '' });
    const client = clientOf(place);
    await client.expect({ method: 'PUT' }, [200]);
    await client.close();
    return place;
  }
  async function open(context: TestContext, place: S3Target, options?: Parameters<typeof openS3Carrier>[2]) {
    const carrier = await openS3Carrier(place, OPENING, options);
    context.after(() => carrier.close());
    return carrier;
  }
  function withClient(context: TestContext, place: S3Target): S3Client {
    const client = clientOf(place);
    context.after(() => client.close());
    return client;
  }

  before(async () => {
    server = await startS3(name);
    await createBucket('courier');
  });
  after(() => server?.close());

  testCarrier(name, {
    optOuts: { sizes: 'pages are kept compressed' },
    async open() {
      const carrier = await openCarrier(target(), OPENING);
      return { carrier, close: () => carrier.close() };
    },
  });

  const check = (title: string, body: (context: TestContext) => Promise<void>): void => {
    test(`${name}: ${title}`, body);
  };

  check('an edition is carried, and the next sync writes nothing although pages are kept compressed', async (t) => {
    const place = target();
    const page = bytesOf('<p>Мост закрыт.</p>'.repeat(200));
    const edition = editionOf([
      ['m/aa/1.webp', new Uint8Array(randomBytes(5_000))],
      ['ru/2026/11/22/a.html', page],
      ['ru/2026/11/22/a.html.gz', bytesOf('its twin')],
      ['head', bytesOf('head')],
    ]);
    const ledger = new MemoryLedger();
    const first = await syncCarrier({ carrier: await open(t, place), edition, ledger });
    assert.deepEqual([first.outcome, first.written], ['complete', 4]);
    const second = await syncCarrier({ carrier: await open(t, place), edition, ledger });
    assert.deepEqual([second.outcome, second.written, second.unchanged], ['complete', 0, 4]);
    const answer = await withClient(t, place).ask({ method: 'GET', key: `${place.prefix}ru/2026/11/22/a.html` });
    assert.equal(answer.headers.get('content-encoding'), 'gzip');
    assert.equal(answer.headers.get('cache-control'), 'no-cache');
    assert.match(answer.headers.get('content-type') ?? '', /^text\/html; ?charset=utf-8$/i);
    assert.ok(answer.sizeBytes < page.length / 10);
  });

  check('a file over 8 MiB goes in parts, and comes back whole', async (t) => {
    const place = target();
    const carrier = await open(t, place);
    const bytes = new Uint8Array(randomBytes(17 * MIB));
    await carrier.write('m/aa/1.mp4', bytes);
    assert.ok(Buffer.from((await carrier.read('m/aa/1.mp4', bytes.length)) ?? []).equals(bytes));
    assert.deepEqual(await Array.fromAsync(carrier.list()), [{ path: 'm/aa/1.mp4', sizeBytes: bytes.length }]);
  });

  check(
    'a connection cut in the middle of a file is told, and the next try ends well, with no parts left',
    async (t) => {
      const { port } = new URL(running().address);
      const relay = await openCuttingRelay(Number(port));
      t.after(() => relay.close());
      const place = target({ service: `http://127.0.0.1:${relay.port}/` });
      const carrier = await open(t, place);
      const client = withClient(t, { ...place, service: running().address });
      const bytes = new Uint8Array(randomBytes(9 * MIB));
      await carrier.write('head', bytesOf('x'));
      for (const [path, cutAfter] of [
        ['m/aa/1.webp', 2 * MIB],
        ['m/aa/1.mp4', 8.5 * MIB],
      ] as const) {
        const file = path.endsWith('mp4') ? bytes : bytes.subarray(0, 4 * MIB);
        relay.cutAfter(cutAfter);
        await assert.rejects(carrier.write(path, file), isCode('carrier-unreachable'));
        relay.cutAfter(null);
        assert.equal(await carrier.read(path, file.length), null, 'half a file is not there');
        await carrier.write(path, file);
        assert.ok(Buffer.from((await carrier.read(path, file.length)) ?? []).equals(file));
        assert.deepEqual(await uploadsOf(client, place.prefix + path), []);
      }
    },
  );

  check('a service that falls silent in the middle of an answer is left, and an abort is heard at once', async (t) => {
    const { hostname, port } = new URL(running().address);
    const relay = await openRelay({ upstream: { host: hostname, port: Number(port) } });
    t.after(() => relay.close());
    const place = target({ service: relay.address });
    const carrier = await open(t, place, { silenceMs: 1_000 });
    await carrier.write('m/aa/1.webp', new Uint8Array(randomBytes(MIB)));
    relay.set({ kind: 'freeze', afterBytes: 64 * 1024 });
    await assert.rejects(carrier.read('m/aa/1.webp', MIB), isCode('carrier-unreachable'));
    relay.set({ kind: 'slow', bytesPerSecond: 1_000 });
    const stopping = new AbortController();
    const reading = carrier.read('m/aa/1.webp', MIB, stopping.signal);
    setImmediate(() => stopping.abort(new Error('stopped')));
    await assert.rejects(reading, /^Error: stopped$/);
  });

  check('what keeps it from being carried to is told, without a secret', async () => {
    const ahead = () => new Date(Date.now() + 2 * 3_600_000 + 5_000);
    for (const [place, now, code, says] of [
      [target({ key: 'hunter2' }), undefined, 'carrier-forbidden', /SignatureDoesNotMatch/],
      [target({ keyId: 'hunter2' }), undefined, 'carrier-forbidden', /InvalidAccessKeyId|SignatureDoesNotMatch/],
      [target({ bucket: 'nobody' }), undefined, 'carrier-failed', /NoSuchBucket/],
      [target(), ahead, 'carrier-failed', /the clock of this machine is 2 h ahead of the service's/],
    ] as const) {
      await assert.rejects(openS3Carrier(place, OPENING, now === undefined ? {} : { now }), (error) => {
        assert.ok(error instanceof CarryError);
        assert.equal(error.code, code, error.message);
        assert.match(error.message, says);
        const all = `${error.message} ${error.hint} ${error.stack} ${(error.cause as Error).message}`;
        assert.ok(!all.includes('hunter2') && !all.includes(KEYS[name].key));
        return true;
      });
    }
  });

  check('a bucket that is full is told as such, and what is there stays', async (t) => {
    const place = await createBucket('small');
    const carrier = await open(t, place);
    await carrier.write('head', bytesOf('head'));
    await service.limit(running(), 'small', 64 * 1024);
    t.after(() => service.limit(running(), 'small', null));
    await assert.rejects(carrier.write('m/aa/1.webp', new Uint8Array(MIB)), isCode('carrier-full'));
    assert.equal(textOf(await carrier.read('head', 10)), 'head');
    assert.equal(await carrier.read('m/aa/1.webp', MIB), null);
  });

  check('a host that lies about success is found out', async (t) => {
    const liar = await openLiar(running().address);
    t.after(() => liar.close());
    const carrier = await open(t, target({ service: liar.address }));
    const ledger = new MemoryLedger();
    const sync = (text: string) =>
      syncCarrier({ carrier, ledger, edition: editionOf([['o/aa/1', bytesOf(text)]]), retryPausesMs: [] });
    assert.equal((await sync('the first text')).outcome, 'complete');
    for (const lie of ['stores nothing', 'gives half', 'gives the former'] as const) {
      liar.lie = lie;
      const { outcome, faults } = await sync(`another text, under "${lie}"`);
      assert.equal(outcome, 'failed', lie);
      assert.equal(faults[0]?.kind, 'altered', lie);
    }
    liar.lie = 'none';
    assert.equal((await sync('the last text')).outcome, 'complete');
  });

  check('in a bucket that keeps versions nothing that was replaced or removed can be read any more', async (t) => {
    const place = await createBucket('versions');
    const client = withClient(t, place);
    const body = bytesOf('<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>');
    await client.expect({ method: 'PUT', query: { versioning: null }, body: Uint8Array.from(body) }, [200]);
    const carrier = await open(t, place);
    const versions = async (key: string) =>
      (await Array.fromAsync(listVersions(client, key))).filter(({ isMarker }) => !isMarker).length;
    for (const text of ['first', 'second', 'third']) await carrier.write('ru/a.html', bytesOf(text));
    assert.equal(textOf(await carrier.read('ru/a.html', 100)), 'third');
    assert.equal(await versions('ru/a.html'), 1);
    assert.equal(await versions('.tamizdat-carrier'), 1);
    await carrier.remove('ru/a.html');
    await carrier.remove('ru/a.html');
    assert.equal(await versions('ru/a.html'), 0);
    assert.equal(await carrier.read('ru/a.html', 100), null);
    const found = await probeS3(place, OPENING);
    assert.deepEqual([found.versioning, found.removesVersions], ['on', true]);
    assert.equal(await versions('.tamizdat-probe'), 0);
  });

  check('the probe tells what the service does, and leaves nothing', async (t) => {
    const place = target();
    const found = await probeS3(place, OPENING);
    const expected = {
      versioning: 'off',
      removesVersions: null,
      checksMd5: true,
      publicRead: false,
      publicList: false,
    };
    for (const [key, value] of Object.entries({ ...expected, ...service.findings })) {
      assert.deepEqual(found[key as keyof S3Findings], value, key);
    }
    assert.equal(adviseS3(found).filter(({ outcome }) => outcome === 'bad').length, 0);
    const answer = await withClient(t, place).ask({ method: 'GET', key: `${place.prefix}.tamizdat-probe` });
    assert.equal(answer.status, 404);
  });

  return { server: running };
}
