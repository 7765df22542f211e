import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { type EditionServer, type EditionServerOptions, openEditionServer } from './server.ts';
import { ServeError } from './server-listen.ts';

const page = `<!doctype html><title>Brücke gesperrt</title>${'<p>Die Brücke bleibt gesperrt.'.repeat(200)}`;
const picture = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7) % 256));

async function put(folder: string, path: string, bytes: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, `${path}.new`), bytes);
  await rename(join(folder, `${path}.new`), join(folder, path));
}

async function putWithTwins(folder: string, path: string, text: string): Promise<void> {
  await put(folder, path, text);
  await put(folder, `${path}.gz`, gzipSync(text));
  await put(folder, `${path}.br`, brotliCompressSync(text));
}

async function temporaryFolder(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tamizdat-serve-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A server on a folder with a small edition; looks at the disk for every request unless told otherwise. */
async function serve(
  context: TestContext,
  options: Partial<EditionServerOptions> = {},
): Promise<{ server: EditionServer; folder: string }> {
  const parent = await temporaryFolder(context);
  const folder = join(parent, 'www');
  await putWithTwins(folder, 'index.html', '<!doctype html><title>Sprachen</title>');
  await putWithTwins(folder, 'ru/index.html', page);
  await put(folder, 'm/ab/picture.webp', picture);
  await put(folder, 'head', 'tamizdat.edition/v1\n');
  await put(folder, '.htaccess', 'secret');
  await put(parent, 'secret.html', 'secret');
  const server = await openEditionServer({ folder, recheckMs: 0, ...options });
  context.after(() => server.close());
  return { server, folder };
}

interface Answer {
  readonly status: number;
  /** Status line and headers as they came. */
  readonly top: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** Sends exactly these bytes on a connection of its own and reads until it is closed. */
function exchange(server: EditionServer, request: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    const socket = connect(server.port, '127.0.0.1', () => socket.write(Buffer.from(request, 'latin1')));
    socket.on('data', (part) => parts.push(part));
    socket.on('close', () => resolve(Buffer.concat(parts)));
    socket.on('error', reject);
  });
}

function parseAnswer(bytes: Buffer): Answer {
  const end = bytes.indexOf('\r\n\r\n') + 4;
  const top = bytes.subarray(0, end).toString('latin1');
  const [statusLine = '', ...lines] = top.trimEnd().split('\r\n');
  const headers = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.split(': ')[1] ?? '']),
  );
  return { status: Number(statusLine.split(' ')[1]), top, headers, body: bytes.subarray(end) };
}

async function ask(
  server: EditionServer,
  target: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
): Promise<Answer> {
  const lines = Object.entries({ Host: 'carrier.example', Connection: 'close', ...headers });
  const text = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return parseAnswer(await exchange(server, `${method} ${target} HTTP/1.1\r\n${text}\r\n`));
}

test('files are served with their types, and folders by their index.html', async (context) => {
  const { server, folder } = await serve(context);
  await put(folder, 'ru/feed.xml', '<rss/>');
  await put(folder, 'ru/feed.json', '{}');
  await put(folder, 'log/tile/0/000', 'tile');
  await put(folder, 'o/ab/abcd', 'calendar');
  await put(folder, 'x.svg', '<svg/>');
  for (const [target, type] of [
    ['/', 'text/html;charset=utf-8'],
    ['/index.html', 'text/html;charset=utf-8'],
    ['/ru/', 'text/html;charset=utf-8'],
    ['/ru/feed.xml', 'application/xml;charset=utf-8'],
    ['/ru/feed.json', 'application/feed+json'],
    ['/m/ab/picture.webp', 'image/webp'],
    ['/head', 'text/plain;charset=utf-8'],
    ['/o/ab/abcd', 'text/plain;charset=utf-8'],
    ['/log/tile/0/000', 'application/octet-stream'],
    ['/x.svg', 'application/octet-stream'],
    ['/ru/index.html.gz', 'application/gzip'],
  ] as const) {
    const answer = await ask(server, target);
    assert.equal(answer.status, 200, target);
    assert.equal(answer.headers.get('content-type'), type, target);
    assert.equal(answer.headers.get('content-length'), String(answer.body.length), target);
  }
  assert.deepEqual((await ask(server, '/m/ab/picture.webp')).body, picture);
  assert.equal((await ask(server, '/ru/')).body.toString(), page);
});

