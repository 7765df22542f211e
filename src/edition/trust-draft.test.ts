import assert from 'node:assert/strict';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { verifyTrust } from '../proof/index.ts';
import {
  changeTargets,
  completeDraft,
  createKeyFile,
  draftRoot,
  draftTargets,
  editionFolder,
  fileReader,
  firstRootFingerprint,
  isNamedIn,
  keyFile,
  keysInUse,
  listKeys,
  nextOnlineKey,
  openOfflineKey,
  openOfflineKeys,
  openTrustKey,
  parseKeyFile,
  signDraft,
  writeTrust,
} from './index.ts';
import { keyElsewhere, publicHalf, scratchTrust, THREE, upgradeDraft } from './testing/ceremony.ts';
import { NEWSROOM, scratchNewsroom, scratchOptions } from './testing/scratch-newsroom.ts';

const now = new Date('2026-11-22T12:00:00Z');
const never = async () => assert.fail('nobody is asked');

async function scene() {
  const path = await scratchNewsroom(['de']);
  const keys = join(path, 'keys');
  const trust = await scratchTrust(path);
  const online = await openTrustKey(keys, NEWSROOM, trust);
  const root = await openOfflineKey(keys, NEWSROOM, 'root-1', never, 'sign');
  const targets = await openOfflineKey(keys, NEWSROOM, 'targets-1', never, 'sign');
  const { makeTwins } = await scratchOptions(path);
  const write = (files: Parameters<typeof writeTrust>[1]) =>
    writeTrust(editionFolder(join(path, 'edition')), files, makeTwins);
  return { path, keys, trust, online, root, targets, write };
}

/** Verifies as a reader who has pinned the first root and was away since. */
async function asReader(path: string) {
  const read = fileReader(join(path, 'edition', 'files'));
  const fingerprint = (await firstRootFingerprint(read)) ?? assert.fail('there is no root');
  return verifyTrust({ fingerprint, read, now });
}

test('a change of targets needs as many of their keys as the root says, and nobody else', async () => {
  const { path, trust, online, root, targets, write } = await scene();
  const stranger = keyElsewhere('targets', 9);
  for (const keys of [[], [root], [stranger], [root, stranger, online]]) {
    await assert.rejects(changeTargets(trust, {}, keys, online, now), { code: 'signatures-missing' });
  }
  await assert.rejects(changeTargets(trust, {}, [targets], stranger, now), { code: 'signatures-missing' });
  await write(await changeTargets(trust, { policy: trust.policy }, [root, targets, targets], online, now));
  assert.equal((await asReader(path)).versions.targets, 2);
});

test('two of three take over when the old key and enough of the new ones have signed', async () => {
  const { path, trust, online, root, write } = await scene();
  const draft = await upgradeDraft(trust, now);
  const [a, b] = [THREE.root.slice(0, 2), THREE.targets.slice(1)];
  const signatures = await signDraft(trust.root, draft, [root, ...a, ...b]);
  await write(await completeDraft(trust, draft, signatures, online, now));
  const { versions } = await asReader(path);
  assert.deepEqual([versions.root, versions.targets], [2, 2]);

  // With one key less, of whichever group, there is nothing to publish.
  const tooFew = [
    [...a, ...b],
    [root, ...a.slice(1), ...b],
    [root, ...a, ...b.slice(1)],
  ];
  for (const keys of tooFew) {
    const given = await signDraft(trust.root, draft, keys);
    await assert.rejects(completeDraft(trust, draft, given, online, now), { code: 'signatures-missing' });
  }
});

test('a signature that is wrong, of another document or by nobody of the role is refused by name', async () => {
  const { trust, online, root, targets } = await scene();
  const draft = await upgradeDraft(trust, now);
  const good = await signDraft(trust.root, draft, [root, ...THREE.root, ...THREE.targets]);
  const [first] = good;
  assert.ok(first);
  const flipped = { ...first, signature: first.signature.with(0, (first.signature[0] ?? 0) ^ 1) };
  const [ofTargets] = good.filter(({ document }) => document === 'targets');
  assert.ok(ofTargets);
  const stranger = { ...first, keyId: 'ab'.repeat(32) };
  const other = await signDraft(trust.root, { root: null, ...(await draftTargets(trust, {}, now)) }, [targets]);
  for (const bad of [flipped, { ...ofTargets, document: 'root' } as const, stranger, ...other]) {
    const given = [...good.filter((each) => each !== first), bad];
    await assert.rejects(completeDraft(trust, draft, given, online, now), { code: 'request-invalid' });
  }
  await assert.rejects(completeDraft(trust, draft, good, root, now), { code: 'signatures-missing' });
});

