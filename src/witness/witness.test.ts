import assert from 'node:assert/strict';
import { readdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  base64Of,
  bytesOf,
  createSigner,
  type Hash,
  parseNote,
  parseVerifierKey,
  sha256,
  sha256Hex,
  signCheckpoint,
  signNote,
  verifyNote,
} from '../proof/index.ts';
import { formatRequest } from './request.ts';
import { scratchFolder } from './testing/scratch.ts';
import { ORIGIN, type SignedLog, signedLog } from './testing/signed-log.ts';
import { Witness, type WitnessOptions } from './witness.ts';

const NAME = 'witness.herald.example';
const NOW = new Date('2026-11-22T10:20:00Z');
const log = await signedLog();

async function openWitness(options: Partial<WitnessOptions> = {}): Promise<Witness> {
  const { key } = log;
  const folder = options.folder ?? (await scratchFolder());
  return Witness.open({ name: NAME, logs: [key.verifierKey], now: () => NOW, ...options, folder });
}

/** What the witness answers to a checkpoint of this size, with the proof from `oldSize`. */
async function add(witness: Witness, from: SignedLog, oldSize: number, size: number, proof?: readonly Hash[]) {
  const request = {
    oldSize,
    proof: proof ?? (oldSize <= size ? await from.prove(oldSize, size) : []),
    checkpoint: await from.checkpoint(size),
  };
  return witness.addCheckpoint(formatRequest(request));
}

const raw = (witness: Witness, text: string) => witness.addCheckpoint(bytesOf(text));

test('it cosigns a first checkpoint, then what grows from it, with its key and the time', async () => {
  const witness = await openWitness();
  const own = await parseVerifierKey(witness.verifierKey);
  for (const [oldSize, size] of [
    [0, 5],
    [5, 5],
    [5, 9],
    [9, 300],
  ] as const) {
    const { status, type, body } = await add(witness, log, oldSize, size);
    assert.equal(status, 200, body);
    assert.match(type, /^text\/plain/);
    const { text } = parseNote(await log.checkpoint(size));
    const { signatures } = await verifyNote(parseNote(`${text}\n${body}`), [own]);
    assert.equal(signatures[0]?.timeSeconds, NOW.getTime() / 1000);
    // For monitors: the checkpoint with the log's signature and this one, and no other.
    const kept = witness.checkpoint(await sha256Hex(bytesOf(ORIGIN)));
    assert.equal(kept, `${text}\n${/^— courier\.example\/log\/1 .*\n/m.exec(await log.checkpoint(size))?.[0]}${body}`);
  }
  await witness.close();
});

test('it answers what the specification says to everything it does not cosign', async () => {
  const witness = await openWitness();
  const checkpoint = await log.checkpoint(5);
  const stranger = await createSigner({ name: ORIGIN, type: 'note', seed: await sha256(bytesOf('stranger')) });
  const elsewhere = await signedLog({ origin: 'herald.example/log/1' });
  assert.equal((await raw(witness, 'nonsense')).status, 400);
  assert.equal((await raw(witness, `old 0\n\n${checkpoint.slice(0, -2)}`)).status, 400);
  assert.equal((await raw(witness, `old 6\n\n${checkpoint}`)).status, 400);
  assert.equal((await raw(witness, `old 0\n\n${ORIGIN}\nno checkpoint\n`)).status, 400);
  const extended = await signNote(parseNote(checkpoint).text.concat('more\n'), [log.key]);
  assert.equal((await raw(witness, `old 0\n\n${extended}`)).status, 400);
  assert.equal((await raw(witness, `old 0\n\n${await elsewhere.checkpoint(5)}`)).status, 404);
  assert.equal((await raw(witness, 'old 0\n\nexample.com/behind-the-sofa\n1\nx\n\n— x AAAA\n')).status, 404);
  const byStranger = await signCheckpoint({ origin: ORIGIN, size: 5, root: await log.root(5) }, stranger);
  assert.equal((await raw(witness, `old 0\n\n${byStranger}`)).status, 403);
  const altered = checkpoint.replace(base64Of(await log.root(5)), base64Of(await log.root(6)));
  assert.equal((await raw(witness, `old 0\n\n${altered}`)).status, 403);
  const byClock = await signNote(parseNote(checkpoint).text, [log.clock]);
  assert.equal((await raw(witness, `old 0\n\n${byClock}`)).status, 403);
  assert.equal((await add(witness, log, 0, 5, [await log.root(5)])).status, 422);
  const empty = { origin: ORIGIN, size: 0, root: await log.root(3) };
  assert.equal((await raw(witness, `old 0\n\n${await signCheckpoint(empty, log.key)}`)).status, 422);
  assert.equal(witness.checkpoint(await sha256Hex(bytesOf(ORIGIN))), null);

  assert.equal((await add(witness, log, 0, 5)).status, 200);
  const conflict = await add(witness, log, 0, 9);
  assert.deepEqual(conflict, { status: 409, type: 'text/x.tlog.size', body: '5\n' });
  assert.equal((await add(witness, log, 4, 9)).status, 409);
  assert.equal((await add(witness, log, 0, 3)).status, 409);
  assert.equal((await add(witness, log, 5, 3)).status, 400);
  assert.equal((await add(witness, log, 5, 9, [])).status, 422);
  assert.equal((await add(witness, log, 5, 5, [await log.root(1)])).status, 422);
  assert.equal((await add(witness, log, 5, 9, await log.prove(5, 10))).status, 422);
  assert.equal((await add(witness, log, 5, 9)).status, 200);
  await witness.close();
});

