import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createKeyFile, fileReader, firstRootFingerprint } from '../../edition/index.ts';
import { verifyTrust } from '../../proof/index.ts';
import { holdKeys, importSignatures, listNewsroomKeys, proposeKeys, renewKeys, rotateKey } from '../index.ts';
import { NEWSROOM, NOW, newsroomWithOneKey, ports, proposeTwoOfThree, signWaiting } from '../testing/two-of-three.ts';

const run = promisify(execFile);

let scratch: string;
before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'tamizdat-keys-change-'));
});
after(() => rm(scratch, { recursive: true, force: true, maxRetries: 5 }));

/** The versions of root and targets, verified by a reader who pinned the first root and was away since. */
async function verified(folder: string): Promise<string> {
  const read = fileReader(join(folder, 'data', 'edition', 'files'));
  const fingerprint = (await firstRootFingerprint(read)) ?? assert.fail('there is no root');
  const { versions } = await verifyTrust({ fingerprint, read, now: NOW });
  return `root ${versions.root} targets ${versions.targets}`;
}

const importOf = (folder: string, ...files: Uint8Array[]) =>
  holdKeys(folder, (held) =>
    importSignatures(
      held,
      files.map((bytes) => ({ name: 'signatures.json', bytes })),
      ports,
    ),
  );

test('killed at any step of an import, there is old or new trust data, and the same import ends as new', async () => {
  const origin = join(scratch, 'origin');
  await newsroomWithOneKey(origin);
  const { keys } = await proposeTwoOfThree(origin);
  const signatures = await signWaiting(origin, keys);
  const script = fileURLToPath(new URL('../testing/import-and-die.ts', import.meta.url));
  const seen = new Set<string>();
  for (const [at, step] of [
    'write trust/2.root.json',
    'write removals',
    'commit',
    'sync commit',
    'place trust/2.root.json',
    'place trust/bundle',
    'place trust/timestamp.json',
    'finish',
  ].entries()) {
    const folder = join(scratch, `killed-${at}`);
    await cp(origin, folder, { recursive: true });
    await assert.rejects(run(process.execPath, [script, folder, step]), { signal: 'SIGKILL' }, step);
    const isCommitted = at > 2;
    const after = await holdKeys(folder, () => verified(folder));
    assert.equal(after, isCommitted ? 'root 2 targets 2' : 'root 1 targets 1', step);
    seen.add(after);
    const { kind } = await importOf(folder, signatures);
    assert.equal(kind, 'published');
    assert.equal(await verified(folder), 'root 2 targets 2', step);
    await assert.rejects(importOf(folder, signatures), { code: 'request-missing' });
  }
  assert.equal(seen.size, 2);
});

test('signatures of another newsroom, another request or another moment publish nothing', async () => {
  const [ours, theirs] = [join(scratch, 'ours'), join(scratch, 'theirs')];
  for (const folder of [ours, theirs]) await newsroomWithOneKey(folder);
  const { keys } = await proposeTwoOfThree(ours);
  const good = await signWaiting(ours, keys);
  const foreign = await signWaiting(theirs, (await proposeTwoOfThree(theirs)).keys);
  await assert.rejects(importOf(ours, foreign), { code: 'signatures-elsewhere' });
  const renamed = new TextEncoder().encode(new TextDecoder().decode(good).replace(NEWSROOM, 'other.example'));
  await assert.rejects(importOf(ours, renamed), { code: 'signatures-elsewhere', message: /other\.example/ });
  await assert.rejects(importOf(ours), { code: 'signatures-missing' });

  // A request that somebody changed while it waited: the roots in it are no longer those that are published.
  const request = join(ours, 'keys-request.json');
  const text = await readFile(request, 'utf8');
  await writeFile(request, await readFile(join(theirs, 'keys-request.json')));
  await assert.rejects(importOf(ours, foreign), { code: 'request-stale' });
  await writeFile(request, text);

  // What is published in between makes it stale.
  await holdKeys(ours, (held) => renewKeys(held, true, ports));
  assert.equal(await verified(ours), 'root 2 targets 2');
  await assert.rejects(importOf(ours, good), { code: 'request-missing' });
  await writeFile(request, text);
  await assert.rejects(importOf(ours, good), { code: 'request-stale' });
  assert.equal(await verified(ours), 'root 2 targets 2');
});