test('a draft that does not follow what is published is refused', async () => {
  const { path, trust, online, root, targets, write } = await scene();
  const draft = { root: null, ...(await draftTargets(trust, {}, now)) };
  const signatures = await signDraft(trust.root, draft, [targets]);
  await write(await completeDraft(trust, draft, signatures, online, now));
  const later = await scratchTrust(path);
  await assert.rejects(completeDraft(later, draft, signatures, online, now), { code: 'request-invalid' });
  const publicKeys = [(await publicHalf(keyElsewhere('targets', 4))).publicKey];
  const orphans = {
    ...(await draftRoot(later, { targets: { publicKeys, threshold: 1 } }, now)),
    targets: null,
    files: [],
  };
  const given = await signDraft(later.root, orphans, [root]);
  await assert.rejects(completeDraft(later, orphans, given, online, now), {
    code: 'request-invalid',
    message: /takes targets keys away/,
  });
});

test('a threshold that cannot be met, or a key named twice, is refused before anybody signs', async () => {
  const { trust } = await scene();
  const { publicKey } = await publicHalf(keyElsewhere('root', 1));
  for (const root of [
    { publicKeys: [publicKey], threshold: 2 },
    { publicKeys: [publicKey], threshold: 0 },
    { publicKeys: [], threshold: 1 },
    { publicKeys: [publicKey, publicKey], threshold: 1 },
  ]) {
    await assert.rejects(draftRoot(trust, { root }, now), { code: 'request-invalid' });
  }
});

test('which generation of a key is in use is what the trust data says', async () => {
  const { path, keys, trust, root, write } = await scene();
  const next = await nextOnlineKey(keys, NEWSROOM, 'online', isNamedIn(trust));
  assert.equal((await keysInUse(keys, trust)).online, 'online', 'not yet');
  assert.deepEqual(await nextOnlineKey(keys, NEWSROOM, 'online', isNamedIn(trust)), next, 'taken up, not made again');
  const online = (await publicHalf(next)).publicKey;
  const draft = { ...(await draftRoot(trust, { online }, now)), targets: null, files: [] };
  await write(await completeDraft(trust, draft, await signDraft(trust.root, draft, [root]), next, now));
  const later = await scratchTrust(path);
  const inUse = await keysInUse(keys, later);
  assert.deepEqual([inUse.online, inUse.log, inUse.desks.get('de')], ['online.2', 'log-1', 'desk-de']);
  assert.deepEqual([inUse.root, inUse.targets], [['root-1'], ['targets-1']]);
  await nextOnlineKey(keys, NEWSROOM, 'online', isNamedIn(later));
  const files = (await listKeys(keys)).filter(({ role }) => role === 'online').map(({ file }) => file);
  assert.deepEqual(files, ['online', 'online.2', 'online.3']);
});

test('keys that are elsewhere are not opened, nor is anybody asked for them', async () => {
  const { path, keys, trust, online, root, write } = await scene();
  const draft = await upgradeDraft(trust, now);
  const signatures = await signDraft(trust.root, draft, [root, ...THREE.root, ...THREE.targets]);
  await write(await completeDraft(trust, draft, signatures, online, now));
  const later = await scratchTrust(path);
  assert.deepEqual(await openOfflineKeys(keys, NEWSROOM, later, 'targets', never, 'sign'), []);
  await assert.rejects(changeTargets(later, {}, [], online, now), { code: 'signatures-missing', message: /0 of 2/ });
});

test('a key that was made elsewhere signs where it is copied to', async () => {
  const { keys } = await scene();
  const elsewhere = join(keys, '..', 'targets.key');
  const { verifierKey } = await createKeyFile(elsewhere, NEWSROOM, 'targets', null);
  await copyFile(elsewhere, join(keys, 'targets-7.key'));
  const key = await openOfflineKey(keys, NEWSROOM, 'targets-7', never, 'sign');
  assert.equal((await publicHalf(key)).verifierKey, verifierKey);
  await copyFile(elsewhere, join(keys, 'root-7.key'));
  await assert.rejects(openOfflineKey(keys, NEWSROOM, 'root-7', never, 'sign'), { code: 'key-unreadable' });
  await assert.rejects(createKeyFile(elsewhere, NEWSROOM, 'root', null), { code: 'request-invalid' });
});

test('every generation of a key has one file name', () => {
  for (const [role, generation, file] of [
    ['root', 1, 'root-1'],
    ['log', 12, 'log-12'],
    ['clock', 1, 'clock'],
    ['desk-pt-BR', 2, 'desk-pt-BR.2'],
    ['desk-es-419', 1, 'desk-es-419'],
  ] as const) {
    assert.equal(keyFile(role, generation), file);
    assert.deepEqual(parseKeyFile(file), { role, generation });
  }
  for (const file of ['', 'root', 'root-0', 'root-01', 'clock.1', 'clock.02', 'desk-', 'desk-../x', 'notes']) {
    assert.equal(parseKeyFile(file), null, file);
  }
});

test('a damaged key file is listed as one, and its text is nowhere', async () => {
  const { keys } = await scene();
  const text = (await readFile(join(keys, 'clock.key'), 'utf8')).trim();
  await writeFile(join(keys, 'clock.key'), text.slice(0, -3));
  const [clock] = (await listKeys(keys)).filter(({ role }) => role === 'clock');
  assert.deepEqual(clock, { file: 'clock', role: 'clock', generation: 1, isSealed: false, verifier: null });
});
