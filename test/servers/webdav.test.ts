import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, type TestContext, test } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { type Carrier, CarryError, openCarrier, type WebdavTarget } from '../../src/carry/index.ts';
import { openRelay } from '../../src/censor/index.ts';
import { testCarrier } from '../conformance/carrier.ts';
import { openCuttingRelay } from '../conformance/cutting-relay.ts';

const opening = { name: 'web host', newsroom: 'courier.example' };
const bytes = new TextEncoder().encode('text');
const isCode = (code: string) => (error: unknown) => error instanceof CarryError && error.code === code;
type Server = 'nginx' | 'https' | 'apache';

let child: ChildProcess;
/** What `webdav.sh` made; see there. */
let folder = '';
const ports: Record<Server, number> = { nginx: 0, https: 0, apache: 0 };
let count = 0;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

before(async () => {
  for (const server of ['nginx', 'https', 'apache'] as const) ports[server] = await freePort();
  const script = join(import.meta.dirname, 'webdav.sh');
  child = spawn(script, Object.values(ports).map(String), { stdio: ['pipe', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
    const ready = /^ready (\S+)$/.exec(line);
    if (ready !== null) {
      folder = ready[1] ?? '';
      return;
    }
  }
  throw new Error('the WebDAV servers did not start; the reason stands above');
});

after(async () => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.stdin?.end();
  await ended;
  assert.equal(folder !== '' && existsSync(folder), false);
});

const secret = (): string => readFileSync(join(folder, 'password'), 'utf8');

/** A new folder on a server. */
function target(server: Server, more: { readonly port?: number; readonly below?: string } = {}): WebdavTarget {
  count += 1;
  const origin = server === 'https' ? 'https://localhost' : 'http://127.0.0.1';
  const address = `${origin}:${more.port ?? ports[server]}/${more.below ?? 'dav'}/www/${count}/`;
  return { kind: 'webdav', folder: address, user: 'courier', password: secret() };
}

async function openOn(context: TestContext, at: WebdavTarget): Promise<Carrier> {
  const carrier = await openCarrier(at, opening);
  context.after(() => carrier.close());
  return carrier;
}

/** Where a server keeps what was carried to a folder of it. */
const onDisk = (server: 'nginx' | 'apache', at: WebdavTarget, ...path: string[]): string =>
  join(folder, server, new URL(at.folder).pathname, ...path);

const isTemporary = (name: string): boolean => name.startsWith('.tmp-');

for (const server of ['nginx', 'apache'] as const) {
  testCarrier(server === 'nginx' ? 'nginx, basic' : 'Apache, digest', {
    open: async () => {
      const carrier = await openCarrier(target(server), opening);
      return { carrier, close: () => carrier.close() };
    },
  });

  test(`${server}: files are moved into place, nothing temporary stays, and others may read them`, async (context) => {
    const at = target(server);
    const carrier = await openOn(context, at);
    for (const text of ['one', 'two']) await carrier.write('ru/a.html', new TextEncoder().encode(text));
    assert.equal(readFileSync(onDisk(server, at, 'ru/a.html'), 'utf8'), 'two');
    assert.deepEqual(readdirSync(onDisk(server, at)).sort(), ['.tamizdat-carrier', 'ru']);
    assert.equal(statSync(onDisk(server, at, 'ru/a.html')).mode & 0o444, 0o444);
  });

  test(`${server}: a folder is never moved over nor removed, a file never entered`, async (context) => {
    const carrier = await openOn(context, target(server));
    await carrier.write('ru/a.html', bytes);
    await assert.rejects(carrier.write('ru', bytes), isCode('path-refused'));
    await assert.rejects(carrier.remove('ru'), isCode('path-refused'));
    assert.equal(await carrier.read('ru', 10), null);
    await assert.rejects(carrier.write('ru/a.html/b.html', bytes), isCode('path-refused'));
    assert.equal((await carrier.read('ru/a.html', 10))?.length, 4);
  });

  test(`${server}: a wrong password is told as such; a foreign folder is left alone`, async (context) => {
    await assert.rejects(openCarrier({ ...target(server), password: 'wrong' }, opening), isCode('carrier-forbidden'));
    const at = target(server);
    const carrier = await openOn(context, at);
    await carrier.write('head', bytes);
    await assert.rejects(openCarrier(at, { ...opening, newsroom: 'other.example' }), isCode('target-foreign'));
    await assert.rejects(openCarrier(target(server), { ...opening, known: true }), isCode('carrier-unreachable'));
  });

  test(`${server}: a connection cut in the middle of a file leaves the old one whole, and carrying goes on`, async (context) => {
    const relay = await openCuttingRelay(ports[server]);
    context.after(() => relay.close());
    const at = target(server, { port: relay.port });
    const carrier = await openOn(context, at);
    await carrier.write('m/ab/video.mp4', bytes);
    for (const afterBytes of [0, 3_000, 400_000]) {
      relay.cutAfter(afterBytes);
      await assert.rejects(carrier.write('m/ab/video.mp4', new Uint8Array(900_000)), (error) => {
        assert.ok(error instanceof CarryError);
        return error.code === 'carrier-unreachable' && error.retryable;
      });
      assert.equal(readFileSync(onDisk(server, at, 'm/ab/video.mp4'), 'utf8'), 'text');
    }
    await carrier.write('m/ab/video.mp4', new Uint8Array(900_000));
    assert.equal(statSync(onDisk(server, at, 'm/ab/video.mp4')).size, 900_000);
  });

  test(`${server}: a program killed while it writes leaves whole files, and the rest is swept`, async (context) => {
    const at = target(server);
    const { password: _, ...shown } = at;
    const script = join(import.meta.dirname, 'webdav-writer.ts');
    const writer = spawn(process.execPath, [script, JSON.stringify(shown)], { stdio: ['pipe', 'pipe', 'inherit'] });
    writer.stdin.end(secret());
    await once(writer.stdout, 'data');
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    const carrier = await openCarrier(at, { ...opening, known: true });
    context.after(() => carrier.close());
    for (const path of ['m/aa/a.mp4', 'm/bb/b.mp4']) {
      const found = await carrier.read(path, 700_000);
      assert.equal(found?.length, 700_000);
      assert.ok(found.every((byte) => byte === found[0]));
    }
    await carrier.write('m/aa/a.mp4', bytes);
    assert.equal(readFileSync(onDisk(server, at, 'm/aa/a.mp4'), 'utf8'), 'text');
  });
}

test('Apache tells of a full disk, and nothing half is left', async (context) => {
  const isMounted = statSync(join(folder, 'full')).dev !== statSync(folder).dev;
  assert.ok(isMounted, 'no small disk could be mounted: run this where root may mount');
  const at = target('apache', { below: 'full' });
  const carrier = await openOn(context, at);
  await carrier.write('head', bytes);
  await assert.rejects(carrier.write('m/ab/large.mp4', new Uint8Array(3_000_000)), isCode('carrier-full'));
  assert.equal((await carrier.read('head', 10))?.length, 4);
  const names = readdirSync(join(folder, 'full/dav/www', String(count)));
  assert.deepEqual(names.filter(isTemporary), []);
});

test('a certificate that nobody vouches for is refused before anything is sent; one that holds is taken', async (context) => {
  const at = target('https');
  await assert.rejects(openCarrier(at, opening), isCode('carrier-not-proven'));
  setDefaultCACertificates([...getCACertificates('bundled'), readFileSync(join(folder, 'ca.pem'), 'utf8')]);
  context.after(() => setDefaultCACertificates(getCACertificates('bundled')));
  const other = { ...at, folder: at.folder.replace('localhost', '127.0.0.1') };
  await assert.rejects(openCarrier(other, opening), isCode('carrier-not-proven'));
  const carrier = await openOn(context, at);
  await carrier.write('head', bytes);
  assert.equal((await carrier.read('head', 10))?.length, 4);
});

test('a slow host is waited for', async (context) => {
  const upstream = { host: '127.0.0.1', port: ports.apache };
  const relay = await openRelay({ upstream, action: { kind: 'slow', bytesPerSecond: 20_000 } });
  context.after(() => relay.close());
  const carrier = await openOn(context, target('apache', { port: relay.port }));
  await carrier.write('ru/a.html', new Uint8Array(20_000));
  assert.equal((await carrier.read('ru/a.html', 20_000))?.length, 20_000);
});
