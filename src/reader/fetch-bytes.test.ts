import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Behaviour, openCarrier } from '../../test/reader/carriers.ts';
import { type Answer, fetchBytes } from './fetch-bytes.ts';

const BYTES = new Uint8Array(1000).fill(65);

async function ask(behaviour: Behaviour, path: string, maxBytes: number, signal?: AbortSignal): Promise<Answer> {
  const carrier = await openCarrier(new Map([['a', BYTES]]));
  carrier.behaviour = behaviour;
  try {
    // Long for what comes, so that a busy machine is no silence; short for what never does.
    const ms = ['reset', 'blackhole', 'freeze'].includes(String(behaviour)) ? 100 : 60_000;
    const limits = { firstMs: ms, stallMs: ms, wholeMs: behaviour === 'drip' ? 300 : ms };
    return await fetchBytes(fetch, carrier.address + path, maxBytes, limits, signal ?? new AbortController().signal);
  } finally {
    await carrier.close();
  }
}

test('a file comes whole, up to the very cap', async () => {
  assert.deepEqual(await ask('open', 'a', 1000), BYTES);
  assert.equal(await ask('open', 'a', 999), 'silent');
  assert.equal(await ask('endless', 'a', 100_000), 'silent');
});

test('what is not there is missing, and whatever breaks off is silence', async () => {
  assert.equal(await ask('open', 'b', 1000), 'missing');
  for (const behaviour of ['reset', 'blackhole', 'freeze'] as const) {
    assert.equal(await ask(behaviour, 'a', 1000), 'silent', behaviour);
  }
});

test('whoever trickles is silent in the end, though no byte is late', async () => {
  assert.equal(await ask('drip', 'a', 1_000_000), 'silent');
});

test('who went away hears nothing', async () => {
  assert.equal(await ask('open', 'a', 1000, AbortSignal.abort()), 'silent');
});

test('an answer from elsewhere is none', async () => {
  const elsewhere = await openCarrier(new Map([['a', BYTES]]));
  const { createServer } = await import('node:http');
  const server = createServer((_request, response) => {
    response.writeHead(302, { location: `${elsewhere.address}a` }).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const limits = { firstMs: 60_000, stallMs: 60_000, wholeMs: 60_000 };
  const answer = fetchBytes(fetch, `http://127.0.0.1:${address.port}/a`, 1000, limits, new AbortController().signal);
  assert.equal(await answer, 'silent');
  assert.deepEqual(elsewhere.asked, []);
  server.close();
  await elsewhere.close();
});
