import assert from 'node:assert/strict';
import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openEditionServer } from '../../src/platform/http/index.ts';
import { parseCheckpoint, parseEdition, parseHead, parseNote } from '../../src/proof/index.ts';
import { openSample, type Sample } from '../../src/sample/index.ts';
import { command, openScratch, type Running, start } from './command.ts';
import { until } from './until.ts';

let sample: Sample;
let scratch: Awaited<ReturnType<typeof openScratch>>;
const started: Running[] = [];

before(async () => {
  scratch = await openScratch();
  sample = await openSample();
});

after(async () => {
  for (const { child } of started) child.kill('SIGKILL');
  await Promise.all(started.map(({ ended }) => ended));
  await sample.close();
  await scratch.remove();
});

function running(args: readonly string[], home: string): Running {
  const process = start(args, { home });
  started.push(process);
  return process;
}

/** Makes a newsroom with `init` and changes its settings the way a person does: by editing the file. */
async function initialised(name: string, edit: (text: string) => string, ...options: string[]): Promise<string> {
  const folder = scratch.path(name);
  const made = await command(['init', folder, ...options], { home: scratch.path(`home-${name}`) });
  assert.equal(made.exitCode, 0, made.err);
  const file = join(folder, 'tamizdat.yaml');
  await writeFile(file, edit(await readFile(file, 'utf8')));
  return folder;
}

const anyPort = (text: string): string => `${text.replace('port: 8080', 'port: 0')}\nconsole: { port: 0 }\n`;

async function headOf(address: string) {
  const answer = await fetch(`${address}head`);
  assert.equal(answer.status, 200);
  const { note, proof } = parseHead(new Uint8Array(await answer.arrayBuffer()));
  const { number } = parseEdition(parseNote(note).text);
  return { number, size: parseCheckpoint(parseNote(proof.checkpoint).text).size, checkpoint: proof.checkpoint };
}

test('it polls, publishes what comes, renews the proof of freshness and stops cleanly on SIGTERM', {
  timeout: 120_000,
}, async () => {
  const home = scratch.path('home-whole');
  const folder = await initialised(
    'whole',
    (text) => `${anyPort(text).replaceAll('every: 5m', 'every: 1s')}\nheartbeat: 10s\n`,
    '--languages',
    'de',
    '--name',
    'bote.example',
    '--feed',
    `${sample.address}/feed.xml`,
  );
  const process = running(['run', folder], home);
  const [, address = ''] = await process.seen(/edition +(http:\/\/127\.0\.0\.1:\d+\/)/);
  assert.match(
    process.written().out,
    /^bote\.example is running; stop it with Ctrl-C\n {2}fingerprint {2}(?:\d{5} ?){8}\n/,
  );
  const first = await headOf(address);
  assert.equal(first.number, 1);

  const done = sample.publish('seebad');
  assert.ok(done.done);
  await until(async () =>
    (await (await fetch(`${address}de/`)).text()).includes(done.headline.slice(0, 20)) ? true : null,
  );
  const second = await headOf(address);
  assert.equal(second.number, 2);

  const renewed = await until(async () => {
    const head = await headOf(address);
    return head.checkpoint === second.checkpoint ? null : head;
  });
  assert.deepEqual([renewed.number, renewed.size], [2, second.size], 'a heartbeat is no edition');
  const verified = await command(['verify', address], { home });
  assert.equal(verified.exitCode, 0, verified.out);
  assert.match(verified.out, /^Edition \d+ is genuine, current as of /);

  process.child.kill('SIGTERM');
  const { exitCode, err } = await process.ended;
  assert.equal(exitCode, 0, err);
  await assert.rejects(fetch(address), 'it still serves');
  // Nothing is left half done: the next start finds no lock and nothing to finish.
  const again = running(['run', folder], home);
  await again.seen(/is running/);
  assert.doesNotMatch(again.written().err + again.written().out, /interrupted/);
  again.child.kill('SIGINT');
  assert.equal((await again.ended).exitCode, 0);
});

test('without a source it starts, says what to do next, and stops cleanly on SIGINT', { timeout: 60_000 }, async () => {
  const folder = await initialised('sourceless', anyPort);
  const process = running(['run', folder], scratch.path('home-sourceless'));
  const [, file = ''] = await process.seen(
    /next +no source is set: add one under "sources" in (\S+), then start again/,
  );
  assert.equal(file, join(folder, 'tamizdat.yaml'));
  const [, address = ''] = await process.seen(/edition +(\S+)/);
  assert.equal((await headOf(address)).number, 1);
  assert.equal((await fetch(`${address}en/`)).status, 200);
  // The embedded database is one process's alone, in whatever role the second comes.
  for (const role of ['all', 'worker', 'web']) {
    const second = await command(['run', folder, '--role', role], { home: scratch.path('home-sourceless') });
    assert.equal(second.exitCode, 1, role);
    assert.match(second.err, new RegExp(`is held by the running process ${process.child.pid}\\b`), role);
  }
  process.child.kill('SIGINT');
  assert.equal((await process.ended).exitCode, 0);
});

