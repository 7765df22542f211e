import assert from 'node:assert/strict';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { listen } from '../../src/platform/http/index.ts';
import { parseHead, parseNote, parsePagePath, splitPage } from '../../src/proof/index.ts';
import { openSample, type Sample } from '../../src/sample/index.ts';
import { command, openScratch, type Running, start } from './command.ts';
import { filesOf } from './folder.ts';
import { openNewsroom } from './newsroom.ts';
import { until } from './until.ts';

let sample: Sample;
let scratch: Awaited<ReturnType<typeof openScratch>>;
const started: Running[] = [];

before(async () => {
  scratch = await openScratch();
  sample = await openSample();
});

after(async () => {
  for (const { child } of started) {
    child.kill('SIGKILL');
    // A stopped process dies once it goes on.
    child.kill('SIGCONT');
  }
  await Promise.all(started.map(({ ended }) => ended));
  await sample.close();
  await scratch.remove();
});

/** A witness as its own process, and what its operator sends to the newsroom. */
interface WitnessProcess {
  readonly folder: string;
  readonly running: Running;
  /** Name, key and address for `policy --witness`. */
  readonly words: readonly string[];
  readonly port: number;
}

async function startWitness(name: string, log: string, port = 0): Promise<WitnessProcess> {
  const folder = scratch.path(`witness-${name}`);
  const args = ['witness', folder, '--name', `witness.${name}.example`, '--log', log, '--port', `${port}`];
  const running = start(args, { home: scratch.path(`home-${name}`) });
  started.push(running);
  const [, words = ''] = await running.seen(/policy --witness (\S+ \S+ http:\/\/127\.0\.0\.1:\d+\/)\n/);
  return { folder, running, words: words.split(' '), port: Number(/:(\d+)\/$/.exec(words)?.[1]) };
}

async function stop({ running }: WitnessProcess, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
  running.child.kill(signal);
  const { exitCode } = await running.ended;
  assert.equal(exitCode, signal === 'SIGTERM' ? 0 : -1);
}

/** What a reader is told of a carrier or page. */
async function labelOf(what: string, home: string) {
  const { exitCode, out, err } = await command(['verify', what, '--json'], { home });
  const { label } = JSON.parse(out || '{}');
  return { exitCode, kind: label?.kind, witnessed: label?.witnessed, err };
}

async function initialised(name: string): Promise<{ folder: string; home: string; log: string }> {
  const folder = scratch.path(name);
  const home = scratch.path(`home-${name}`);
  const feed = `${sample.address}/feed.xml`;
  const made = await command(['init', folder, '--languages', 'de', '--name', 'bote.example', '--feed', feed], { home });
  assert.equal(made.exitCode, 0, made.err);
  const file = join(folder, 'tamizdat.yaml');
  const text = await readFile(file, 'utf8');
  await writeFile(
    file,
    `${text.replace('port: 8080', 'port: 0').replaceAll('every: 5m', 'every: 1s')}\nheartbeat: 10s\n`,
  );
  const shown = await command(['policy', folder, '--json'], { home });
  return { folder, home, log: JSON.parse(shown.out).log };
}

const witnessesOf = (checkpoint: string): string[] =>
  parseNote(checkpoint)
    .signatures.map(({ name }) => name)
    .filter((name) => name.startsWith('witness.'))
    .sort();

