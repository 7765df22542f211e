import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { testCarrier } from '../../../test/conformance/carrier.ts';
import {
  makeKeyPair,
  openTestSftp,
  type TestSftp,
  type TestSftpOptions,
} from '../../../test/conformance/sftp-server.ts';
import { type Carrier, CarryError } from '../carrier.ts';
import { claimOf, MARKER } from '../claim.ts';
import type { CarrierOpening } from '../open-carrier.ts';
import type { SftpTarget } from '../target.ts';
import { openSftpCarrier } from './sftp.ts';
import { SFTP_LIMITS } from './sftp-connect.ts';
import { SftpRefusal, sftpFault } from './sftp-faults.ts';

const newsroom = 'courier.example';
const opening: CarrierOpening = { name: 'web host', newsroom };
const password = 'secret of tests';
const bytes = new TextEncoder().encode('text');
const isCode = (code: string) => (error: unknown) => error instanceof CarryError && error.code === code;

interface Host {
  /** What the host has on its disk. */
  readonly disk: string;
  readonly server: TestSftp;
  readonly target: SftpTarget;
}

async function openHost(context: TestContext | null, options: TestSftpOptions = {}): Promise<Host> {
  const disk = await mkdtemp(join(tmpdir(), 'tamizdat-sftp-'));
  const server = await openTestSftp(disk, options);
  context?.after(async () => {
    await server.close();
    await rm(disk, { recursive: true, force: true });
  });
  const target: SftpTarget = {
    kind: 'sftp',
    host: '127.0.0.1',
    port: server.port,
    user: 'courier',
    folder: 'www/courier',
    hostKey: server.fingerprints[0] ?? '',
    password,
  };
  return { disk, server, target };
}

async function openOn(context: TestContext, host: Host, options: Partial<CarrierOpening> = {}): Promise<Carrier> {
  const carrier = await openSftpCarrier(host.target, { ...opening, ...options });
  context.after(() => carrier.close());
  return carrier;
}

async function paths(carrier: Carrier): Promise<string[]> {
  const found: string[] = [];
  for await (const file of carrier.list()) found.push(file.path);
  return found.sort();
}

async function failure(work: Promise<unknown>): Promise<CarryError> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof CarryError, String(error));
    return error;
  }
  throw new assert.AssertionError({ message: 'it should fail' });
}

testCarrier('sftp, a host without extensions', {
  open: async () => {
    const { disk, server, target } = await openHost(null);
    const carrier = await openSftpCarrier(target, opening);
    return {
      carrier,
      close: async () => {
        await carrier.close();
        await server.close();
        await rm(disk, { recursive: true, force: true });
      },
    };
  },
});

test('what is carried may be read by any web server: 0644 and 0755, and nothing temporary stays', async (context) => {
  const host = await openHost(context);
  const carrier = await openOn(context, host);
  const before = process.umask(0o077);
  try {
    await carrier.write('ru/2026/a.html', bytes);
    await carrier.write('ru/2026/a.html', bytes);
  } finally {
    process.umask(before);
  }
  const root = join(host.disk, 'www/courier');
  assert.equal((await stat(join(root, 'ru/2026/a.html'))).mode & 0o777, 0o644);
  assert.equal((await stat(join(root, 'ru/2026'))).mode & 0o777, 0o755);
  assert.deepEqual((await readdir(root)).sort(), [MARKER, 'ru']);
});

test('a host that knows no modes is carried to all the same', async (context) => {
  const host = await openHost(context);
  host.server.fault = 'no modes';
  const carrier = await openOn(context, host);
  await carrier.write('ru/a.html', bytes);
  assert.equal((await carrier.read('ru/a.html', 10))?.length, 4);
});

