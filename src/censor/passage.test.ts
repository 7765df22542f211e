import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { duplexPair } from 'node:stream';
import { test } from 'node:test';
import fc from 'fast-check';
import { BODY_END, BODY_START } from '../proof/index.ts';
import type { CensorAction } from './action.ts';
import { Passage } from './passage.ts';
import { connectTo, otherTraffic, relayTo, serveFiles, serveSockets } from './testing/network.ts';

/** Writes these pieces one by one, each handed to the system before the next, and ends. */
async function say(socket: Socket, pieces: readonly Uint8Array[]): Promise<void> {
  for (const piece of pieces) await new Promise((resolve) => socket.write(piece, resolve));
  socket.end();
}

async function heardOn(socket: Socket): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of socket.iterator({ destroyOnReturn: false })) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

const speech = fc.array(fc.uint8Array({ minLength: 1, maxLength: 3000 }), { maxLength: 12 });

test('however a stream is cut into pieces, it arrives unchanged, both ways, whoever ends first', async (context) => {
  const accepted: ((socket: Socket) => void)[] = [];
  const upstream = await serveSockets(context, (socket) => accepted.shift()?.(socket));
  const relay = await relayTo(context, upstream);
  const check = async (asked: Uint8Array[], answered: Uint8Array[], first: 'client' | 'server' | 'neither') => {
    const arriving = new Promise<Socket>((resolve) => accepted.push(resolve));
    const client = createConnection({ port: relay.port, host: '127.0.0.1', allowHalfOpen: true });
    const server = await arriving;
    const heard = Promise.all([heardOn(server), heardOn(client)]);
    if (first === 'client') await Promise.all([say(client, asked), once(server, 'end')]);
    if (first === 'server') await Promise.all([say(server, answered), once(client, 'end')]);
    if (first !== 'client') await say(client, asked);
    if (first !== 'server') await say(server, answered);
    assert.deepEqual(await heard, [Buffer.concat(asked), Buffer.concat(answered)]);
    while (relay.connections > 0) await otherTraffic();
  };
  await fc.assert(
    fc.asyncProperty(speech, speech, fc.constantFrom('client', 'server', 'neither'), (asked, answered, first) =>
      check(asked, answered, first),
    ),
    { numRuns: 40 },
  );
});

const BLOCK = Buffer.alloc(64 * 1024, 'block of an answer ');
const BLOCKS = 1024;

/** Writes 64 MB, more than the systems between will hold, as fast as they are taken; tells how many bytes that were so far. */
function pour(socket: Socket): { takenBytes: number } {
  const progress = { takenBytes: 0 };
  void (async () => {
    for (let block = 0; block < BLOCKS && !socket.destroyed; block += 1) {
      await new Promise((resolve) => socket.write(BLOCK, resolve));
      progress.takenBytes += BLOCK.length;
    }
    socket.end();
  })();
  return progress;
}

/** Reads to the end and gives the hash. */
async function hashOf(socket: Socket): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of socket) hash.update(part as Buffer);
  return hash.digest('hex');
}

test('a reader who does not read holds the server back instead of filling the relay, then gets it all', async (context) => {
  const expected = createHash('sha256');
  for (let block = 0; block < BLOCKS; block += 1) expected.update(BLOCK);
  const whole = expected.digest('hex');
  for (const from of ['server', 'client'] as const) {
    const arriving = Promise.withResolvers<Socket>();
    const relay = await relayTo(context, await serveSockets(context, arriving.resolve));
    const { socket } = connectTo(context, relay);
    socket.removeAllListeners('data').pause();
    const server = await arriving.promise;
    const [speaker, listener] = from === 'server' ? [server, socket] : [socket, server];
    const heldBefore = process.memoryUsage().arrayBuffers;
    const progress = pour(speaker);
    for (let last = -1; last !== progress.takenBytes; ) {
      last = progress.takenBytes;
      await otherTraffic();
    }
    assert.ok(progress.takenBytes < BLOCKS * BLOCK.length, 'all of it was taken from the speaker, and nobody listens');
    const held = process.memoryUsage().arrayBuffers - heldBefore;
    // With what nobody has cleared away yet; without a bound it would be all of the 64 MB.
    assert.ok(held < 16 * 1024 * 1024, `${held} bytes are held`);
    assert.equal(await hashOf(listener), whole);
    listener.end();
  }
});

const leaving = fc.record({
  action: fc.constantFrom<CensorAction>(
    { kind: 'open' },
    { kind: 'blackhole' },
    { kind: 'reset' },
    { kind: 'freeze', afterBytes: 500 },
    { kind: 'slow', bytesPerSecond: 50_000 },
    { kind: 'alter' },
  ),
  turns: fc.nat({ max: 30 }),
  how: fc.constantFrom('reset by the client', 'ended by the client', 'reset by the relay', 'silenced'),
});

test('whenever a connection is cut, by whom and under which action, nothing breaks and nothing is left', async (context) => {
  const upstream = await serveFiles(context, { 'index.html': `${BODY_START}<p>12</p>${BODY_END}`.repeat(40) });
  const relay = await relayTo(context, upstream, { goodbyeMs: 1 });
  await fc.assert(
    fc.asyncProperty(leaving, async ({ action, turns, how }) => {
      relay.set(action);
      const clients = [connectTo(context, relay), connectTo(context, relay)];
      clients[0]?.ask('/', 'Connection: close');
      clients[1]?.ask('/');
      for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      if (how === 'reset by the relay') relay.set({ kind: 'open' });
      if (how === 'silenced') relay.set({ kind: 'blackhole' });
      for (const { socket } of clients) {
        if (how === 'reset by the client') socket.resetAndDestroy();
        else socket.end();
      }
      await otherTraffic();
      for (const { socket } of clients) socket.destroy();
      while (relay.connections > 0) await otherTraffic();
    }),
    { numRuns: 150 },
  );
});

test('a connection whose answer ended but is not all read yet can still be reset', async (context) => {
  const upstream = await serveSockets(context, (socket) => {
    socket.once('data', () => socket.end(Buffer.alloc(3 * 1024 * 1024)));
  });
  const relay = await relayTo(context, upstream);
  const reading = connectTo(context, relay);
  const waiting = connectTo(context, relay);
  waiting.socket.pause();
  for (const { socket } of [reading, waiting]) socket.write('all of it');
  await reading.ended();
  assert.equal(reading.received.length, 3 * 1024 * 1024);
  await relay.close();
  assert.equal(relay.connections, 0);
});

test('a connection can be reset in the very moment in which it ends', async (context) => {
  const passages: Passage[] = [];
  const place = await serveSockets(context, (socket) => {
    const passage = new Passage(socket, 1);
    const [near, far] = duplexPair();
    passage.carry(near);
    // After the client's own end was put in motion, before it is done: here Node refuses a reset.
    near.once('end', () => passage.reset());
    far.end();
    passages.push(passage);
  });
  const client = connectTo(context, place);
  await client.ended();
  await passages[0]?.gone;
  assert.equal(client.failure, null);
});