test('three witnesses in other hands: two of them make the quorum, and none can stop the newsroom', {
  timeout: 300_000,
}, async () => {
  const { folder, home, log } = await initialised('courier');
  const [herald, gazette, post] = await Promise.all(
    ['herald', 'gazette', 'post'].map((name) => startWitness(name, log)),
  );
  assert.ok(herald && gazette && post);
  const words = [herald, gazette, post].flatMap((each) => each.words);
  const signed = await command(['policy', folder, '--witness', ...words, '--quorum', '2'], { home });
  assert.equal(signed.exitCode, 0, signed.err);

  const run = start(['run', folder], { home });
  started.push(run);
  await run.seen(/edition +http/);
  const carried = join(folder, 'public');
  const read = async (path: string) => new Uint8Array(await readFile(join(carried, path)));
  const headOf = async () => parseHead(await read('head')).proof.checkpoint;
  const all = ['witness.gazette.example', 'witness.herald.example', 'witness.post.example'];
  // At once, unless this machine is so busy that one of them was late: then at the next heartbeat.
  await until(async () => witnessesOf(await headOf()).length === all.length);
  assert.deepEqual(witnessesOf(await headOf()), all);
  assert.deepEqual(await labelOf(carried, home), { exitCode: 0, kind: 'current', witnessed: true, err: '' });
  const told = await command(['verify', carried], { home });
  assert.match(told.out, /is genuine/);
  assert.doesNotMatch(told.out, /witnessed/);
  // Every page says it by itself too, wherever it is passed on to.
  const pages = (await filesOf(carried)).filter((path) => parsePagePath(path) !== null);
  assert.ok(pages.length > 3);
  for (const path of pages) {
    assert.deepEqual(witnessesOf(splitPage(await read(path), path).proof.checkpoint), all, path);
  }
  const alone = scratch.path('passed-on.html');
  await cp(join(carried, pages.find((path) => /\d{2}\/[^/]+\.html$/.test(path)) ?? ''), alone);
  assert.equal((await labelOf(alone, home)).witnessed, true);

  const lines = () =>
    run
      .written()
      .err.split('\n')
      .filter((line) => line.includes('witness post did not cosign'));
  const before = lines().length;

  // One hangs: it is left out, told once, and the quorum holds.
  post.running.child.kill('SIGSTOP');
  const done = sample.publish('seebad');
  assert.ok(done.done);
  await until(async () => {
    const fronts = await readFile(join(carried, 'de/index.html'), 'utf8');
    return fronts.includes(done.headline.slice(0, 20)) && witnessesOf(await headOf()).length === 2;
  });
  assert.deepEqual(witnessesOf(await headOf()), all.slice(0, 2));
  assert.equal((await labelOf(carried, home)).witnessed, true);
  assert.equal(lines().length, before + 1, run.written().err);

  // It goes on, and the next heartbeat brings its cosignature into the head and the pages.
  post.running.child.kill('SIGCONT');
  await until(async () => witnessesOf(await headOf()).length === 3);
  const front = splitPage(await read('de/index.html')).proof.checkpoint;
  assert.deepEqual(witnessesOf(front), all);
  assert.equal(lines().length, before + 1);

  // Killed, it comes back with what it knew.
  await stop(herald, 'SIGKILL');
  const again = await startWitness('herald', log, herald.port);
  assert.deepEqual(again.words, herald.words);
  run.child.kill('SIGTERM');
  assert.equal((await run.ended).exitCode, 0);
  for (const each of [again, gazette, post]) await stop(each);
});

test('a newsroom that tells two histories finds no witness for the second, and leaves evidence', {
  timeout: 300_000,
}, async () => {
  const { folder, home, log } = await initialised('forked');
  const witness = await startWitness('chronicle', log);
  const signed = await command(['policy', folder, '--witness', ...witness.words, '--quorum', 'all'], { home });
  assert.equal(signed.exitCode, 0, signed.err);
  const first = await openNewsroom(folder);
  await first.round();
  await first.close();
  const fork = scratch.path('fork');
  await cp(folder, fork, { recursive: true });

  assert.ok(sample.publish('robbe').done);
  const true1 = await openNewsroom(folder);
  assert.equal((await true1.round()).changed, true);
  await true1.close();
  assert.equal((await labelOf(join(folder, 'public'), home)).witnessed, true);

  // The same keys, another story: signed as well, and for this reader indistinguishable but for the witness.
  const other = await openNewsroom(fork);
  assert.equal((await other.round()).changed, true);
  const elsewhere = scratch.path('home-elsewhere');
  await command(['trust', 'add', join(fork, 'public')], { home: elsewhere });
  assert.deepEqual(await labelOf(join(fork, 'public'), elsewhere), {
    exitCode: 0,
    kind: 'current',
    witnessed: false,
    err: '',
  });
  await other.close();
  const [logFolder = ''] = await readdir(join(witness.folder, 'logs'));
  const [evidence = ''] = await readdir(join(witness.folder, 'logs', logFolder, 'evidence'));
  assert.match(evidence, /^fork-[0-9a-f]{16}\.txt$/);
  await witness.running.seen(/signed two histories; nothing was cosigned/);
  // Who has seen both holds the proof.
  assert.equal((await labelOf(join(fork, 'public'), home)).exitCode, 1);
  await stop(witness);
});

