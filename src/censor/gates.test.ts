import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { connectTo, otherTraffic, relayTo, serveFiles, serveHttp, serveSockets } from './testing/network.ts';

const picture = Buffer.from(Array.from({ length: 40_000 }, (_, index) => (index * 7 + (index >> 8)) % 256));

test('freeze lets exactly so many bytes of answer pass, and then there is silence', async (context) => {
  const upstream = await serveFiles(context, { 'm/ab/x.webp': picture });
  const direct = connectTo(context, upstream);
  direct.ask('/m/ab/x.webp', 'Connection: close');
  await direct.ended();
  const whole = direct.timeless;
  for (const afterBytes of [0, 1, 60, 8 * 1024, 16_384, 30_001, whole.length - 1, whole.length]) {
    const relay = await relayTo(context, upstream, { action: { kind: 'freeze', afterBytes } });
    const client = connectTo(context, relay);
    // The server ends after the answer: that must not pass either.
    client.ask('/m/ab/x.webp', 'Connection: close');
    await client.holds(afterBytes);
    await otherTraffic();
    client.ask('/m/ab/x.webp');
    await otherTraffic();
    assert.equal(client.timeless, whole.slice(0, afterBytes));
    assert.equal(client.received.length, afterBytes);
    assert.equal(client.isEnded, false, `after ${afterBytes} bytes`);
    assert.equal(client.failure, null, `after ${afterBytes} bytes`);
    assert.equal(relay.connections, 1);
  }
});

test('with nothing allowed, not even the end of an empty answer passes', async (context) => {
  const upstream = await serveSockets(context, (socket) => socket.end());
  const relay = await relayTo(context, upstream, { action: { kind: 'freeze', afterBytes: 0 }, goodbyeMs: 1 });
  const client = connectTo(context, relay);
  client.ask('/');
  await otherTraffic();
  assert.equal(client.isEnded, false);
  assert.equal(client.failure, null);
  client.socket.end();
  while (relay.connections > 0) await otherTraffic();
});

test('freeze counts on each connection, over all answers of one that is kept alive', async (context) => {
  const upstream = await serveHttp(
    context,
    createServer((_request, response) => response.end('x'.repeat(1000))),
  );
  const relay = await relayTo(context, upstream, { action: { kind: 'freeze', afterBytes: 3000 } });
  for (const client of [connectTo(context, relay), connectTo(context, relay)]) {
    client.ask('/1');
    await client.holds(1000);
    client.ask('/2');
    client.ask('/3');
    client.ask('/4');
    await client.holds(3000);
    await otherTraffic();
    assert.equal(client.received.length, 3000);
    assert.equal(client.failure, null);
  }
});

test('an answer that is shorter than the freeze passes whole and ends', async (context) => {
  const upstream = await serveFiles(context, { head: 'number 9' });
  const relay = await relayTo(context, upstream, { action: { kind: 'freeze', afterBytes: 8192 } });
  const answer = await fetch(`${relay.address}head`);
  assert.equal(await answer.text(), 'number 9');
  const client = connectTo(context, relay);
  client.ask('/head', 'Connection: close');
  await client.ended();
  assert.match(client.received.toString(), /number 9$/);
  assert.equal(client.failure, null);
});

test('a frozen connection frees the server, and is forgotten once its client is gone', async (context) => {
  let left = 0;
  const upstream = await serveSockets(context, (socket) => {
    socket.write('1234567890');
    socket.once('close', () => {
      left += 1;
    });
  });
  const relay = await relayTo(context, upstream, { action: { kind: 'freeze', afterBytes: 5 }, goodbyeMs: 1 });
  const clients = [connectTo(context, relay), connectTo(context, relay)];
  await Promise.all(clients.map((client) => client.holds(5)));
  while (left < 2) await otherTraffic();
  assert.equal(relay.connections, 2);
  clients[0]?.socket.end();
  clients[1]?.socket.resetAndDestroy();
  while (relay.connections > 0) await otherTraffic();
  assert.equal(clients[0]?.received.toString(), '12345');
});

test('slow passes the same bytes, in many small pieces and no faster than told', async (context) => {
  const upstream = await serveFiles(context, { 'm/ab/x.webp': picture.subarray(0, 8000) });
  const relay = await relayTo(context, upstream, { action: { kind: 'slow', bytesPerSecond: 20_000 } });
  const client = connectTo(context, relay);
  const pieces: number[] = [];
  client.socket.on('data', (piece: Buffer) => pieces.push(piece.length));
  const startMs = performance.now();
  client.ask('/m/ab/x.webp', 'Connection: close');
  await client.ended();
  const tookMs = performance.now() - startMs;
  assert.deepEqual(client.received.subarray(-8000), picture.subarray(0, 8000));
  // A lower bound: a busy machine makes it slower, nothing makes it faster. A tenth of a second's worth comes at once.
  assert.ok(tookMs > 1000 * (client.received.length / 20_000) - 200, `took ${tookMs} ms`);
  assert.ok(pieces.length >= 3, `${pieces.length} pieces`);
  assert.ok(Math.max(...pieces) <= 4000, `a piece of ${Math.max(...pieces)} bytes`);
});

test('each connection is slowed down by itself, and even a few bytes a second arrive', async (context) => {
  const upstream = await serveSockets(context, (socket) => socket.end('123'));
  const relay = await relayTo(context, upstream, { action: { kind: 'slow', bytesPerSecond: 5 } });
  const startMs = performance.now();
  const clients = Array.from({ length: 20 }, () => connectTo(context, relay));
  await Promise.all(clients.map((client) => client.ended()));
  for (const client of clients) assert.equal(client.received.toString(), '123');
  // Together they would have taken twelve seconds.
  assert.ok(performance.now() - startMs > 300);
});