test('one key of three is replaced, and the two that stay are named by their digits', async () => {
  const folder = join(scratch, 'lost');
  await newsroomWithOneKey(folder);
  const { keys } = await proposeTwoOfThree(folder);
  await importOf(folder, await signWaiting(folder, keys));
  const listing = await listNewsroomKeys(folder);
  const digits = listing.keys.flatMap(({ role, state, digits }) =>
    role === 'root' && state === 'in use' ? [digits ?? ''] : [],
  );
  assert.equal(digits.length, 3);

  const { verifierKey } = await createKeyFile(`${folder}-root-4.key`, NEWSROOM, 'root', null);
  const root = { keys: [...digits.slice(0, 2), verifierKey] };
  const proposed = await holdKeys(folder, (held) => proposeKeys(held, { root }, ports));
  assert.equal(proposed.says.filter((each) => /^(adds|removes) the root key/.test(each)).length, 2);
  const two = [`${folder}-root-1.key`, `${folder}-root-2.key`];
  await importOf(folder, await signWaiting(folder, two));
  assert.equal(await verified(folder), 'root 3 targets 2');
  const unknown = { root: { keys: ['00000 11111'] } };
  await assert.rejects(
    holdKeys(folder, (held) => proposeKeys(held, unknown, ports)),
    { code: 'key-unknown' },
  );
  await assert.rejects(
    holdKeys(folder, (held) => proposeKeys(held, {}, ports)),
    { code: 'nothing-to-sign' },
  );
});

test('keys that are here sign at once, and each rotation takes effect once', async () => {
  const folder = join(scratch, 'here');
  await newsroomWithOneKey(folder);
  const rotate = (what: Parameters<typeof rotateKey>[1]) => holdKeys(folder, (held) => rotateKey(held, what, ports));
  for (const [what, after] of [
    ['online', 'root 2 targets 1'],
    ['targets', 'root 3 targets 2'],
    ['desk-de', 'root 3 targets 3'],
    ['clock', 'root 3 targets 4'],
  ] as const) {
    assert.equal((await rotate(what)).kind, 'published', what);
    assert.equal(await verified(folder), after, what);
  }
  await assert.rejects(rotate('desk-fr'), { code: 'key-unknown', hint: /de/ });
  const { keys } = await listNewsroomKeys(folder);
  const inUse = keys.filter(({ state }) => state === 'in use').map(({ file }) => file);
  assert.deepEqual(inUse, ['root-1.key', 'targets-2.key', 'online.2.key', 'log-1.key', 'clock.2.key', 'desk-de.2.key']);
});

test('a key that a root took away is never taken up again, though it is the newest file that is left', async () => {
  const folder = join(scratch, 'taken-away');
  await newsroomWithOneKey(folder);
  const rotate = () => holdKeys(folder, (held) => rotateKey(held, 'online', ports));
  const inUse = async () =>
    (await listNewsroomKeys(folder)).keys.find(({ role, state }) => role === 'online' && state === 'in use')?.digits;
  const first = await inUse();
  await rotate();
  await rm(join(folder, 'keys', 'online.2.key'));
  await rotate();
  assert.equal(await verified(folder), 'root 3 targets 1');
  assert.ok(first);
  assert.notEqual(await inUse(), first);
});

test('rotating targets replaces one key: it adds none where all are elsewhere, and lowers no threshold', async () => {
  const folder = join(scratch, 'elsewhere');
  await newsroomWithOneKey(folder);
  const { keys } = await proposeTwoOfThree(folder);
  await importOf(folder, await signWaiting(folder, keys));
  const rotate = () => holdKeys(folder, (held) => rotateKey(held, 'targets', ports));
  // The key of before is still in the folder: it must not come back into the role.
  await assert.rejects(rotate(), { code: 'key-unknown', message: /holds 0 of the 3/, hint: /keys propose/ });
  const copy = async (from: number, to: number) =>
    cp(`${folder}-targets-${from}.key`, join(folder, 'keys', `targets-${to}.key`));
  await copy(1, 2);
  await copy(2, 3);
  await assert.rejects(rotate(), { code: 'key-unknown', message: /holds 2 of the 3/ });
  await rm(join(folder, 'keys', 'targets-3.key'));
  const { kind, says } = await rotate();
  assert.equal(kind, 'requested');
  assert.equal(says.filter((each) => /^(adds|removes) the targets key/.test(each)).length, 2);
  assert.ok(!says.some((each) => /must sign/.test(each)), says.join('\n'));
});
