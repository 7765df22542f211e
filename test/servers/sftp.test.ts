import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, type TestContext, test } from 'node:test';
import { type Carrier, CarryError, openCarrier, type SftpTarget } from '../../src/carry/index.ts';
import { openRelay } from '../../src/censor/index.ts';
import { testCarrier } from '../conformance/carrier.ts';
import { openCuttingRelay } from '../conformance/cutting-relay.ts';

const opening = { name: 'web host', newsroom: 'courier.example' };
const bytes = new TextEncoder().encode('text');
const isCode = (code: string) => (error: unknown) => error instanceof CarryError && error.code === code;

let child: ChildProcess;
/** What `sftp.sh` made; see there. */
let folder = '';
let ports: readonly [number, number] = [0, 0];
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
  ports = [await freePort(), await freePort()];
  child = spawn(join(import.meta.dirname, 'sftp.sh'), ports.map(String), { stdio: ['pipe', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
    const ready = /^ready (\S+)$/.exec(line);
    if (ready !== null) {
      folder = ready[1] ?? '';
      return;
    }
  }
  throw new Error('the SSH server did not start; its reason stands above');
});

after(async () => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.stdin?.end();
  await ended;
  assert.equal(folder !== '' && existsSync(folder), false);
});

const secret = (name: string): string => readFileSync(join(folder, name), 'utf8').trim();

/** A new folder in the user's home, entered with a key. */
function target(more: Partial<SftpTarget> = {}): SftpTarget {
  count += 1;
  return {
    kind: 'sftp',
    host: '127.0.0.1',
    port: ports[0],
    user: secret('user'),
    folder: `www/${count}`,
    hostKey: secret('ed25519.fingerprint'),
    privateKey: readFileSync(join(folder, 'key'), 'utf8'),
    ...more,
  };
}

function withPassword(password: string, more: Partial<SftpTarget> = {}): SftpTarget {
  const { privateKey: _, ...rest } = target(more);
  return { ...rest, password };
}

async function openOn(context: TestContext, at: SftpTarget): Promise<Carrier> {
  const carrier = await openCarrier(at, opening);
  context.after(() => carrier.close());
  return carrier;
}

const onDisk = (at: SftpTarget, ...path: string[]): string => join(folder, 'home', at.folder, ...path);

testCarrier('OpenSSH, with a key', {
  open: async () => {
    const carrier = await openCarrier(target(), opening);
    return { carrier, close: () => carrier.close() };
  },
});

testCarrier('OpenSSH, with a password at its prompt, locked into one folder (internal-sftp)', {
  open: async () => {
    count += 1;
    const carrier = await openCarrier(
      withPassword(secret('password'), { port: ports[1], folder: `/www/${count}` }),
      opening,
    );
    return { carrier, close: () => carrier.close() };
  },
});

test('OpenSSH takes a password, and a wrong one is told as such', async (context) => {
  const carrier = await openOn(context, withPassword(secret('password')));
  await carrier.write('head', bytes);
  await assert.rejects(openCarrier(withPassword('wrong'), opening), isCode('carrier-forbidden'));
});

test('OpenSSH is known by each of its keys, and refused with another', async () => {
  for (const type of ['ed25519', 'ecdsa', 'rsa']) {
    const carrier = await openCarrier(target({ hostKey: secret(`${type}.fingerprint`) }), opening);
    await carrier.close();
  }
  await assert.rejects(openCarrier(target({ hostKey: `SHA256:${'A'.repeat(43)}` }), opening), (error) => {
    assert.ok(error instanceof CarryError);
    assert.equal(error.code, 'carrier-not-proven');
    for (const type of ['ed25519', 'ecdsa', 'rsa']) assert.ok(error.message.includes(secret(`${type}.fingerprint`)));
    return true;
  });
});