test('a folder without its slash leads to the one with it, by a relative address', async (context) => {
  const { server } = await serve(context);
  const answer = await ask(server, '/ru');
  assert.equal(answer.status, 301);
  assert.equal(answer.headers.get('location'), 'ru/');
  assert.equal((await ask(server, '/m')).status, 404);
  assert.equal((await ask(server, '/m/')).status, 404);
});

test('headers stay within 300 bytes on a page, and say nothing of the server', async (context) => {
  const { server } = await serve(context);
  const { top } = await ask(server, '/ru/', { 'Accept-Encoding': 'gzip', Connection: 'close' });
  const onWire = top.replace('Connection: close\r\n', '');
  assert.ok(onWire.length <= 300, `${onWire.length} bytes:\n${onWire}`);
  assert.match(onWire, /^HTTP\/1\.1 200 OK\r\n/);
  assert.match(onWire, /\r\nDate: /);
  assert.match(onWire, /\r\nReferrer-Policy: no-referrer\r\n/);
  assert.match(onWire, /\r\nAccess-Control-Allow-Origin: \*\r\n/);
  assert.doesNotMatch(onWire, /Server|Powered|Keep-Alive|Last-Modified|Set-Cookie/i);
  assert.equal((await ask(server, '/head')).headers.get('x-content-type-options'), 'nosniff');
});

test('a connection stays open without a header that says so', async (context) => {
  const { server } = await serve(context);
  const request = 'GET /head HTTP/1.1\r\nHost: carrier.example\r\n';
  const bytes = await exchange(server, `${request}\r\n${request}Connection: close\r\n\r\n`);
  const answers = bytes.toString().match(/HTTP\/1\.1 200 OK/g) ?? [];
  assert.equal(answers.length, 2);
  assert.doesNotMatch(bytes.subarray(0, bytes.indexOf('\r\n\r\n')).toString(), /connection/i);
});

test('twins are served by what the client accepts, each with its own tag', async (context) => {
  const { server, folder } = await serve(context);
  const tags = new Set<string | undefined>();
  for (const [accept, coding, file] of [
    ['gzip, br', 'br', 'ru/index.html.br'],
    ['gzip', 'gzip', 'ru/index.html.gz'],
    ['br;q=0, gzip;q=0.5', 'gzip', 'ru/index.html.gz'],
    ['identity', undefined, 'ru/index.html'],
  ] as const) {
    const answer = await ask(server, '/ru/', { 'Accept-Encoding': accept });
    assert.equal(answer.headers.get('content-encoding'), coding, accept);
    assert.equal(answer.headers.get('vary'), 'Accept-Encoding');
    assert.deepEqual(answer.body, await readFile(join(folder, file)));
    tags.add(answer.headers.get('etag'));
  }
  assert.equal(tags.size, 3);
  const untwinned = await ask(server, '/m/ab/picture.webp', { 'Accept-Encoding': 'br' });
  assert.equal(untwinned.headers.get('vary'), undefined);
  assert.equal(untwinned.headers.get('content-encoding'), undefined);
});

test('a twin that is of other bytes, broken or a bomb is never served', async (context) => {
  const { server, folder } = await serve(context);
  for (const twin of [gzipSync('an older text'), Buffer.from('not gzip at all'), gzipSync(Buffer.alloc(1 << 20))]) {
    await put(folder, 'ru/index.html.gz', twin);
    const answer = await ask(server, '/ru/', { 'Accept-Encoding': 'gzip' });
    assert.equal(answer.headers.get('content-encoding'), undefined);
    assert.equal(answer.body.toString(), page);
    assert.equal((await ask(server, '/ru/', { 'Accept-Encoding': 'br' })).headers.get('content-encoding'), 'br');
  }
});

test('the tag is a hash of the content: the same after a restart, and back again with the content', async (context) => {
  const { server, folder } = await serve(context);
  const { headers } = await ask(server, '/head');
  const expected = createHash('sha256').update('tamizdat.edition/v1\n').digest().subarray(0, 8).toString('base64url');
  assert.equal(headers.get('etag'), `"${expected}"`);
  await put(folder, 'head', 'another\n');
  assert.notEqual((await ask(server, '/head')).headers.get('etag'), headers.get('etag'));
  await put(folder, 'head', 'tamizdat.edition/v1\n');
  assert.equal((await ask(server, '/head')).headers.get('etag'), headers.get('etag'));
});

