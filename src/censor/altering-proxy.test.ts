import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { BODY_END, BODY_START, verifyReport } from '../proof/index.ts';
import type { Relay } from './relay.ts';
import { connectTo, otherTraffic, relayTo, serveFiles, serveHttp, serveSockets } from './testing/network.ts';

const action = { kind: 'alter' } as const;
const pageOf = (text: string) => `<!doctype html><title>12</title>\n${BODY_START}<p>${text}</p>${BODY_END}12\n`;
const page = pageOf('On day 19, the bridge was closed.');
const lie = pageOf('On day 20, the bridge was closed.');

/** A page, its twins and other files behind a relay that alters. */
async function liar(context: TestContext): Promise<{ relay: Relay; honest: string }> {
  const upstream = await serveFiles(context, {
    'index.html': page,
    'index.html.gz': gzipSync(page),
    'index.html.br': brotliCompressSync(page),
    head: `number 12\n${BODY_START}12${BODY_END}`,
    'plain.html': '<p>12</p>',
    'm/ab/x.webp': Buffer.alloc(300_000, 12),
  });
  return { relay: await relayTo(context, upstream, { action }), honest: `http://127.0.0.1:${upstream.port}/` };
}

test('a page that passes a lying carrier is changed and is found not to be genuine', async (context) => {
  const vector = join(import.meta.dirname, '../../test/vectors/genuine-page');
  const stored = JSON.parse(readFileSync(join(vector, 'case.json'), 'utf8'));
  const genuine = readFileSync(join(vector, 'page.html'));
  const relay = await relayTo(context, await serveFiles(context, { [stored.path]: genuine }), { action });
  const answer = await fetch(relay.address + stored.path);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  assert.notDeepEqual(bytes, new Uint8Array(genuine));
  const verify = (given: Uint8Array) =>
    verifyReport({
      fingerprint: stored.fingerprint,
      known: new Uint8Array(readFileSync(join(vector, 'carrier/trust/bundle'))),
      seen: null,
      read: null,
      page: { bytes: given, path: stored.path },
      now: new Date(stored.now),
    });
  assert.equal((await verify(new Uint8Array(genuine))).exitCode, 0);
  const { label } = await verify(bytes);
  assert.deepEqual([label.kind, label.failure], ['not-genuine', 'hash-mismatch']);
});

test('pages come changed, uncompressed and with their own length and entity tag', async (context) => {
  const { relay, honest } = await liar(context);
  const [told, honestly] = [
    await fetch(relay.address),
    await fetch(honest, { headers: { 'accept-encoding': 'identity' } }),
  ];
  assert.equal(await told.text(), lie);
  assert.equal(told.headers.get('content-encoding'), null);
  assert.equal(told.headers.get('content-length'), String(Buffer.byteLength(lie)));
  assert.equal(told.headers.get('content-type'), honestly.headers.get('content-type'));
  assert.match(told.headers.get('etag') ?? '', /^"[\w-]{22}"$/);
  assert.notEqual(told.headers.get('etag'), honestly.headers.get('etag'));
});

test('no condition and no range gets around the change', async (context) => {
  const { relay, honest } = await liar(context);
  const tag = (await fetch(honest)).headers.get('etag') ?? '';
  for (const headers of [
    { 'if-none-match': tag },
    { 'if-none-match': '*' },
    { 'if-modified-since': new Date().toUTCString() },
    { range: 'bytes=0-9' },
    { range: 'bytes=0-9', 'if-range': tag },
  ]) {
    const answer = await fetch(relay.address, { headers, cache: 'no-store' });
    assert.equal(answer.status, 200);
    assert.equal(await answer.text(), lie);
  }
});

test('HEAD tells of the page that GET gives', async (context) => {
  const { relay } = await liar(context);
  for (const path of ['', 'head', 'm/ab/x.webp']) {
    const [get, head] = [await fetch(relay.address + path), await fetch(relay.address + path, { method: 'HEAD' })];
    assert.equal(head.status, 200);
    assert.equal((await head.arrayBuffer()).byteLength, 0);
    const size = (await get.arrayBuffer()).byteLength;
    assert.equal(head.headers.get('content-length'), String(size), path);
    assert.equal(head.headers.get('etag'), get.headers.get('etag'), path);
  }
});

test('everything that is no page of an edition passes as it is', async (context) => {
  const { relay, honest } = await liar(context);
  for (const path of ['head', 'plain.html', 'm/ab/x.webp', 'nothing.html']) {
    const options = { headers: { 'accept-encoding': 'identity' } };
    const [told, honestly] = [await fetch(relay.address + path, options), await fetch(honest + path, options)];
    assert.equal(told.status, honestly.status);
    assert.deepEqual(await told.arrayBuffer(), await honestly.arrayBuffer(), path);
    const headersOf = ({ headers }: Response) => [...headers].filter(([name]) => name !== 'date');
    assert.deepEqual(headersOf(told), headersOf(honestly), path);
  }
});

