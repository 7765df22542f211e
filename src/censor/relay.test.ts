import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { ServeError } from '../platform/http/index.ts';
import type { CensorAction } from './action.ts';
import { CensorError } from './error.ts';
import { openRelay } from './relay.ts';
import { connectTo, otherTraffic, relayTo, serveFiles, serveHttp, serveSockets } from './testing/network.ts';

const page = `<!doctype html><title>Brücke gesperrt</title>${'<p>Die Brücke bleibt gesperrt.'.repeat(900)}`;
const nowhere = { host: '127.0.0.1', port: 1 };

test('an open relay gives exactly the bytes that the server gives', async (context) => {
  const upstream = await serveFiles(context, { 'index.html': page, 'm/ab/x.webp': Buffer.alloc(70_000, 7) });
  const relay = await relayTo(context, upstream);
  assert.equal(relay.address, `http://127.0.0.1:${relay.port}/`);
  assert.deepEqual(relay.action, { kind: 'open' });
  for (const path of ['/', '/m/ab/x.webp', '/nothing']) {
    const clients = [connectTo(context, upstream), connectTo(context, relay)];
    for (const client of clients) client.ask(path, 'Connection: close');
    await Promise.all(clients.map((client) => client.ended()));
    assert.equal(clients[1]?.timeless, clients[0]?.timeless);
  }
  const answer = await fetch(relay.address);
  assert.equal(await answer.text(), page);
});

test('under blackhole a connection is taken and nothing ever comes', async (context) => {
  let reached = 0;
  const upstream = await serveSockets(context, () => {
    reached += 1;
  });
  const relay = await relayTo(context, upstream, { action: { kind: 'blackhole' } });
  const client = connectTo(context, relay);
  await once(client.socket, 'connect');
  client.ask('/');
  client.socket.end();
  await otherTraffic();
  assert.equal(client.received.length, 0);
  assert.equal(client.isEnded, false);
  assert.equal(client.failure, null);
  assert.equal(relay.connections, 1);
  assert.equal(reached, 0);
});

test('under blackhole what a client sends is forgotten, and a client that leaves as well', async (context) => {
  const relay = await relayTo(context, nowhere, { action: { kind: 'blackhole' }, goodbyeMs: 1 });
  const [leaving, breaking] = [connectTo(context, relay), connectTo(context, relay)];
  // More than the system would hold for somebody who does not read.
  for (let sent = 0; sent < 32; sent += 1) {
    await new Promise((resolve) => leaving.socket.write(Buffer.alloc(1024 * 1024), resolve));
  }
  assert.equal(relay.connections, 2);
  leaving.socket.end();
  breaking.socket.write('x', () => breaking.socket.resetAndDestroy());
  while (relay.connections > 0) await otherTraffic();
  assert.equal(leaving.received.length + breaking.received.length, 0);
});

test('under reset a connection breaks with the first bytes, not before, and the server sees none of it', async (context) => {
  let reached = 0;
  const upstream = await serveSockets(context, () => {
    reached += 1;
  });
  const relay = await relayTo(context, upstream, { action: { kind: 'reset' } });
  const client = connectTo(context, relay);
  await once(client.socket, 'connect');
  await otherTraffic();
  assert.equal(client.failure, null);
  assert.equal(relay.connections, 1);
  client.socket.write('\x16\x03\x01');
  await client.closed();
  assert.equal(client.failure, 'ECONNRESET');
  assert.equal(reached, 0);
  await assert.rejects(fetch(relay.address), TypeError);
  while (relay.connections > 0) await otherTraffic();
});

test('an old copy is served where there is one, and cannot be asked for where there is none', async (context) => {
  const upstream = await serveFiles(context, { head: 'number 9' });
  const old = await serveFiles(context, { head: 'number 3' });
  const relay = await relayTo(context, upstream, { old });
  const head = async () => (await fetch(`${relay.address}head`)).text();
  assert.equal(await head(), 'number 9');
  relay.set({ kind: 'old' });
  assert.equal(await head(), 'number 3');
  relay.set({ kind: 'open' });
  assert.equal(await head(), 'number 9');

  const isNoOldCopy = (error: unknown) => error instanceof CensorError && error.code === 'no-old-copy';
  const without = await relayTo(context, upstream);
  assert.throws(() => without.set({ kind: 'old' }), isNoOldCopy);
  assert.deepEqual(without.action, { kind: 'open' });
  assert.equal((await fetch(`${without.address}head`)).status, 200);
  await assert.rejects(openRelay({ upstream, action: { kind: 'old' } }), isNoOldCopy);
});

const REPLACING: readonly CensorAction[] = [
  { kind: 'open' },
  { kind: 'reset' },
  { kind: 'freeze', afterBytes: 100 },
  { kind: 'slow', bytesPerSecond: 100 },
  { kind: 'alter' },
  { kind: 'old' },
];

test('a new action resets the connections that are kept alive, so that none slips through', async (context) => {
  const upstream = await serveFiles(context, { head: 'number 9' });
  for (const before of REPLACING.filter(({ kind }) => kind !== 'reset')) {
    for (const action of REPLACING) {
      const relay = await relayTo(context, upstream, { old: upstream, action: before });
      const client = connectTo(context, relay);
      client.ask('/head');
      await client.holds(1);
      relay.set(action);
      assert.deepEqual(relay.action, action);
      await client.closed();
      assert.equal(client.failure, 'ECONNRESET', `${before.kind} → ${action.kind}`);
      while (relay.connections > 0) await otherTraffic();
    }
  }
});