test('a large file goes in many pieces both ways, also with a host that gives few bytes at a time', async (context) => {
  const host = await openHost(context);
  const carrier = await openOn(context, host);
  const large = Uint8Array.from({ length: 2_500_001 }, (_, index) => (index * 7919) % 251);
  await carrier.write('m/ab/large.mp4', large);
  assert.deepEqual(new Uint8Array(await readFile(join(host.disk, 'www/courier/m/ab/large.mp4'))), large);
  assert.deepEqual(new Uint8Array((await carrier.read('m/ab/large.mp4', large.length)) ?? []), large);
  host.server.fault = 'short reads';
  await carrier.write('m/ab/small.webp', large.subarray(0, 40_000));
  const read = await carrier.read('m/ab/small.webp', 40_000);
  assert.deepEqual(new Uint8Array(read ?? []), large.slice(0, 40_000));
});

test('a file that is longer than the host says is refused, not taken for its beginning', async (context) => {
  const host = await openHost(context);
  const carrier = await openOn(context, host);
  await carrier.write('head', bytes);
  host.server.fault = 'grows';
  await assert.rejects(carrier.read('head', 100), isCode('file-too-large'));
});

test('removing the last file of a folder removes the folder, and never the carrier itself', async (context) => {
  const host = await openHost(context);
  const carrier = await openOn(context, host);
  await carrier.write('ru/2026/11/a.html', bytes);
  await carrier.write('ru/b.html', bytes);
  await carrier.remove('ru/2026/11/a.html');
  assert.deepEqual(await readdir(join(host.disk, 'www/courier/ru')), ['b.html']);
  await carrier.remove('ru/b.html');
  assert.deepEqual(await readdir(join(host.disk, 'www/courier')), [MARKER]);
});

test('symbolic links are neither followed nor listed, for folders and for files', async (context) => {
  const host = await openHost(context);
  const carrier = await openOn(context, host);
  const outside = join(host.disk, 'outside');
  const root = join(host.disk, 'www/courier');
  await mkdir(outside);
  await writeFile(join(outside, 'secret.html'), 'secret');
  await symlink(outside, join(root, 'ru'));
  await symlink(join(outside, 'secret.html'), join(root, 'link.html'));
  await assert.rejects(carrier.read('ru/secret.html', 100), isCode('path-refused'));
  await assert.rejects(carrier.write('ru/new.html', bytes), isCode('path-refused'));
  await assert.rejects(carrier.remove('ru/secret.html'), isCode('path-refused'));
  await assert.rejects(carrier.read('link.html', 100), isCode('path-refused'));
  await assert.rejects(carrier.remove('link.html'), isCode('path-refused'));
  assert.deepEqual(await paths(carrier), []);
  await carrier.write('link.html', bytes);
  assert.equal(await readFile(join(outside, 'secret.html'), 'utf8'), 'secret');
  assert.deepEqual(await readdir(outside), ['secret.html']);
});

test('a folder stands in the way of a file, and a file in the way of a folder', async (context) => {
  const host = await openHost(context);
  const carrier = await openOn(context, host);
  const root = join(host.disk, 'www/courier');
  await mkdir(join(root, 'head'));
  await writeFile(join(root, 'ru'), 'x');
  await assert.rejects(carrier.write('head', bytes), isCode('path-refused'));
  await assert.rejects(carrier.write('ru/a.html', bytes), isCode('path-refused'));
  assert.equal(await carrier.read('head', 10), null);
  await assert.rejects(carrier.remove('head'), isCode('path-refused'));
  assert.deepEqual((await readdir(root)).sort(), [MARKER, 'head', 'ru']);
});

test('dot files and names outside the layout are neither listed nor touched', async (context) => {
  const host = await openHost(context);
  const carrier = await openOn(context, host);
  const root = join(host.disk, 'www/courier');
  await carrier.write('index.html', bytes);
  await writeFile(join(root, '.htaccess'), 'Options -Indexes');
  await writeFile(join(root, 'with space.txt'), 'x');
  assert.deepEqual(await paths(carrier), ['index.html']);
});

