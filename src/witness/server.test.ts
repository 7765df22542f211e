import assert from 'node:assert/strict';
import { rename, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { bytesOf, sha256Hex } from '../proof/index.ts';
import { formatRequest, MAX_REQUEST_BYTES } from './request.ts';
import { openWitnessServer, type WitnessServer } from './server.ts';
import { scratchFolder } from './testing/scratch.ts';
import { ORIGIN, signedLog } from './testing/signed-log.ts';
import { Witness } from './witness.ts';

const log = await signedLog();
const errors: unknown[] = [];
let folder: string;
let witness: Witness;
let server: WitnessServer;

before(async () => {
  folder = await scratchFolder();
  witness = await Witness.open({ folder, name: 'witness.example', logs: [log.key.verifierKey], now: () => new Date() });
  server = await openWitnessServer(witness, { host: '127.0.0.1', port: 0, onError: (error) => errors.push(error) });
});
after(async () => {
  await server.close();
  await witness.close();
});

const post = async (oldSize: number, size: number) =>
  fetch(`${server.address}add-checkpoint`, {
    method: 'POST',
    body: formatRequest({
      oldSize,
      proof: await log.prove(oldSize, size),
      checkpoint: await log.checkpoint(size),
    }) as Uint8Array<ArrayBuffer>,
  });

test('a checkpoint is cosigned over HTTP, and served to monitors under the hash of its origin', async () => {
  const path = `${server.address}${await sha256Hex(bytesOf(ORIGIN))}/checkpoint`;
  assert.equal((await fetch(path)).status, 404);
  const answer = await post(0, 5);
  assert.equal(answer.status, 200);
  const line = await answer.text();
  assert.match(line, /^— witness\.example \S+\n$/);
  const kept = await fetch(path);
  assert.equal(kept.status, 200);
  assert.ok((await kept.text()).endsWith(line));

  const conflict = await post(0, 9);
  assert.equal(conflict.status, 409);
  assert.equal(conflict.headers.get('content-type'), 'text/x.tlog.size');
  assert.equal(await conflict.text(), '5\n');
});

test('what is no request of the protocol is refused', async () => {
  const at = (path: string, options: RequestInit = {}) =>
    fetch(`${server.address}${path}`, options).then(({ status }) => status);
  assert.equal(await at('add-checkpoint'), 405);
  assert.equal(await at('add-checkpoint', { method: 'PUT', body: 'old 0' }), 405);
  assert.equal(await at('add-checkpoint', { method: 'POST', body: 'nonsense' }), 400);
  assert.equal(await at(''), 404);
  assert.equal(await at('sign-subtree', { method: 'POST', body: '' }), 404);
  assert.equal(await at(`${'0'.repeat(64)}/checkpoint`), 404);
  assert.equal(await at('..%2fwitness.key'), 404);
  assert.equal(await at('add-checkpoint', { method: 'POST', body: 'x'.repeat(MAX_REQUEST_BYTES + 1) }), 413);
});

test('whoever sends many requests and awaits no answer is cut off: they would all be held at once', async () => {
  const body = formatRequest({ oldSize: 0, proof: [], checkpoint: await log.checkpoint(5) });
  const head = `POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n`;
  const requests = Array.from({ length: 200 }, () => Buffer.concat([Buffer.from(head), body]));
  const socket = connect(server.port, '127.0.0.1');
  let answered = '';
  socket.on('data', (part) => {
    answered += part;
  });
  socket.on('error', () => {});
  socket.write(Buffer.concat(requests));
  // Ours stays open: it is the server that ends it.
  await new Promise((resolve) => socket.once('close', resolve));
  assert.ok(answered.split('HTTP/1.1 ').length <= 18, `${answered.split('HTTP/1.1').length - 1} answers`);
  assert.equal((await post(0, 9)).status, 409, 'others are answered');
});

test('a body without end is cut off', async () => {
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write('POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nTransfer-Encoding: chunked\r\n\r\n');
  const part = `1000\r\n${'x'.repeat(4096)}\r\n`;
  let sent = 0;
  await new Promise<void>((resolve) => {
    socket.on('close', () => resolve());
    const more = () => {
      if (socket.destroyed) return;
      sent += 1;
      socket.write(part, () => setImmediate(more));
    };
    more();
  });
  assert.ok(sent > 3);
  assert.deepEqual(errors, []);
});

test('when the disk does not take it the answer is 500, and the next request is answered', async () => {
  await rename(join(folder, 'logs'), join(folder, 'away'));
  await writeFile(join(folder, 'logs'), '');
  assert.equal((await post(5, 12)).status, 500);
  assert.equal(errors.length, 1);
  await rename(join(folder, 'logs'), join(folder, 'nothing'));
  await rename(join(folder, 'away'), join(folder, 'logs'));
  assert.equal((await post(5, 12)).status, 200);
});
