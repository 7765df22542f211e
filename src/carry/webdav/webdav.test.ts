import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { testCarrier } from '../../../test/conformance/carrier.ts';
import { type DavDoor, openTestDav, type TestDav } from '../../../test/conformance/dav-server.ts';
import { type Carrier, CarryError } from '../carrier.ts';
import { claimOf, MARKER } from '../claim.ts';
import type { CarrierOpening } from '../open-carrier.ts';
import type { WebdavTarget } from '../target.ts';
import { DAV_LIMITS, isUnheard } from './dav-client.ts';
import { openWebdavCarrier } from './webdav.ts';

const newsroom = 'courier.example';
const opening: CarrierOpening = { name: 'web host', newsroom };
const bytes = new TextEncoder().encode('text');
const isCode = (code: string) => (error: unknown) => error instanceof CarryError && error.code === code;

const targetOf = (server: TestDav): WebdavTarget => {
  const { folder, user, password } = server;
  return { kind: 'webdav', folder, user, password };
};

async function openHost(context: TestContext, door?: DavDoor): Promise<TestDav> {
  const server = await openTestDav(door);
  context.after(() => server.close());
  return server;
}

async function openOn(context: TestContext, server: TestDav, more: Partial<CarrierOpening> = {}): Promise<Carrier> {
  const carrier = await openWebdavCarrier(targetOf(server), { ...opening, ...more });
  context.after(() => carrier.close());
  return carrier;
}

/** What the server keeps in the carrier's folder. */
const kept = (server: TestDav): string[] =>
  [...server.tree.keys()]
    .filter((key) => key.startsWith('/dav/www/courier/'))
    .map((key) => key.slice('/dav/www/courier/'.length))
    .sort();

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

for (const [title, door, fault] of [
  ['webdav, with a digest', 'SHA-256', null],
  ['webdav, a host that moves nothing', 'basic', 'no move'],
  ['webdav, a host behind another one', 'open', 'other gateway'],
] as const) {
  testCarrier(title, {
    open: async () => {
      const server = await openTestDav(door);
      server.fault = fault;
      const carrier = await openWebdavCarrier(targetOf(server), opening);
      return {
        carrier,
        close: async () => {
          await carrier.close();
          await server.close();
        },
      };
    },
  });
}

test('a file goes to a temporary name and is moved over the old one; nothing temporary stays', async (context) => {
  const server = await openHost(context);
  const carrier = await openOn(context, server);
  await carrier.write('ru/a.html', bytes);
  server.asked.length = 0;
  await carrier.write('ru/a.html', bytes);
  assert.deepEqual(
    server.asked.map((each) => each.replace(/[0-9a-f]{16}$/, '…')),
    [
      'PUT /dav/www/courier/.tmp-tamizdat-…',
      'MOVE /dav/www/courier/.tmp-tamizdat-…',
      'PROPFIND /dav/www/courier/ru/a.html',
      'MOVE /dav/www/courier/.tmp-tamizdat-…',
    ],
  );
  assert.deepEqual(kept(server), [MARKER, 'ru', 'ru/a.html']);
});

test('where names or moves are refused, files are put directly, and that is remembered', async (context) => {
  for (const fault of ['no move', 'no such names'] as const) {
    const server = await openHost(context);
    server.fault = fault;
    const carrier = await openOn(context, server);
    await carrier.write('head', bytes);
    server.asked.length = 0;
    await carrier.write('head', bytes);
    assert.deepEqual(server.asked, ['PUT /dav/www/courier/head']);
    assert.deepEqual(kept(server), [MARKER, 'head']);
  }
});

test('a folder is never moved over nor removed with what is in it', async (context) => {
  const server = await openHost(context);
  const carrier = await openOn(context, server);
  await carrier.write('ru/a.html', bytes);
  for (const fault of [null, 'no move'] as const) {
    server.fault = fault;
    await assert.rejects(carrier.write('ru', bytes), isCode('path-refused'));
    await assert.rejects(carrier.remove('ru'), isCode('path-refused'));
    assert.equal(await carrier.read('ru', 10), null);
    await assert.rejects(carrier.write('ru/a.html/b.html', bytes), isCode('path-refused'));
    assert.deepEqual(kept(server), [MARKER, 'ru', 'ru/a.html']);
  }
});