test('many folders are listed, each file once', async (context) => {
  const host = await openHost(context);
  const carrier = await openOn(context, host);
  const all = Array.from({ length: 60 }, (_, index) => `o/${String(index % 23).padStart(2, '0')}/${index}`);
  for (const path of all) await carrier.write(path, bytes);
  assert.deepEqual(await paths(carrier), all.sort());
});

test('a host with another key is refused before anybody tries to enter, and its fingerprint is shown', async (context) => {
  const host = await openHost(context);
  const named = `SHA256:${'A'.repeat(43)}`;
  const error = await failure(openSftpCarrier({ ...host.target, hostKey: named }, opening));
  assert.equal(error.code, 'carrier-not-proven');
  assert.ok(error.message.includes(host.server.fingerprints[0] ?? 'none'), error.message);
  assert.match(error.hint ?? '', /ssh-keygen -l/);
  assert.deepEqual(host.server.tried, []);
});

test('a host with keys of several kinds is known by whichever is named', async (context) => {
  const host = await openHost(context, { hostKeys: [makeKeyPair('ed25519').private, makeKeyPair('ecdsa').private] });
  for (const fingerprint of host.server.fingerprints) {
    const carrier = await openSftpCarrier({ ...host.target, hostKey: `${fingerprint}=` }, opening);
    await carrier.close();
  }
  const error = await failure(openSftpCarrier({ ...host.target, hostKey: 'SHA256:x' }, opening));
  for (const fingerprint of host.server.fingerprints) assert.ok(error.message.includes(fingerprint));
});

test('a wrong password is told as such, without the password', async (context) => {
  const host = await openHost(context);
  const error = await failure(openSftpCarrier({ ...host.target, password: 'wrong-and-secret' }, opening));
  assert.equal(error.code, 'carrier-forbidden');
  assert.equal(error.retryable, false);
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    assert.doesNotMatch(`${at.message} ${at.stack} ${JSON.stringify(at)}`, /wrong-and-secret/);
  }
});

test('a password that is asked for at a prompt is answered there', async (context) => {
  const host = await openHost(context, { way: 'keyboard' });
  const carrier = await openOn(context, host);
  await carrier.write('head', bytes);
  assert.ok(host.server.tried.includes('keyboard-interactive'));
  const error = await failure(openSftpCarrier({ ...host.target, password: 'wrong' }, opening));
  assert.equal(error.code, 'carrier-forbidden');
});

test('a private key with a passphrase opens; without it, or with another, what is missing is told', async (context) => {
  const pair = makeKeyPair('ed25519', 'of the key');
  const host = await openHost(context, { publicKey: pair.public });
  const { password: _, ...rest } = host.target;
  const target = { ...rest, privateKey: pair.private };
  const carrier = await openSftpCarrier({ ...target, passphrase: 'of the key' }, opening);
  await carrier.write('head', bytes);
  await carrier.close();
  for (const given of [{}, { passphrase: 'another' }]) {
    const error = await failure(openSftpCarrier({ ...target, ...given }, opening));
    assert.equal(error.code, 'carrier-forbidden');
    assert.match(error.message, /passphrase/);
    assert.doesNotMatch(error.message, /BEGIN|another/);
  }
  const other = makeKeyPair().private;
  await assert.rejects(openSftpCarrier({ ...rest, privateKey: other }, opening), isCode('carrier-forbidden'));
});

test('a connection that is lost fails the calls under way and is made again by the next', async (context) => {
  const host = await openHost(context);
  const carrier = await openOn(context, host);
  await carrier.write('head', bytes);
  host.server.fault = 'cut';
  const errors = await Promise.all(
    ['ru/a.html', 'ru/b.html', 'ru/c.html'].map((p) => failure(carrier.write(p, bytes))),
  );
  for (const error of errors) {
    assert.equal(error.code, 'carrier-unreachable');
    assert.equal(error.retryable, true);
  }
  host.server.fault = null;
  const before = host.server.connections();
  await Promise.all(['ru/a.html', 'ru/b.html', 'ru/c.html'].map((path) => carrier.write(path, bytes)));
  assert.equal(host.server.connections(), before + 1);
  assert.deepEqual(await paths(carrier), ['head', 'ru/a.html', 'ru/b.html', 'ru/c.html']);
});

