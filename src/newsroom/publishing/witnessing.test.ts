import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openLog } from '../../platform/telemetry/index.ts';
import {
  bytesOf,
  createSigner,
  formatSignature,
  parseNote,
  type Signer,
  sha256,
  signCheckpoint,
} from '../../proof/index.ts';
import { createNewsroom } from '../create.ts';
import { changeWitnesses } from '../keys/witness-policy.ts';
import { Witnessing } from './witnessing.ts';

const NOW = new Date('2026-11-22T10:00:00Z');
const ports = { now: () => NOW, ask: async () => null };
let root: string;
const servers: Server[] = [];

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'tamizdat-witnessing-'));
});
after(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  await rm(root, { recursive: true, force: true });
});

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const witnessKey = async (name: string): Promise<Signer> =>
  createSigner({ name: `${name}.example`, type: 'cosignature', seed: await sha256(bytesOf(name)), now: () => NOW });

/** A checkpoint of the newsroom's log, as after an edition of this size. */
async function checkpointOf(size: number): Promise<string> {
  const key = await createSigner({ name: 'bote.example/log/1', type: 'note', seed: new Uint8Array(32) });
  return signCheckpoint({ origin: key.name, size, root: await sha256(bytesOf(`tree of ${size}`)) }, key);
}

/** A newsroom whose policy names these witnesses, and what asks them. */
async function witnessedBy(name: string, addresses: Readonly<Record<string, string>>) {
  const folder = join(root, name);
  const carriers = [{ name: 'local', directory: 'public' }];
  const values = { newsroom: 'bote.example', title: { de: 'Bote' }, home: 'https://bote.example/', carriers };
  await createNewsroom(folder, { ...values, languages: ['de'], sources: [] }, ports);
  const add = await Promise.all(
    Object.entries(addresses).map(async ([each, address]) => ({
      name: each,
      key: (await witnessKey(each)).verifierKey,
      address,
    })),
  );
  await changeWitnesses(folder, { add, quorum: 'any' }, ports);
  const told: { level: string; msg: string }[] = [];
  const log = openLog({ level: 'info', destination: { write: (line) => told.push(JSON.parse(line)) } });
  const files = join(folder, 'data', 'edition', 'files');
  return { told, witnessing: new Witnessing({ files, now: () => NOW, log }) };
}

/** Answers as the witness of that name would. */
async function cosigning(name: string): Promise<RequestListener> {
  const signer = await witnessKey(name);
  return async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts).toString('utf8');
    const { text } = parseNote(body.slice(body.indexOf('\n\n') + 2));
    response.end(formatSignature({ name: signer.name, keyId: signer.keyId, bytes: await signer.sign(text) }));
  };
}

test('what hostile witnesses answer, or do not, keeps no honest one out', async () => {
  const { told, witnessing } = await witnessedBy('hostile', {
    honest: await serve(await cosigning('honest')),
    silent: await serve(() => {}),
    endless: await serve((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    }),
    liar: await serve(await cosigning('somebody-else')),
    redirect: await serve((_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()),
  });
  const given = await witnessing.ask(await checkpointOf(5));
  assert.deepEqual(
    given.map(({ name }) => name),
    ['honest.example'],
  );
  // Whoever is slow is left out after the time that every newsroom waits, and told by name.
  const failures = told.map(({ msg }) => msg).sort();
  assert.deepEqual(failures, [
    'the witness endless did not cosign: it answers more than 16384 bytes',
    'the witness liar did not cosign: its answer is not signed by liar.example',
    'the witness redirect did not cosign: it answered 302',
    'the witness silent did not cosign: it did not answer in time',
  ]);
  // Each is told once.
  assert.equal((await witnessing.ask(await checkpointOf(5))).length, 1);
  assert.deepEqual(told.slice(4), []);
});

test('a witness that is back is told, and so is one that knows a longer log', async () => {
  let answer: RequestListener = (_, response) => response.writeHead(500).end();
  const { told, witnessing } = await witnessedBy('back', {
    herald: await serve((request, response) => answer(request, response)),
  });
  assert.equal((await witnessing.ask(await checkpointOf(5))).length, 0);
  answer = await cosigning('herald');
  assert.equal((await witnessing.ask(await checkpointOf(5))).length, 1);
  assert.equal((await witnessing.ask(await checkpointOf(5))).length, 1);
  answer = (_, response) => response.writeHead(409).end('9\n');
  assert.equal((await witnessing.ask(await checkpointOf(5))).length, 0);
  assert.deepEqual(
    told.map(({ level }) => level),
    ['warn', 'info', 'error'],
  );
  assert.match(told[2]?.msg ?? '', /has cosigned 9 entries of this log, which has 5 here/);
});

test('a newsroom whose log is damaged goes on without witnesses that ask for a proof', async () => {
  const { told, witnessing } = await witnessedBy('damaged', {
    herald: await serve((_, response) => response.writeHead(409).end('3\n')),
  });
  assert.deepEqual(await witnessing.ask(await checkpointOf(5)), []);
  assert.match(told[0]?.msg ?? '', /the proof it asks for cannot be made: log\/tile\/0\/000\.p\/5: missing/);
  assert.equal(told.length, 1);
});

test('without a policy nobody is asked, and that stops nothing', async () => {
  const told: string[] = [];
  const log = openLog({ level: 'info', destination: { write: (line) => told.push(line) } });
  const witnessing = new Witnessing({ files: join(root, 'nothing'), now: () => NOW, log });
  assert.deepEqual(await witnessing.ask(await checkpointOf(5)), []);
  assert.deepEqual(told, []);
});