test('the best way in that is offered is taken, and a basic password only where nobody hears it', async (context) => {
  for (const [door, begins] of [
    ['basic', 'Basic '],
    ['MD5', 'Digest '],
    ['MD5-sess', 'Digest '],
    ['SHA-256', 'Digest '],
    ['both', 'Digest '],
  ] as const) {
    const server = await openHost(context, door);
    const carrier = await openOn(context, server);
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((path) => carrier.write(path, bytes)));
    assert.ok(server.heard.length > 5);
    for (const header of server.heard) assert.ok(header.startsWith(begins), header);
    if (door === 'both') assert.ok(server.heard.every((header) => header.includes('algorithm=SHA-256')));
  }
});

test('a password may go over https, to this machine and to onion addresses, and nowhere else', () => {
  for (const address of ['https://host.example/', 'http://localhost:8080/', 'http://127.0.0.1/', 'http://[::1]/']) {
    assert.equal(isUnheard(new URL(address)), true, address);
  }
  assert.equal(isUnheard(new URL(`http://${'a'.repeat(56)}.onion/dav/`)), true);
  for (const address of [
    'http://host.example/',
    'http://192.168.1.5/',
    'http://127.0.0.1.host.example/',
    'http://onion/',
  ]) {
    assert.equal(isUnheard(new URL(address)), false, address);
  }
});

test('a nonce that is used up is renewed without asking anybody', async (context) => {
  const server = await openHost(context, 'SHA-256');
  const carrier = await openOn(context, server);
  server.fault = 'stale';
  await carrier.write('ru/a.html', bytes);
  await carrier.write('ru/a.html', bytes);
  assert.equal((await carrier.read('ru/a.html', 10))?.length, 4);
});

test('a wrong password is told as such, tried once, and never shown', async (context) => {
  for (const door of ['basic', 'MD5', 'both'] as const) {
    const server = await openHost(context, door);
    const error = await failure(openWebdavCarrier({ ...targetOf(server), password: 'wrong-and-secret' }, opening));
    assert.equal(error.code, 'carrier-forbidden');
    assert.equal(error.retryable, false);
    assert.equal(server.heard.length, 1);
    for (let at: unknown = error; at instanceof Error; at = at.cause) {
      assert.doesNotMatch(`${at.message} ${at.stack} ${JSON.stringify(at)}`, /wrong-and-secret/);
    }
    const { user: _, password: __, ...nobody } = targetOf(server);
    await assert.rejects(openWebdavCarrier(nobody, opening), isCode('carrier-forbidden'));
  }
});

test('an address with a password in it, or of no folder, is refused without showing it', async () => {
  for (const folder of ['https://u:verysecret@host.example/dav/', 'https://host.example/dav']) {
    const error = await failure(openWebdavCarrier({ kind: 'webdav', folder }, opening));
    assert.doesNotMatch(`${error.message} ${error.hint}`, /verysecret/);
  }
});

test('what a host answers is told apart', async (context) => {
  const server = await openHost(context);
  const carrier = await openOn(context, server);
  await carrier.write('head', bytes);
  for (const [fault, code, retryable] of [
    ['full', 'carrier-full', false],
    ['locked', 'carrier-unreachable', true],
    ['busy', 'carrier-unreachable', true],
    ['forbidden', 'carrier-forbidden', false],
    ['cut put', 'carrier-unreachable', true],
    ['redirect', 'carrier-failed', false],
  ] as const) {
    server.fault = fault;
    const error = await failure(carrier.write('head', bytes));
    assert.deepEqual([fault, error.code, error.retryable], [fault, code, retryable]);
    assert.match(error.message, /^web host: /);
    assert.notEqual(error.hint, undefined);
  }
  server.fault = null;
  assert.equal((await carrier.read('head', 10))?.length, 4);
});