test('it remembers over a restart, and cosigns the empty tree too', async () => {
  const folder = await scratchFolder();
  const first = await openWitness({ folder });
  assert.equal((await add(first, log, 0, 0)).status, 200);
  assert.equal((await add(first, log, 0, 7)).status, 200);
  await first.close();
  const second = await openWitness({ folder, name: null });
  assert.equal(second.verifierKey, first.verifierKey);
  assert.equal((await add(second, log, 0, 8)).body, '7\n');
  assert.equal((await add(second, log, 7, 8)).status, 200);
  await second.close();
  assert.equal((await stat(join(folder, 'witness.key'))).mode & 0o777, 0o600);
});

test('a fork of one size is refused, however it is asked for, and kept as evidence', async () => {
  for (const oldSize of [0, 5]) {
    const found: unknown[] = [];
    const folder = await scratchFolder();
    const witness = await openWitness({ folder, onContradiction: (each) => found.push(each) });
    await add(witness, log, 0, 5);
    const fork = await signedLog({ story: 'false', forkAt: 3 });
    const { status } = await add(witness, fork, oldSize, 5);
    assert.equal(status, oldSize === 5 ? 422 : 409);
    const logs = join(folder, 'logs', await sha256Hex(bytesOf(ORIGIN)));
    const [name = ''] = await readdir(join(logs, 'evidence'));
    assert.deepEqual(found, [{ kind: 'fork', origin: ORIGIN, path: join(logs, 'evidence', name) }]);
    const evidence = await readFile(join(logs, 'evidence', name), 'utf8');
    assert.ok(evidence.includes(witness.checkpoint(await sha256Hex(bytesOf(ORIGIN))) ?? 'nothing'));
    assert.ok(evidence.includes(base64Of(await fork.root(5))));
    await witness.close();
  }
});

test('a fork that has grown shows itself by its own proof; a wrong proof alone convicts nobody', async () => {
  const folder = await scratchFolder();
  const witness = await openWitness({ folder });
  await add(witness, log, 0, 6);
  const fork = await signedLog({ story: 'false', forkAt: 3 });
  assert.equal((await add(witness, fork, 6, 9)).status, 422);
  assert.equal((await add(witness, log, 6, 10, await log.prove(6, 11))).status, 422);
  const names = await readdir(join(folder, 'logs', await sha256Hex(bytesOf(ORIGIN)), 'evidence'));
  assert.deepEqual(
    names.map((name) => name.split('-')[0]),
    ['fork', 'unproven'],
  );
  // The honest log goes on.
  assert.equal((await add(witness, log, 6, 10)).status, 200);
  await witness.close();
});

test('evidence of a log that signs forks without end takes no more than its room', async () => {
  const folder = await scratchFolder();
  const paths: (string | null)[] = [];
  const witness = await openWitness({ folder, onContradiction: ({ path }) => paths.push(path) });
  await add(witness, log, 0, 5);
  for (let at = 0; at < 70; at += 1) await add(witness, await signedLog({ story: `${at}` }), 5, 5);
  assert.equal(paths.filter((path) => path !== null).length, 64);
  // The same fork again is the same file.
  await add(witness, await signedLog({ story: '0' }), 5, 5);
  assert.notEqual(paths.at(-1), null);
  await witness.close();
});