test('a witness reads the key of a log from the verified policy of a newsroom that it trusts', {
  timeout: 120_000,
}, async () => {
  const { folder, log } = await initialised('trusted');
  const opened = await openNewsroom(folder);
  await opened.round();
  await opened.close();
  const carried = join(folder, 'public');
  const partner = scratch.path('home-partner');
  const args = (from: string) => [
    'witness',
    scratch.path('partner'),
    '--name',
    'w.example',
    '--port',
    '0',
    '--from',
    from,
  ];
  const server = createServer(async (request, response) => {
    const bytes = await readFile(join(carried, request.url ?? '')).catch(() => null);
    response.writeHead(bytes === null ? 404 : 200).end(bytes);
  });
  const { address } = await listen(server, '127.0.0.1', 0);
  try {
    const refused = await command(args(address), { home: partner });
    assert.equal(refused.exitCode, 1);
    assert.match(refused.err, /hint: compare its fingerprint first: tamizdat trust add http/);
    await command(['trust', 'add', carried], { home: partner });
    for (const from of [address, 'bote.example']) {
      const running = start(args(from), { home: partner });
      started.push(running);
      await running.seen(/w\.example cosigns bote\.example\/log\/1; stop it with Ctrl-C/);
      running.child.kill('SIGTERM');
      assert.equal((await running.ended).exitCode, 0);
    }
  } finally {
    server.closeAllConnections();
    server.close();
  }
  const none = await command(['witness', scratch.path('none'), '--name', 'w.example'], { home: partner });
  assert.equal(none.exitCode, 2);
  const bad = await command(['witness', scratch.path('none'), '--log', log], { home: partner });
  assert.equal(bad.exitCode, 1);
  assert.match(bad.err, /error: a witness needs a name/);
});

test('a policy is changed with words that mean one thing, and a mistake changes nothing', async () => {
  const { folder, home, log } = await initialised('policy');
  const witness = await startWitness('tribune', log);
  await stop(witness);
  const policy = (...args: string[]) => command(['policy', folder, ...args], { home });
  const shown = async () => JSON.parse((await policy('--json')).out);
  const before = await shown();
  const [name = '', key = '', address = ''] = witness.words;
  for (const args of [
    ['--witness', name, key],
    ['--witness', 'clock', key, address],
    ['--witness', name, log, address],
    ['--witness', name, before.clock, address],
    ['--witness', name, key, 'ftp://tribune.example/'],
    ['--witness', name, key, address, '--quorum', '2'],
    ['--quorum', 'any'],
    ['--quorum', 'most'],
    ['--remove', name],
  ]) {
    const { exitCode, err } = await policy(...args);
    assert.equal(exitCode, 2, `${args.join(' ')}: ${err}`);
    assert.match(err, /hint: /);
    assert.deepEqual(await shown(), before);
  }
  assert.equal((await policy('--witness', ...witness.words, '--quorum', 'all')).exitCode, 0);
  const { witnesses, quorum } = await shown();
  assert.deepEqual([witnesses, quorum], [[{ name, key, address }], 'all']);
  // The same again is no change; another address of the same witness is one.
  assert.equal(JSON.parse((await policy('--witness', ...witness.words, '--json')).out).outcome, 'unchanged');
  const moved = await policy('--witness', name, key, 'https://tribune.example/w', '--json');
  assert.equal(JSON.parse(moved.out).witnesses[0].address, 'https://tribune.example/w');
  assert.equal((await policy('--remove', name)).exitCode, 0);
  assert.deepEqual(await shown(), before);
});