test('a redirect is not followed, and where it leads is told without its details', async (context) => {
  const server = await openHost(context);
  server.fault = 'redirect';
  const error = await failure(openWebdavCarrier(targetOf(server), opening));
  assert.match(error.message, /http:\/\/other\.example \(302\)/);
  assert.doesNotMatch(error.message, /y=z/);
});

test('a file cut off on the way here is no file', async (context) => {
  const server = await openHost(context);
  const carrier = await openOn(context, server);
  await carrier.write('head', bytes);
  server.fault = 'cut get';
  await assert.rejects(carrier.read('head', 10), isCode('carrier-unreachable'));
});

test('a host that lies about what it keeps is found out by reading back', async (context) => {
  const server = await openHost(context);
  const carrier = await openOn(context, server);
  await carrier.write('index.html', bytes);
  server.fault = 'lies';
  await carrier.write('head', bytes);
  assert.equal(await carrier.read('head', 10), null);
});

test('a host that does not speak WebDAV, or speaks of other things, is told as such', async (context) => {
  for (const fault of ['a login page', 'not xml', 'entities', 'elsewhere'] as const) {
    const server = await openHost(context);
    const carrier = await openOn(context, server);
    await carrier.write('head', bytes);
    server.fault = fault;
    await assert.rejects(paths(carrier), isCode('carrier-failed'), fault);
    await assert.rejects(openWebdavCarrier(targetOf(server), opening), isCode('carrier-failed'), fault);
  }
});

test('a folder without an end is not read to its end', async (context) => {
  const server = await openHost(context);
  const carrier = await openOn(context, server);
  server.fault = 'endless folder';
  await assert.rejects(paths(carrier), isCode('carrier-failed'));
});

test('a host that tells no sizes is listed without them', async (context) => {
  const server = await openHost(context);
  const carrier = await openOn(context, server);
  await carrier.write('ru/a.html', bytes);
  server.fault = 'no sizes';
  for await (const file of carrier.list()) assert.deepEqual(file, { path: 'ru/a.html', sizeBytes: null });
});

test('many folders are listed, each file once; dot files and other names are not', async (context) => {
  const server = await openHost(context);
  const carrier = await openOn(context, server);
  const all = Array.from({ length: 60 }, (_, index) => `o/${String(index % 23).padStart(2, '0')}/${index}`);
  for (const path of all) await carrier.write(path, bytes);
  server.tree.set('/dav/www/courier/.htaccess', bytes);
  server.tree.set('/dav/www/courier/with space & Ω.txt', bytes);
  assert.deepEqual(await paths(carrier), all.sort());
});

test('a host that falls silent is given up, and a call ends with its signal', async (context) => {
  const server = await openHost(context);
  const carrier = await openWebdavCarrier(targetOf(server), opening, { ...DAV_LIMITS, silenceMs: 300 });
  context.after(() => carrier.close());
  await carrier.write('head', bytes);
  server.fault = 'silent';
  const error = await failure(carrier.write('head', bytes));
  assert.equal(error.code, 'carrier-unreachable');
  assert.equal(error.retryable, true);
  const patient = await openWebdavCarrier(targetOf(await openHost(context)), opening);
  context.after(() => patient.close());
  server.fault = null;
  const second = await openOn(context, server);
  server.fault = 'silent';
  const stop = new AbortController();
  const list = async (): Promise<void> => {
    for await (const _ of second.list(stop.signal)) assert.fail('the host is silent');
  };
  const calls = [second.write('a', bytes, stop.signal), second.read('head', 9, stop.signal), list()];
  setTimeout(() => stop.abort(new Error('stopped')), 20);
  for (const call of calls) await assert.rejects(call, /stopped/);
});

test('a host that is not there is told as such', async (context) => {
  const server = await openHost(context);
  await server.close();
  const error = await failure(openWebdavCarrier(targetOf(server), opening));
  assert.equal(error.code, 'carrier-unreachable');
  assert.equal(error.retryable, true);
});