test('who has the file already is told so in a few bytes', async (context) => {
  const { server } = await serve(context);
  const accept = { 'Accept-Encoding': 'br' };
  const tag = (await ask(server, '/ru/', accept)).headers.get('etag') ?? '';
  for (const header of [tag, `"x", W/${tag}`, '*']) {
    const answer = await ask(server, '/ru/', { ...accept, 'If-None-Match': header });
    assert.equal(answer.status, 304, header);
    assert.equal(answer.body.length, 0);
    assert.equal(answer.headers.get('etag'), tag);
    assert.equal(answer.headers.get('vary'), 'Accept-Encoding');
  }
  assert.equal((await ask(server, '/ru/', { ...accept, 'If-None-Match': '"other"' })).status, 200);
  assert.equal((await ask(server, '/ru/', { 'Accept-Encoding': 'gzip', 'If-None-Match': tag })).status, 200);
});

test('what a name always stands for may be kept for ever, everything else is asked for again', async (context) => {
  const { server, folder } = await serve(context);
  const forEver = ['m/ab/picture.webp', 'o/ab/cd', 'trust/1.root.json', 'trust/targets/a.desks.txt', 'log/tile/0/000'];
  const again = ['head', 'index.html', 'ru/index.html', 'trust/timestamp.json', 'trust/bundle', 'log/checkpoint'];
  for (const path of [...forEver, ...again]) {
    await put(folder, path, 'x');
    const control = (await ask(server, `/${path}`)).headers.get('cache-control');
    assert.equal(control, forEver.includes(path) ? 'max-age=31536000,immutable' : 'no-cache', path);
  }
});

test('a part of a file is served, also after an If-Range that still holds', async (context) => {
  const { server } = await serve(context);
  const path = '/m/ab/picture.webp';
  const tag = (await ask(server, path)).headers.get('etag') ?? '';
  for (const [range, from, to] of [
    ['bytes=0-99', 0, 100],
    ['bytes=4990-', 4990, 5000],
    ['bytes=-10', 4990, 5000],
    ['bytes=4000-9999', 4000, 5000],
  ] as const) {
    const answer = await ask(server, path, { Range: range, 'If-Range': tag });
    assert.equal(answer.status, 206, range);
    assert.deepEqual(answer.body, picture.subarray(from, to));
    assert.equal(answer.headers.get('content-range'), `bytes ${from}-${to - 1}/5000`);
    assert.equal(answer.headers.get('content-length'), String(to - from));
    assert.equal(answer.headers.get('etag'), tag);
  }
  const beyond = await ask(server, path, { Range: 'bytes=5000-' });
  assert.equal(beyond.status, 416);
  assert.equal(beyond.headers.get('content-range'), 'bytes */5000');
  for (const headers of [
    { Range: 'bytes=0-1,5-6' },
    { Range: 'lines=1-2' },
    { Range: 'bytes=0-1', 'If-Range': '"other"' },
    { Range: 'bytes=0-1', 'If-Range': 'Sun, 22 Nov 2026 10:00:00 GMT' },
  ]) {
    const answer = await ask(server, path, headers);
    assert.equal(answer.status, 200, JSON.stringify(headers));
    assert.equal(answer.body.length, 5000);
  }
});

test('a part of a twin is a part of that twin', async (context) => {
  const { server, folder } = await serve(context);
  const answer = await ask(server, '/ru/', { 'Accept-Encoding': 'br', Range: 'bytes=3-7' });
  assert.equal(answer.headers.get('content-encoding'), 'br');
  assert.deepEqual(answer.body, (await readFile(join(folder, 'ru/index.html.br'))).subarray(3, 8));
});