test('blackhole silences the connections that are kept alive, and lifting it resets them', async (context) => {
  const upstream = await serveFiles(context, { head: 'number 9' });
  for (const before of [...REPLACING, { kind: 'blackhole' } as const]) {
    const relay = await relayTo(context, upstream, { old: upstream, action: before });
    const client = connectTo(context, relay);
    await once(client.socket, 'connect');
    if (before.kind !== 'reset' && before.kind !== 'blackhole') {
      client.ask('/head');
      await client.holds(1);
    }
    relay.set({ kind: 'blackhole' });
    // What was already handed to the system may still come in.
    await otherTraffic();
    const held = client.received.length;
    client.ask('/head');
    await otherTraffic();
    assert.equal(client.received.length, held, before.kind);
    assert.equal(client.isEnded, false, before.kind);
    assert.equal(client.failure, null, before.kind);
    relay.set({ kind: 'open' });
    await client.closed();
    assert.equal(client.failure, 'ECONNRESET', before.kind);
  }
});

test('blackhole stops an answer under way', async (context) => {
  let written = 0;
  let isLeft = false;
  const upstream = await serveSockets(context, (socket) => {
    const write = () => {
      while (socket.write(Buffer.alloc(1024))) written += 1024;
    };
    socket.on('drain', write).once('close', () => {
      isLeft = true;
    });
    write();
  });
  const relay = await relayTo(context, upstream);
  const client = connectTo(context, relay);
  await client.holds(1_000_000);
  relay.set({ kind: 'blackhole' });
  while (!isLeft) await otherTraffic();
  const held = client.received.length;
  assert.ok(held < written + 1024 * 1024);
  await otherTraffic();
  assert.equal(client.received.length, held);
  assert.equal(client.isEnded, false);
  assert.equal(client.failure, null);
});

test('where the server is not there, or breaks off, the client sees a reset and no words of the relay', async (context) => {
  const breaking = await serveSockets(context, (socket) => {
    socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\n', () => socket.resetAndDestroy()));
  });
  for (const upstream of [nowhere, breaking]) {
    for (const action of [{ kind: 'open' }, { kind: 'slow', bytesPerSecond: 1000 }, { kind: 'alter' }] as const) {
      const relay = await relayTo(context, upstream, { action });
      const client = connectTo(context, relay);
      client.ask('/');
      await client.closed();
      assert.equal(client.failure, 'ECONNRESET', action.kind);
      assert.ok('HTTP/1.1 200 OK\r\n'.startsWith(client.received.toString()), client.received.toString());
      while (relay.connections > 0) await otherTraffic();
    }
  }
});

test('closing resets whoever is connected, under every action, and frees the port', async (context) => {
  const upstream = await serveFiles(context, { 'index.html': page });
  for (const action of [...REPLACING, { kind: 'blackhole' } as const]) {
    const relay = await openRelay({ upstream, old: upstream, action });
    const client = connectTo(context, relay);
    await once(client.socket, 'connect');
    if (action.kind !== 'reset') client.ask('/');
    await otherTraffic();
    await Promise.all([relay.close(), relay.close()]);
    assert.equal(relay.connections, 0);
    await client.closed();
    assert.equal(client.failure, 'ECONNRESET', action.kind);
    const again = await openRelay({ upstream, port: relay.port });
    await again.close();
  }
});

test('five hundred connections leave nothing behind', async (context) => {
  const upstream = await serveHttp(
    context,
    createServer((_request, response) => response.end(page)),
  );
  const relay = await relayTo(context, upstream, { old: upstream, goodbyeMs: 1 });
  const sockets = () => process.getActiveResourcesInfo().filter((kind) => kind.startsWith('TCPSocket')).length;
  await otherTraffic();
  const before = sockets();
  for (const action of [...REPLACING, { kind: 'blackhole' } as const]) {
    relay.set(action);
    const clients = Array.from({ length: 75 }, () => connectTo(context, relay));
    await Promise.all(clients.map((client) => once(client.socket, 'connect')));
    for (const [index, client] of clients.entries()) {
      if (index % 3 > 0) client.ask('/');
      if (index % 3 === 1) client.socket.end();
    }
    await otherTraffic();
    for (const { socket } of clients) socket.destroy();
    while (relay.connections > 0) await otherTraffic();
  }
  while (sockets() > before) await otherTraffic();
});

test('an address that cannot be listened on is named, with what to do', async (context) => {
  const relay = await relayTo(context, nowhere);
  await assert.rejects(openRelay({ upstream: nowhere, port: relay.port }), (error) => {
    assert.ok(error instanceof ServeError);
    assert.equal(error.code, 'address-in-use');
    assert.match(error.message, new RegExp(String(relay.port)));
    assert.match(error.hint ?? '', /another port/);
    return true;
  });
  for (const where of [{ host: '192.0.2.1' }, { port: 70_000 }]) {
    await assert.rejects(
      openRelay({ upstream: nowhere, ...where }),
      (error) => error instanceof ServeError && error.code === 'address-unusable',
    );
  }
});

test('numbers that are none are refused, and nothing changes', async (context) => {
  const relay = await relayTo(context, nowhere);
  for (const number of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    for (const action of [
      { kind: 'freeze', afterBytes: number },
      { kind: 'freeze', afterBytes: 1.5 },
      { kind: 'slow', bytesPerSecond: number },
      { kind: 'slow', bytesPerSecond: 0 },
    ] as const) {
      assert.throws(
        () => relay.set(action),
        (error) => error instanceof CensorError && error.code === 'bad-action',
      );
    }
  }
  assert.deepEqual(relay.action, { kind: 'open' });
});