test('a folder with other content is refused untouched, unless it is to be taken over', async (context) => {
  const server = await openHost(context);
  for (const key of ['/dav/www', '/dav/www/courier']) server.tree.set(key, null);
  server.tree.set('/dav/www/courier/index.html', bytes);
  await assert.rejects(openWebdavCarrier(targetOf(server), opening), isCode('target-foreign'));
  assert.deepEqual(kept(server), ['index.html']);
  const carrier = await openOn(context, server, { adopt: true });
  await carrier.write('head', bytes);
  const marker = server.tree.get(`/dav/www/courier/${MARKER}`);
  assert.equal(new TextDecoder().decode(marker ?? new Uint8Array()), claimOf(newsroom));
  await assert.rejects(
    openWebdavCarrier(targetOf(server), { ...opening, newsroom: 'other.example' }),
    isCode('target-foreign'),
  );
});

test('a place that was carried to and is gone is not made again, at opening and afterwards', async (context) => {
  const server = await openHost(context);
  await assert.rejects(openWebdavCarrier(targetOf(server), { ...opening, known: true }), isCode('carrier-unreachable'));
  assert.deepEqual([...server.tree.keys()], ['/dav']);
  const carrier = await openOn(context, server);
  await carrier.write('ru/a.html', bytes);
  for (const key of [...server.tree.keys()]) if (key.startsWith('/dav/www/courier')) server.tree.delete(key);
  await assert.rejects(carrier.write('ru/a.html', bytes), isCode('carrier-unreachable'));
  await assert.rejects(paths(carrier), isCode('carrier-unreachable'));
  assert.deepEqual([...server.tree.keys()], ['/dav', '/dav/www']);
});

test('a folder that somebody removed meanwhile is made again', async (context) => {
  const server = await openHost(context);
  const carrier = await openOn(context, server);
  await carrier.write('ru/2026/a.html', bytes);
  for (const key of [...server.tree.keys()]) if (key.startsWith('/dav/www/courier/ru')) server.tree.delete(key);
  await carrier.write('ru/2026/b.html', bytes);
  assert.deepEqual(await paths(carrier), ['ru/2026/b.html']);
});

test('a file is no folder to carry to', async (context) => {
  const server = await openHost(context);
  server.tree.set('/dav/www', null);
  server.tree.set('/dav/www/courier', bytes);
  await assert.rejects(openWebdavCarrier(targetOf(server), opening), isCode('target-not-a-folder'));
});

test('what a dead process was writing is swept at opening', async (context) => {
  const server = await openHost(context);
  const carrier = await openOn(context, server);
  await carrier.write('head', bytes);
  server.tree.set('/dav/www/courier/.tmp-tamizdat-0123456789abcdef', bytes);
  await openOn(context, server, { known: true });
  assert.deepEqual(kept(server), [MARKER, 'head']);
});

test('sweeping reaches nothing outside the folder, whatever names somebody put into it', async (context) => {
  const server = await openHost(context);
  const carrier = await openOn(context, server);
  await carrier.write('head', bytes);
  // In an address a backslash parts folders as a slash does.
  const odd = ['.tmp-tamizdat-\\..\\..\\theirs', '.tmp-tamizdat-0123456789abcdef\\..\\..\\theirs'];
  for (const name of odd) server.tree.set(`/dav/www/courier/${name}`, bytes);
  server.tree.set('/dav/www/theirs', bytes);
  server.tree.set('/dav/theirs', bytes);
  await openOn(context, server, { known: true });
  assert.ok(server.tree.has('/dav/www/theirs') && server.tree.has('/dav/theirs'));
});

test('closing may be repeated, and nothing is called afterwards', async (context) => {
  const carrier = await openOn(context, await openHost(context));
  await carrier.close();
  await carrier.close();
  await assert.rejects(carrier.read('head', 1), isCode('carrier-failed'));
});