test('a page of more than a megabyte passes as it is, whether its length is told or not', async (context) => {
  const large = pageOf('12 '.repeat(400_000));
  const upstream = await serveHttp(
    context,
    createServer((request, response) => {
      response.setHeader('Content-Type', 'text/html');
      if (request.url === '/told') response.setHeader('Content-Length', Buffer.byteLength(large));
      if (request.url === '/small') response.write(page.slice(0, 50));
      response.end(request.url === '/small' ? page.slice(50) : large);
    }),
  );
  const relay = await relayTo(context, upstream, { action });
  for (const [path, expected] of [
    ['told', large],
    ['untold', large],
    ['small', lie],
  ] as const) {
    assert.ok((await (await fetch(relay.address + path)).text()) === expected, path);
  }
});

test('several requests on one connection are answered in order', async (context) => {
  const { relay } = await liar(context);
  const client = connectTo(context, relay);
  client.ask('/');
  client.ask('/head');
  client.ask('/', 'Connection: close');
  await client.ended();
  const answers = client.received.toString();
  assert.equal(answers.split(lie).length, 3);
  assert.ok(
    answers.indexOf(lie) < answers.indexOf('number 12') && answers.indexOf('number 12') < answers.lastIndexOf(lie),
  );
  assert.equal(client.failure, null);
});

test('a request with a body reaches the server with it', async (context) => {
  const bodyOf = async (request: IncomingMessage) => Buffer.concat(await request.toArray()).toString();
  const upstream = await serveHttp(
    context,
    createServer(async (request, response) => response.end(`${request.method} ${await bodyOf(request)}`)),
  );
  const relay = await relayTo(context, upstream, { action });
  const sent = await fetch(relay.address, { method: 'POST', body: 'letter 12' });
  assert.equal(await sent.text(), 'POST letter 12');
  const client = connectTo(context, relay);
  client.ask('/', 'Transfer-Encoding: chunked', 'Expect: 100-continue', 'Connection: close');
  client.socket.write('4\r\nfour\r\n0\r\n\r\n');
  await client.ended();
  assert.match(client.received.toString(), /GET four/);
});

test('what is not HTTP, or too much of it, is reset, and the relay goes on', async (context) => {
  const { relay } = await liar(context);
  for (const said of [
    'EHLO carrier.example\r\n\r\n',
    '\x16\x03\x01\x02\x00\x01',
    'GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
    `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
    `GET /${'x'.repeat(20_000)} HTTP/1.1\r\n\r\n`,
  ]) {
    const client = connectTo(context, relay);
    client.socket.write(said, 'latin1');
    await client.closed();
    assert.equal(client.failure, 'ECONNRESET', said.slice(0, 40));
    assert.equal(client.received.length, 0, client.received.toString());
  }
  while (relay.connections > 0) await otherTraffic();
  assert.equal(await (await fetch(relay.address)).text(), lie);
});

test('a server that gives no whole answer leaves the client with a reset', async (context) => {
  const top = 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100\r\n';
  for (const said of ['what?\r\n\r\n', top, `${top}\r\n<p>12`, `${top}X: ${'x'.repeat(20_000)}\r\n\r\n`, '']) {
    const upstream = await serveSockets(context, (socket) => socket.once('data', () => socket.end(said)));
    const relay = await relayTo(context, upstream, { action });
    const client = connectTo(context, relay);
    client.ask('/');
    await client.closed();
    assert.equal(client.failure, 'ECONNRESET', said);
    assert.equal(client.received.length, 0);
  }
});

test('an answer that breaks off while it passes ends in a reset and not in order', async (context) => {
  for (const type of ['text/plain', 'text/html']) {
    const said = `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Length: 3000000\r\n\r\n`;
    const asked = Promise.withResolvers<Socket>();
    const upstream = await serveSockets(context, (socket) => {
      socket.once('data', () => socket.write(said + 'x'.repeat(1_500_000), () => asked.resolve(socket)));
    });
    const relay = await relayTo(context, upstream, { action });
    const client = connectTo(context, relay);
    client.ask('/');
    await client.holds(1_500_000);
    (await asked.promise).end();
    await client.closed();
    assert.equal(client.failure, 'ECONNRESET', type);
  }
});

test('a client that leaves takes its request back', async (context) => {
  let isLeft = false;
  const asked = Promise.withResolvers<void>();
  const upstream = await serveSockets(context, (socket) => {
    socket.once('data', () => asked.resolve());
    socket
      .once('end', () => socket.end())
      .once('close', () => {
        isLeft = true;
      });
  });
  const relay = await relayTo(context, upstream, { action });
  const client = connectTo(context, relay);
  client.ask('/');
  await asked.promise;
  client.socket.resetAndDestroy();
  while (!isLeft || relay.connections > 0) await otherTraffic();
});