test('HEAD answers with the headers of GET and no body', async (context) => {
  const { server } = await serve(context);
  for (const target of ['/ru/', '/m/ab/picture.webp', '/none', '/ru']) {
    const got = await ask(server, target);
    const head = await ask(server, target, {}, 'HEAD');
    assert.equal(head.status, got.status);
    assert.equal(head.body.length, 0, target);
    assert.deepEqual(new Map([...head.headers, ['date', '']]), new Map([...got.headers, ['date', '']]));
  }
  assert.equal((await ask(server, '/ru/', { Range: 'bytes=0-1' }, 'HEAD')).status, 200);
});

test('other methods are refused and the connection is closed', async (context) => {
  const { server } = await serve(context);
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND']) {
    const bytes = await exchange(server, `${method} /head HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n`);
    const answer = parseAnswer(bytes);
    assert.equal(answer.status, 405, method);
    assert.equal(answer.headers.get('allow'), 'GET, HEAD');
  }
  assert.equal(
    (await exchange(server, 'CONNECT a.example:443 HTTP/1.1\r\nHost: x\r\n\r\n')).toString().includes('200'),
    false,
  );
});

test('nothing outside the folder, no dot file, no listing and no link is served', async (context) => {
  const { server, folder } = await serve(context);
  const outside = dirname(folder);
  await symlink(join(outside, 'secret.html'), join(folder, 'link.html'));
  await symlink(outside, join(folder, 'out'));
  await symlink(join(folder, 'ru'), join(folder, 'inside'));
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  for (const target of [
    '/../secret.html',
    '/ru/../../secret.html',
    '/%2e%2e/secret.html',
    '/..%2fsecret.html',
    '/ru/..%2f..%2fsecret.html',
    '/%252e%252e%252fsecret.html',
    '/..%5csecret.html',
    '/.htaccess',
    '/%2ehtaccess',
    '//secret.html',
    '/secret.html%00.html',
    '/link.html',
    '/out/secret.html',
    '/inside/index.html',
    '/inside',
    '/pipe',
    '/m/',
    '/log/',
    '/head/',
    '/head/x',
  ]) {
    const answer = await ask(server, target);
    assert.equal(answer.status, 404, target);
    assert.doesNotMatch(answer.body.toString(), /secret|</, target);
  }
  for (const target of [
    'http://carrier.example/head',
    '*',
    'head',
    '/..\\secret.html',
    '/head#x',
    '/%',
    '/ru/статья',
  ]) {
    assert.equal((await ask(server, Buffer.from(target).toString('latin1'))).status, 400, target);
  }
});

test('malformed, oversized and unfinished requests are refused', async (context) => {
  const { server } = await serve(context, { requestTimeoutMs: 200 });
  for (const [request, status] of [
    ['nonsense\r\n\r\n', 400],
    ['GET / HTTP/1.1\r\n\r\n', 400],
    ['GET / HTTP/1.1\r\nHost: x\r\nBad Header: x\r\n\r\n', 400],
    ['GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', 400],
    [`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(9000)}\r\n\r\n`, 431],
    ['GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ', 408],
  ] as const) {
    assert.equal(parseAnswer(await exchange(server, request)).status, status, request.slice(0, 60));
  }
  assert.equal((await ask(server, '/head')).status, 200);
});

test('a client that sends nothing is cut off', async (context) => {
  const { server } = await serve(context, { idleTimeoutMs: 100 });
  assert.equal((await exchange(server, '')).length, 0);
});

test('more connections than allowed are dropped, and room is made again', async (context) => {
  const { server } = await serve(context, { maxConnections: 1 });
  const holder = connect(server.port, '127.0.0.1');
  await new Promise((resolve) => holder.once('connect', resolve));
  holder.write('GET /head HTTP/1.1\r\nHost: x\r\n\r\n');
  await new Promise((resolve) => holder.once('data', resolve));
  assert.equal((await exchange(server, '').catch(() => Buffer.alloc(0))).length, 0);
  holder.destroy();
  let status = 0;
  while (status !== 200) {
    status = await ask(server, '/head').then(
      (answer) => answer.status,
      () => 0,
    );
  }
});