test('of requests at once for one log no two of one size are cosigned, and the size never goes back', async () => {
  const fork = await signedLog({ story: 'false', forkAt: 4 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ isFork: fc.boolean(), oldSize: fc.nat(8), size: fc.nat(8) }), {
        minLength: 2,
        maxLength: 12,
      }),
      async (requests) => {
        const witness = await openWitness();
        const roots = new Map<number, string>();
        let largest = 0;
        await Promise.all(
          requests.map(async ({ isFork, oldSize, size }) => {
            const from = isFork ? fork : log;
            const { status, body } = await add(witness, from, oldSize, size);
            if (status !== 200) return;
            const root = base64Of(await from.root(size));
            assert.equal(roots.get(size) ?? root, root, `two roots of size ${size}`);
            roots.set(size, root);
            largest = Math.max(largest, size);
            assert.match(body, /^— witness\.herald\.example \S+\n$/);
          }),
        );
        const kept = witness.checkpoint(await sha256Hex(bytesOf(ORIGIN)));
        if (roots.size > 0) assert.equal(kept?.split('\n')[1], `${largest}`);
        // All that was cosigned is one history.
        const sizes = [...roots.keys()].filter((size) => size > 4);
        const histories = new Set(
          await Promise.all(sizes.map(async (size) => roots.get(size) === base64Of(await log.root(size)))),
        );
        assert.ok(histories.size < 2, 'it cosigned two histories');
        await witness.close();
      },
    ),
    { numRuns: 40 },
  );
});

test('a request repeated within seconds gets the same cosignature; later it gets a new time', async () => {
  let now = NOW;
  const witness = await openWitness({ now: () => now });
  const first = await add(witness, log, 0, 5);
  now = new Date(NOW.getTime() + 9_000);
  assert.deepEqual(await add(witness, log, 5, 5), first);
  now = new Date(NOW.getTime() + 11_000);
  assert.notDeepEqual(await add(witness, log, 5, 5), first);
  // A clock that was set back does not freeze it.
  now = new Date(NOW.getTime() - 60_000);
  assert.notDeepEqual(await add(witness, log, 5, 5), first);
  await witness.close();
});

test('where the disk does not take what is to be remembered nothing is cosigned', async () => {
  const folder = await scratchFolder();
  const witness = await openWitness({ folder });
  await add(witness, log, 0, 5);
  const before = witness.checkpoint(await sha256Hex(bytesOf(ORIGIN)));
  await rename(join(folder, 'logs'), join(folder, 'away'));
  await writeFile(join(folder, 'logs'), '');
  await assert.rejects(add(witness, log, 5, 9));
  assert.equal(witness.checkpoint(await sha256Hex(bytesOf(ORIGIN))), before);
  await unlink(join(folder, 'logs'));
  await rename(join(folder, 'away'), join(folder, 'logs'));
  assert.equal((await add(witness, log, 0, 9)).body, '5\n');
  assert.equal((await add(witness, log, 5, 9)).status, 200);
  await witness.close();
});

test('what it remembers is never taken for nothing when it is damaged', async () => {
  const path = async (folder: string) => join(folder, 'logs', await sha256Hex(bytesOf(ORIGIN)), 'checkpoint');
  const stranger = await openWitness();
  await add(stranger, log, 0, 4);
  const foreign = stranger.checkpoint(await sha256Hex(bytesOf(ORIGIN))) ?? '';
  for (const damage of [
    () => '',
    (note: string) => note.slice(0, -20),
    (note: string) => note.replace('\n5\n', '\n4\n'),
    () => foreign,
  ]) {
    const folder = await scratchFolder();
    const witness = await openWitness({ folder });
    await add(witness, log, 0, 5);
    await witness.close();
    await writeFile(await path(folder), damage(await readFile(await path(folder), 'utf8')));
    await assert.rejects(openWitness({ folder }), { code: 'state-damaged' });
  }
  await stranger.close();
});

test('it starts only with a name, its own key and keys of logs, once at a time', async () => {
  await assert.rejects(openWitness({ name: null }), { code: 'name-needed' });
  await assert.rejects(openWitness({ name: 'Two Words' }), { code: 'name-needed' });
  const folder = await scratchFolder();
  const witness = await openWitness({ folder });
  await assert.rejects(openWitness({ folder }), { code: 'locked' });
  await witness.close();
  await assert.rejects(openWitness({ folder, name: 'other.example' }), { code: 'name-differs' });
  await assert.rejects(openWitness({ logs: [log.clock.verifierKey] }), { code: 'log-refused' });
  const desk = await createSigner({ name: 'courier.example/desk', type: 'note', seed: new Uint8Array(32) });
  await assert.rejects(openWitness({ logs: [desk.verifierKey] }), { code: 'log-refused' });
  const second = await createSigner({ name: ORIGIN, type: 'note', seed: new Uint8Array(32) });
  await assert.rejects(openWitness({ logs: [log.key.verifierKey, second.verifierKey] }), { code: 'log-refused' });
  const key = 'PRIVATE+KEY+damaged secret';
  const damaged = await scratchFolder();
  await writeFile(join(damaged, 'witness.key'), key);
  await assert.rejects(openWitness({ folder: damaged }), (error: Error & { code: string }) => {
    assert.equal(error.code, 'key-unreadable');
    assert.ok(!`${error.message} ${error.stack}`.includes('secret'));
    return true;
  });
});