test('a file cut off in the middle leaves the old one whole; the rest of it is swept when the place is opened again', async (context) => {
  const host = await openHost(context);
  const carrier = await openOn(context, host);
  await carrier.write('head', bytes);
  host.server.fault = 'cut';
  await assert.rejects(carrier.write('head', new Uint8Array(100_000)), isCode('carrier-unreachable'));
  host.server.fault = null;
  const root = join(host.disk, 'www/courier');
  assert.equal(await readFile(join(root, 'head'), 'utf8'), 'text');
  assert.equal((await readdir(root)).filter((name) => name.startsWith('.tmp-')).length, 1);
  const again = await openOn(context, host, { known: true });
  assert.deepEqual((await readdir(root)).sort(), [MARKER, 'head']);
  await again.write('head', new Uint8Array(100_000));
  assert.equal((await again.read('head', 100_000))?.length, 100_000);
});

test('a host that falls silent is given up, and so is one that never speaks', async (context) => {
  const limits = { connectMs: SFTP_LIMITS.connectMs, silenceMs: 150 };
  const host = await openHost(context);
  const carrier = await openSftpCarrier(host.target, opening, limits);
  context.after(() => carrier.close());
  host.server.fault = 'silent';
  const error = await failure(carrier.write('head', bytes));
  assert.equal(error.code, 'carrier-unreachable');
  assert.equal(error.retryable, true);
  const mute = createServer(() => {}).listen(0, '127.0.0.1');
  await new Promise((resolve) => mute.once('listening', resolve));
  context.after(() => mute.close());
  const address = mute.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const slow = await failure(openSftpCarrier({ ...host.target, port }, opening, { ...limits, connectMs: 200 }));
  assert.equal(slow.code, 'carrier-unreachable');
});

test('what a host says may be shown on a terminal', () => {
  const error = sftpFault('web host', 'head', new SftpRefusal(4, 'no \x1b]0;\x07\u202e luck'));
  assert.ok(error instanceof CarryError);
  assert.equal(error.message, 'web host: head: the host answered 4 ("no  ]0;  luck")');
});

test('a host that is not there is told as such', async (context) => {
  const host = await openHost(context);
  await host.server.close();
  const error = await failure(openSftpCarrier(host.target, opening));
  assert.equal(error.code, 'carrier-unreachable');
  assert.equal(error.retryable, true);
});

test('a call ends with its signal although the host is silent', async (context) => {
  const host = await openHost(context);
  const carrier = await openOn(context, host);
  await carrier.write('head', bytes);
  host.server.fault = 'silent';
  const reason = new Error('stopped');
  const stop = new AbortController();
  const calls = [carrier.write('a', bytes, stop.signal), carrier.read('head', 9, stop.signal), paths2(stop.signal)];
  setTimeout(() => stop.abort(reason), 20);
  for (const call of calls) await assert.rejects(call, /stopped/);
  await assert.rejects(openSftpCarrier(host.target, { ...opening, signal: AbortSignal.abort(reason) }), /stopped/);
  // The reason of the system has a number as its code, as a refusal of the host has.
  const timeout = AbortSignal.timeout(20);
  await assert.rejects(carrier.write('b', bytes, timeout), (error) => error === timeout.reason);

  async function paths2(signal: AbortSignal): Promise<void> {
    for await (const _ of carrier.list(signal)) assert.fail('the host is silent');
  }
});