test('whoever reads meanwhile finds a whole file, old or new, at every moment', async (context) => {
  const at = target();
  const carrier = await openOn(context, at);
  const rounds = 30;
  await carrier.write('ru/index.html', new Uint8Array(50_000));
  let isDone = false;
  let readings = 0;
  const reader = (async () => {
    while (!isDone) {
      const found = readFileSync(onDisk(at, 'ru/index.html'));
      assert.equal(found.length, 50_000);
      assert.ok(found.every((byte) => byte === found[0]));
      readings += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  for (let round = 1; round <= rounds; round += 1) {
    await carrier.write('ru/index.html', new Uint8Array(50_000).fill(round));
  }
  isDone = true;
  await reader;
  assert.ok(readings > 0);
  assert.equal(statSync(onDisk(at, 'ru/index.html')).mode & 0o777, 0o644);
});

test('a connection cut in the middle of a file leaves the old one whole, and carrying goes on', async (context) => {
  const relay = await openCuttingRelay(ports[0]);
  context.after(() => relay.close());
  const at = target();
  const carrier = await openOn(context, { ...at, port: relay.port });
  await carrier.write('m/ab/video.mp4', bytes);
  for (const afterBytes of [0, 3_000, 400_000]) {
    relay.cutAfter(afterBytes);
    await assert.rejects(carrier.write('m/ab/video.mp4', new Uint8Array(900_000)), (error) => {
      assert.ok(error instanceof CarryError);
      return error.code === 'carrier-unreachable' && error.retryable;
    });
    assert.equal(readFileSync(onDisk(at, 'm/ab/video.mp4'), 'utf8'), 'text');
  }
  await carrier.write('m/ab/video.mp4', new Uint8Array(900_000));
  assert.equal(statSync(onDisk(at, 'm/ab/video.mp4')).size, 900_000);
});

test('a full disk is told as such and nothing half is left; a read-only one too', async (context) => {
  const mounted = join(folder, 'full');
  const isMounted = statSync(mounted).dev !== statSync(folder).dev;
  assert.ok(isMounted, 'no small disk could be mounted: run this where root may mount');
  const carrier = await openOn(context, target({ folder: join(mounted, 'www') }));
  await carrier.write('head', bytes);
  await assert.rejects(carrier.write('m/ab/large.mp4', new Uint8Array(3_000_000)), isCode('carrier-full'));
  assert.deepEqual(
    readdirSync(join(mounted, 'www')).filter((name) => name.startsWith('.tmp-')),
    [],
  );
  assert.equal((await carrier.read('head', 10))?.length, 4);
  execFileSync('mount', ['-o', 'remount,ro', mounted]);
  context.after(() => execFileSync('mount', ['-o', 'remount,rw', mounted]));
  await assert.rejects(carrier.write('head', bytes), isCode('carrier-read-only'));
});

test('what belongs to others is refused as forbidden', async () => {
  await assert.rejects(openCarrier(target({ folder: '/etc/courier' }), opening), isCode('carrier-forbidden'));
  await assert.rejects(openCarrier(target({ folder: '/etc' }), opening), isCode('target-foreign'));
});

test('a slow host is waited for; one that falls silent is not', async (context) => {
  const relay = await openRelay({ upstream: { host: '127.0.0.1', port: ports[0] } });
  context.after(() => relay.close());
  relay.set({ kind: 'slow', bytesPerSecond: 20_000 });
  const carrier = await openOn(context, target({ port: relay.port }));
  await carrier.write('ru/a.html', new Uint8Array(8_000));
  assert.equal((await carrier.read('ru/a.html', 8_000))?.length, 8_000);
  relay.set({ kind: 'blackhole' });
  const stop = new AbortController();
  const call = carrier.write('ru/b.html', bytes, stop.signal);
  setTimeout(() => stop.abort(new Error('stopped')), 200);
  await assert.rejects(call, (error) => error instanceof CarryError || /stopped/.test(String(error)));
});

test('a program killed while it writes leaves whole files, and what is left of it is swept at the next opening', async (context) => {
  const at = target();
  const { privateKey: _, ...shown } = at;
  const script = join(import.meta.dirname, 'sftp-writer.ts');
  const writer = spawn(process.execPath, [script, JSON.stringify(shown), join(folder, 'key')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(writer.stdout, 'data');
  const isTemporary = (name: string): boolean => name.startsWith('.tmp-');
  while (!readdirSync(onDisk(at)).some(isTemporary)) await new Promise((resolve) => setTimeout(resolve, 1));
  writer.kill('SIGKILL');
  await once(writer, 'exit');
  const carrier = await openCarrier(at, { ...opening, known: true });
  context.after(() => carrier.close());
  assert.deepEqual(readdirSync(onDisk(at)).filter(isTemporary), []);
  for (const path of ['m/aa/a.mp4', 'm/bb/b.mp4']) {
    const found = await carrier.read(path, 700_000);
    assert.equal(found?.length, 700_000);
    assert.ok(found.every((byte) => byte === found[0]));
  }
});