test('a replaced, removed or new file is served as it is, whatever its times and size say', async (context) => {
  const { server, folder } = await serve(context);
  const long = new Date(Date.now() - 60_000);
  for (const text of ['number 1', 'number 2', 'number 3']) {
    await put(folder, 'head', text);
    await utimes(join(folder, 'head'), long, long);
    assert.equal((await ask(server, '/head')).body.toString(), text);
  }
  await writeFile(join(folder, 'head'), 'number 4');
  assert.equal((await ask(server, '/head')).body.toString(), 'number 4');
  await rm(join(folder, 'head'));
  assert.equal((await ask(server, '/head')).status, 404);
  await put(folder, 'head', 'number 5');
  assert.equal((await ask(server, '/head')).body.toString(), 'number 5');
});

test('while a file and its twins are replaced step by step, every answer is wholly old or wholly new', async (context) => {
  const { server, folder } = await serve(context);
  const next = page.replaceAll('gesperrt', 'offen');
  const steps: (() => Promise<void>)[] = [
    () => rm(join(folder, 'ru/index.html.gz')),
    () => rm(join(folder, 'ru/index.html.br')),
    () => put(folder, 'ru/index.html', next),
    () => put(folder, 'ru/index.html.gz', gzipSync(next)),
    () => put(folder, 'ru/index.html.br', brotliCompressSync(next)),
  ];
  for (const [index, step] of steps.entries()) {
    await step();
    const expected = index < 2 ? page : next;
    for (const accept of ['br', 'gzip', 'identity']) {
      const tag = (await ask(server, '/ru/', { 'Accept-Encoding': accept })).headers;
      const response = await fetch(`${server.address}ru/`, { headers: { 'Accept-Encoding': accept } });
      assert.equal(await response.text(), expected, `step ${index}, ${accept}`);
      assert.equal(response.headers.get('etag'), tag.get('etag'));
    }
  }
});

test('between two looks at the disk a file is served from memory, and not for longer', async (context) => {
  const { server, folder } = await serve(context, { recheckMs: 60 });
  assert.equal((await ask(server, '/head')).status, 200);
  await put(folder, 'head', 'changed');
  let body = '';
  while (body !== 'changed') body = (await ask(server, '/head')).body.toString();
});

test('the folder itself may vanish and come back as another', async (context) => {
  const { server, folder } = await serve(context);
  assert.equal((await ask(server, '/head')).status, 200);
  await rename(folder, `${folder}-old`);
  assert.equal((await ask(server, '/head')).status, 404);
  await put(folder, 'head', 'of another folder');
  assert.equal((await ask(server, '/head')).body.toString(), 'of another folder');
  await rm(folder, { recursive: true });
  await symlink(`${folder}-old`, folder);
  assert.equal((await ask(server, '/head')).body.toString(), 'tamizdat.edition/v1\n');
});

test('a file too large for memory is streamed, whole and in parts', async (context) => {
  const { server, folder } = await serve(context, { cacheBytes: 4 * 1024 });
  const tag = `"${createHash('sha256').update(picture).digest().subarray(0, 8).toString('base64url')}"`;
  const whole = await ask(server, '/m/ab/picture.webp');
  assert.deepEqual(whole.body, picture);
  assert.equal(whole.headers.get('etag'), tag);
  const part = await ask(server, '/m/ab/picture.webp', { Range: 'bytes=1000-1999' });
  assert.equal(part.status, 206);
  assert.deepEqual(part.body, picture.subarray(1000, 2000));
  assert.equal((await ask(server, '/m/ab/picture.webp', {}, 'HEAD')).body.length, 0);
  assert.equal((await ask(server, '/m/ab/picture.webp', { 'If-None-Match': tag })).status, 304);
  await put(folder, 'm/ab/picture.webp', picture.toReversed());
  assert.deepEqual((await ask(server, '/m/ab/picture.webp')).body, Buffer.from(picture.toReversed()));
});

test('a streamed file that was replaced since the last look is not sent under its old tag', async (context) => {
  const { server, folder } = await serve(context, { cacheBytes: 4 * 1024, recheckMs: 60_000 });
  assert.equal((await ask(server, '/m/ab/picture.webp')).status, 200);
  await put(folder, 'm/ab/picture.webp', picture.toReversed());
  const answer = await ask(server, '/m/ab/picture.webp');
  assert.equal(answer.status, 503);
  assert.equal(answer.headers.get('retry-after'), '1');
});