test('a full host, a read-only one and one that says nothing but "failure" are told apart', async (context) => {
  const host = await openHost(context);
  const carrier = await openOn(context, host);
  await carrier.write('index.html', bytes);
  for (const [fault, code] of [
    ['full', 'carrier-full'],
    ['read-only', 'carrier-forbidden'],
    ['full without a word', 'carrier-failed'],
  ] as const) {
    host.server.fault = fault;
    const error = await failure(carrier.write('head', bytes));
    assert.equal(error.code, code);
    assert.match(error.message, /web host: head/);
  }
  host.server.fault = null;
  assert.deepEqual((await readdir(join(host.disk, 'www/courier'))).sort(), [MARKER, 'index.html']);
});

test('a host that lies about what it keeps is found out by reading back', async (context) => {
  const host = await openHost(context);
  const carrier = await openOn(context, host);
  host.server.fault = 'lies';
  await carrier.write('head', bytes);
  assert.equal((await carrier.read('head', 100))?.length, 0);
});

test('a folder without an end is not read to its end', async (context) => {
  const host = await openHost(context);
  const carrier = await openOn(context, host);
  for (const fault of ['endless folder', 'endless nothing'] as const) {
    host.server.fault = fault;
    await assert.rejects(paths(carrier), isCode('carrier-failed'));
  }
  await assert.rejects(openSftpCarrier(host.target, opening), isCode('carrier-failed'));
});

test('a folder with other content is refused untouched, unless it is to be taken over', async (context) => {
  const host = await openHost(context);
  const root = join(host.disk, 'www/courier');
  await mkdir(root, { recursive: true });
  await writeFile(join(root, 'index.html'), 'somebody else');
  await assert.rejects(openSftpCarrier(host.target, opening), isCode('target-foreign'));
  assert.deepEqual(await readdir(root), ['index.html']);
  const carrier = await openOn(context, host, { adopt: true });
  await carrier.write('head', bytes);
  assert.equal(await readFile(join(root, MARKER), 'utf8'), claimOf(newsroom));
  await assert.rejects(
    openSftpCarrier(host.target, { ...opening, newsroom: 'other.example' }),
    isCode('target-foreign'),
  );
});

test('a place that was carried to and is gone is not made again, at opening and afterwards', async (context) => {
  const host = await openHost(context);
  await assert.rejects(openSftpCarrier(host.target, { ...opening, known: true }), isCode('carrier-unreachable'));
  assert.deepEqual(await readdir(host.disk), []);
  const carrier = await openOn(context, host);
  await carrier.write('head', bytes);
  await rm(join(host.disk, 'www/courier'), { recursive: true });
  await assert.rejects(carrier.write('head', bytes), isCode('carrier-unreachable'));
  await assert.rejects(paths(carrier), isCode('carrier-unreachable'));
  assert.deepEqual(await readdir(join(host.disk, 'www')), []);
});

test('a file is no folder to carry to', async (context) => {
  const host = await openHost(context);
  await writeFile(join(host.disk, 'www'), 'x');
  await assert.rejects(openSftpCarrier(host.target, opening), isCode('target-not-a-folder'));
});

test("a folder that is a link may be carried to, as web hosts' folders are; so may the user's own place", async (context) => {
  const host = await openHost(context);
  await mkdir(join(host.disk, 'real'));
  await symlink('real', join(host.disk, 'public_html'));
  const linked = await openSftpCarrier({ ...host.target, folder: 'public_html' }, opening);
  await linked.write('head', bytes);
  await linked.close();
  assert.equal(await readFile(join(host.disk, 'real/head'), 'utf8'), 'text');
  await rm(join(host.disk, 'real'), { recursive: true });
  await rm(join(host.disk, 'public_html'));
  const own = await openSftpCarrier({ ...host.target, folder: '' }, opening);
  await own.write('ru/a.html', bytes);
  await own.close();
  assert.equal(await readFile(join(host.disk, 'ru/a.html'), 'utf8'), 'text');
});

test('closing may be repeated, and nothing is called afterwards', async (context) => {
  const host = await openHost(context);
  const carrier = await openSftpCarrier(host.target, opening);
  await carrier.close();
  await carrier.close();
  await assert.rejects(carrier.read('head', 1), isCode('carrier-failed'));
});