test('it is stopped while a source keeps it waiting', { timeout: 60_000 }, async () => {
  const silent = createServer(() => {});
  await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
  const address = silent.address();
  assert.ok(typeof address === 'object' && address !== null);
  const folder = await initialised('waiting', anyPort, '--feed', `http://127.0.0.1:${address.port}/feed.xml`);
  const connected = new Promise<void>((asked) => silent.once('connection', () => asked()));
  const process = running(['run', folder], scratch.path('home-waiting'));
  await connected;
  process.child.kill('SIGTERM');
  assert.equal((await process.ended).exitCode, 0);
  silent.close();
});

test('a source that fails is told and does not keep the newsroom from running', { timeout: 60_000 }, async () => {
  const folder = await initialised('failing', anyPort, '--feed', 'http://127.0.0.1:9/feed.xml');
  const process = running(['run', folder], scratch.path('home-failing'));
  await process.seen(/is running/);
  await process.seen(/127\.0\.0\.1:9\/feed\.xml.*connection refused/);
  process.child.kill('SIGTERM');
  assert.equal((await process.ended).exitCode, 0);
});

test('a fault in the settings names file, line and what to write', async () => {
  const folder = await initialised('faulty', (text) => text.replace('port: 8080', 'port: often'));
  const lines = (await readFile(join(folder, 'tamizdat.yaml'), 'utf8')).split('\n');
  const line = lines.findIndex((each) => each.includes('port: often')) + 1;
  const { exitCode, err } = await command(['run', folder], { home: scratch.path('home-faulty') });
  assert.equal(exitCode, 1);
  assert.match(err, new RegExp(`^error: .*tamizdat\\.yaml:${line}:\\d+.*port`, 'm'));
  assert.match(err, /port: 8080|0 to 65535/);
});

test('a folder without a newsroom is named, and what to do', async () => {
  const { exitCode, err } = await command(['run', scratch.path('nothing')], { home: scratch.path('home-nothing') });
  assert.equal(exitCode, 1);
  assert.match(err, /^error: .*nothing/m);
  assert.match(err, /^hint: .*tamizdat init/m);
});

test('a carrier to serve that does not exist, and a port that is taken, are told before anything is polled', async () => {
  const unknown = await initialised('unknown', (text) => anyPort(text).replace('carrier: local', 'carrier: lokal'));
  const first = await command(['run', unknown], { home: scratch.path('home-unknown') });
  assert.equal(first.exitCode, 1);
  assert.match(first.err, /^error: tamizdat\.yaml:\d+:\d+ serve\.carrier names no carrier.*; write: one of local$/m);

  const other = await openEditionServer({ folder: scratch.path('nowhere') });
  const taken = await initialised('taken', (text) => text.replace('port: 8080', `port: ${other.port}`));
  const second = await command(['run', taken], { home: scratch.path('home-taken') });
  await other.close();
  assert.equal(second.exitCode, 1);
  assert.match(second.err, new RegExp(`^error: .*127\\.0\\.0\\.1:${other.port} is in use`, 'm'));
});

test('without a terminal it asks nothing: keys stay unsealed, private, and are reminded of', {
  timeout: 60_000,
}, async () => {
  const home = scratch.path('home-unsealed');
  const folder = scratch.path('unsealed');
  const made = await running(['init', folder], home).ended;
  assert.equal(made.exitCode, 0, made.err);
  assert.match(made.err, /^warning: the root and targets keys are not sealed/m);
  assert.equal((await stat(join(folder, 'keys'))).mode & 0o777, 0o700);
  for (const role of ['root-1', 'targets-1', 'online', 'log-1', 'clock', 'desk-en']) {
    assert.equal((await stat(join(folder, 'keys', `${role}.key`))).mode & 0o777, 0o600, role);
  }
  const file = join(folder, 'tamizdat.yaml');
  await writeFile(file, anyPort(await readFile(file, 'utf8')));
  const process = running(['run', folder], home);
  await process.seen(/root-1\.key is not sealed/);
  process.child.kill('SIGTERM');
  assert.equal((await process.ended).exitCode, 0);

  const second = await command(['init', folder], { home });
  assert.equal(second.exitCode, 1);
  assert.match(second.err, /^error: .*holds a newsroom already\nhint: start it with: tamizdat run /m);
});

test('sealed, a language that is added to the settings needs the passphrase once', { timeout: 60_000 }, async () => {
  const home = scratch.path('home-sealed');
  const folder = scratch.path('sealed');
  const file = join(folder, 'tamizdat.yaml');
  const secret = scratch.path('secret');
  await appendFile(secret, 'seven grey herons\n');
  assert.equal((await command(['init', folder, '--passphrase-file', secret], { home })).exitCode, 0);
  await writeFile(file, anyPort(await readFile(file, 'utf8')).replace('languages: [en]', 'languages: [en, ru]'));
  const refused = await command(['run', folder], { home });
  assert.equal(refused.exitCode, 1);
  assert.match(refused.err, /^error: the targets key is needed to let .* publish in ru, and it is sealed\nhint: /m);
  const process = running(['run', folder, '--passphrase-file', secret], home);
  const [, address = ''] = await process.seen(/edition +(\S+)/);
  assert.equal((await fetch(`${address}ru/`)).status, 200);
  process.child.kill('SIGTERM');
  assert.equal((await process.ended).exitCode, 0);
  // From now on the targets key has signed for it.
  const everyday = running(['run', folder], home);
  await everyday.seen(/is running/);
  everyday.child.kill('SIGTERM');
  assert.equal((await everyday.ended).exitCode, 0);
});