test('with little memory the files asked for last stay, and all are served right', async (context) => {
  const { server, folder } = await serve(context, { cacheBytes: 10_000, recheckMs: 60_000 });
  const texts = Array.from({ length: 30 }, (_, index) => `${index}:`.padEnd(1000, 'x'));
  for (const [index, text] of texts.entries()) await put(folder, `o/ab/${index}`, text);
  for (let round = 0; round < 2; round += 1) {
    for (const [index, text] of texts.entries()) {
      assert.equal((await ask(server, `/o/ab/${index}`)).body.toString(), text);
    }
  }
});

test('closing lets an answer under way end, cuts idle connections, and may be asked for twice', async (context) => {
  const { server, folder } = await serve(context, { cacheBytes: 1024 });
  const video = Buffer.alloc(16 * 1024 * 1024, 7);
  await put(folder, 'm/ab/video.mp4', video);
  const idle = connect(server.port, '127.0.0.1');
  const idleGone = new Promise((resolve) => idle.once('close', resolve));
  idle.write('GET /head HTTP/1.1\r\nHost: x\r\n\r\n');
  await new Promise((resolve) => idle.once('data', resolve));

  const viewer = connect(server.port, '127.0.0.1');
  viewer.write('GET /m/ab/video.mp4 HTTP/1.1\r\nHost: x\r\n\r\n');
  const parts: Buffer[] = [];
  viewer.on('data', (part) => parts.push(part));
  await new Promise((resolve) => viewer.once('data', resolve));
  viewer.pause();
  const closed = Promise.all([server.close(), server.close()]);
  await idleGone;
  const viewerGone = new Promise((resolve) => viewer.once('close', resolve));
  viewer.resume();
  await viewerGone;
  await closed;
  assert.equal(parseAnswer(Buffer.concat(parts)).body.length, video.length);
  await assert.rejects(exchange(server, 'GET / HTTP/1.1\r\n\r\n'), /ECONNREFUSED/);
});

test('whoever sends request after request and awaits no answer is cut off, also of what is not there', async (context) => {
  const { server } = await serve(context, { recheckMs: 1_000 });
  await ask(server, '/head');
  for (const target of ['/head', '/nothing/here']) {
    const given = await exchange(server, `GET ${target} HTTP/1.1\r\nHost: x\r\n\r\n`.repeat(500)).catch(() => null);
    const answers = (given ?? Buffer.of()).toString('latin1').split('HTTP/1.1 ').length - 1;
    assert.ok(answers <= 17, `${answers} answers for ${target}`);
  }
  assert.equal((await ask(server, '/head')).status, 200);
});

test('closing does not wait for a client that never finishes', async (context) => {
  const { server } = await serve(context, { closeGraceMs: 50 });
  const stuck = connect(server.port, '127.0.0.1');
  stuck.on('error', () => {});
  await new Promise((resolve) => stuck.once('connect', resolve));
  stuck.write('GET / HTTP/1.1\r\nHost:');
  await ask(server, '/head');
  await server.close();
  stuck.destroy();
});

test('an address that cannot be listened on is named, with what to do', async (context) => {
  const { server, folder } = await serve(context);
  await assert.rejects(openEditionServer({ folder, port: server.port }), (error) => {
    assert.ok(error instanceof ServeError);
    assert.equal(error.code, 'address-in-use');
    assert.match(error.message, new RegExp(String(server.port)));
    assert.match(error.hint ?? '', /port/);
    return true;
  });
  await assert.rejects(
    openEditionServer({ folder, host: '192.0.2.1' }),
    (error) => error instanceof ServeError && error.code === 'address-unusable',
  );
});

test('what is not there is told to any origin, or the reader app would take it for silence', async (context) => {
  const { server } = await serve(context);
  const { status, headers } = await ask(server, '/fa/index.html');
  assert.equal(status, 404);
  assert.equal(headers.get('access-control-allow-origin'), '*');
});

test('a server on a folder that is not there answers 404 until it is', async (context) => {
  const folder = join(await temporaryFolder(context), 'later');
  const server = await openEditionServer({ folder, recheckMs: 0 });
  context.after(() => server.close());
  assert.equal((await ask(server, '/')).status, 404);
  await put(folder, 'index.html', 'now');
  assert.equal((await ask(server, '/')).body.toString(), 'now');
});
