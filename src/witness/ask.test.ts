import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import {
  bytesOf,
  createSigner,
  formatSignature,
  parseNote,
  parseVerifierKey,
  sha256,
  type Verifier,
  verifierFor,
} from '../proof/index.ts';
import { askWitness, type WitnessReply, type WitnessRequest } from './ask.ts';
import { openWitnessServer } from './server.ts';
import { scratchFolder } from './testing/scratch.ts';
import { type SignedLog, signedLog } from './testing/signed-log.ts';
import { Witness } from './witness.ts';

const NOW = new Date('2026-11-22T10:20:00Z');
const log = await signedLog();
const signerOf = async (name: string, now = NOW) =>
  createSigner({ name, type: 'cosignature', seed: await sha256(bytesOf(name)), now: () => now });
const own = await signerOf('witness.herald.example');
const verifier = await verifierFor(own);
const closing: (() => unknown)[] = [];
after(async () => {
  for (const close of closing) await close();
});

/** A server of whoever pretends to be a witness. */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function ask(
  address: string,
  from: SignedLog,
  size: number,
  options: Partial<WitnessRequest> & { readonly by?: Verifier } = {},
): Promise<WitnessReply> {
  return askWitness({
    address,
    verifier: options.by ?? verifier,
    checkpoint: await from.checkpoint(size),
    oldSize: 0,
    prove: (oldSize) => from.prove(oldSize, size),
    now: () => NOW,
    signal: AbortSignal.timeout(20_000),
    ...options,
  });
}

/** A server that answers this, once it has read what was sent. */
const saying = (status: number, body: string, headers: Record<string, string> = {}) =>
  serve((request, response) => {
    request.resume().on('end', () => response.writeHead(status, headers).end(body));
  });

const lineOf = async (text: string, signer = own) =>
  formatSignature({ name: signer.name, keyId: signer.keyId, bytes: await signer.sign(text) });

test('it asks with the size that is known, and once more with the one that the witness names', async () => {
  const witness = await Witness.open({
    folder: await scratchFolder(),
    name: 'witness.herald.example',
    logs: [log.key.verifierKey],
    now: () => NOW,
  });
  const server = await openWitnessServer(witness, { host: '127.0.0.1', port: 0, onError: assert.ifError });
  closing.push(async () => {
    await server.close();
    await witness.close();
  });
  const by = await parseVerifierKey(witness.verifierKey);
  const proven: number[] = [];
  for (const [size, oldSize, asked] of [
    [5, 0, []],
    [9, 0, [5]],
    [9, 9, []],
    [20, 9, [9]],
    [21, 500, [20]],
  ] as const) {
    proven.length = 0;
    const prove = (old: number) => {
      proven.push(old);
      return log.prove(old, size);
    };
    const reply = await ask(`${server.address}`, log, size, { by, oldSize, prove });
    assert.equal(reply.kind, 'cosigned', `${size} after ${oldSize}: ${JSON.stringify(reply)}`);
    assert.deepEqual(proven, asked);
  }
  assert.deepEqual(await ask(server.address, log, 7, { by }), { kind: 'ahead', size: 21 });
  const fork = await signedLog({ story: 'false', forkAt: 3 });
  assert.deepEqual(await ask(server.address, fork, 30, { by }), { kind: 'failed', why: 'it answered 422' });
  const other = await signedLog({ origin: 'herald.example/log/1' });
  assert.deepEqual(await ask(server.address, other, 3, { by }), { kind: 'failed', why: 'it answered 404' });
});

test('of an answer only the signature of the expected key counts', async () => {
  const { text } = parseNote(await log.checkpoint(5));
  const stranger = await signerOf('stranger.example');
  const address = await saying(200, `${await lineOf(text, stranger)}${await lineOf(text)}`);
  const reply = await ask(address, log, 5);
  assert.equal(reply.kind, 'cosigned');
  if (reply.kind === 'cosigned') assert.equal(formatSignature(reply.signature), await lineOf(text));
});

test('a hostile witness gets nothing into an edition, whatever it answers', async () => {
  const { text } = parseNote(await log.checkpoint(5));
  const { text: other } = parseNote(await log.checkpoint(6));
  const stranger = await signerOf('stranger.example');
  const namesake = await createSigner({
    name: own.name,
    type: 'cosignature',
    seed: new Uint8Array(32),
    now: () => NOW,
  });
  const ahead = await signerOf('witness.herald.example', new Date('2027-11-22T10:20:00Z'));
  const behind = await signerOf('witness.herald.example', new Date('1970-01-01T00:00:01Z'));
  const good = await lineOf(text);
  const cases: Record<string, string> = {
    garbage: await saying(200, 'garbage'),
    nothing: await saying(200, ''),
    'bytes that are no text': await saying(200, '\xff\0'),
    'a signature of another tree': await saying(200, await lineOf(other)),
    'a signature by another key': await saying(200, await lineOf(text, stranger)),
    'another key of the same name': await saying(200, await lineOf(text, namesake)),
    'a signature cut short': await saying(200, `${good.slice(0, -6)}\n`),
    'a date next year': await saying(200, await lineOf(text, ahead)),
    'a date long ago': await saying(200, await lineOf(text, behind)),
    'lines of a page behind the signature': await saying(200, `${good}\n-->\n<script>\n`),
    'more signatures than anybody reads': await saying(200, good.repeat(200)),
    'a redirect': await saying(307, '', { location: await saying(200, good) }),
    'a failure': await saying(500, good),
    'a size that is none': await saying(409, '-1\n', { 'content-type': 'text/x.tlog.size' }),
    'the same size again and again': await saying(409, '3\n'),
    'a compressed answer that is none': await saying(200, good, { 'content-encoding': 'gzip' }),
    nobody: 'http://127.0.0.1:1',
    'an endless body': await serve((request, response) => {
      request.resume();
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    }),
  };
  for (const [what, address] of Object.entries(cases)) {
    const reply = await ask(address, log, 5);
    assert.equal(reply.kind, 'failed', what);
  }
});

test('a silence ends when whoever asks says so', async () => {
  const held: ServerResponse[] = [];
  const hang = async (answer: (request: IncomingMessage, response: ServerResponse) => void) => {
    const asking = new AbortController();
    const address = await serve((request, response) => {
      held.push(response);
      answer(request, response);
      setImmediate(() => asking.abort());
    });
    return ask(address, log, 5, { signal: asking.signal });
  };
  const late: WitnessReply = { kind: 'failed', why: 'it did not answer in time' };
  assert.deepEqual(await hang(() => {}), late);
  assert.deepEqual(
    await hang((_, response) => {
      response.writeHead(200);
      response.write('— ');
    }),
    late,
  );
  assert.equal(held.length, 2);
});
