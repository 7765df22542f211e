import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { bytesOf } from '../proof/index.ts';
import {
  checkSeenRoot,
  completeDraft,
  draftRoot,
  draftTargets,
  fileReader,
  formatRequest,
  openOnlineKey,
  openSecretKey,
  parseRequest,
  publishedOf,
  readSeenRoot,
  type SigningRequest,
  signDraft,
  type TrustDraft,
  type TrustState,
  writeSeenRoot,
  writeTrust,
} from './index.ts';
import { publicHalf, scratchTrust, THREE, upgradeDraft } from './testing/ceremony.ts';
import { NEWSROOM, scratchNewsroom, scratchOptions } from './testing/scratch-newsroom.ts';

const now = new Date('2026-11-22T12:00:00Z');
const nobody = async () => null;
let folder: string;
let key: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tamizdat-seen-'));
});
after(() => rm(folder, { recursive: true, force: true }));

/** What a newsroom would ask to have signed now: new targets, under the roots that it has. */
async function requestOf(path: string): Promise<SigningRequest> {
  const trust = await scratchTrust(path);
  const roots: Uint8Array[] = [];
  for (let version = 1; version <= trust.versions.root; version += 1) {
    const read = fileReader(join(path, 'edition', 'files'));
    roots.push((await read(`trust/${version}.root.json`, 64 * 1024)) ?? assert.fail(`root ${version} is not there`));
  }
  const draft: TrustDraft = { root: null, ...(await draftTargets(trust, {}, now)) };
  const text = formatRequest(NEWSROOM, publishedOf(trust, roots), draft, []);
  return parseRequest(bytesOf(text), 'keys-request.json');
}

/** Publishes the next root of a newsroom that has its first one. */
async function replaceRoot(path: string, change: (trust: TrustState) => Promise<TrustDraft>): Promise<void> {
  const trust = await scratchTrust(path);
  const draft = await change(trust);
  const own = await Promise.all(
    ['root-1', 'targets-1'].map((name) => openSecretKey(join(path, 'keys', `${name}.key`), nobody, 'sign')),
  );
  const signatures = await signDraft(trust.root, draft, [...own, ...THREE.root, ...THREE.targets]);
  const online = await openOnlineKey(join(path, 'keys'), NEWSROOM, 'online');
  const files = await completeDraft(trust, draft, signatures, online, now);
  await writeTrust((await scratchOptions(path)).folder, files, (await scratchOptions(path)).makeTwins);
}

test('a key remembers the root it signed under, and signs what goes on from it', async () => {
  const path = await scratchNewsroom(['de']);
  key = join(folder, 'root.key');
  assert.equal(await readSeenRoot(key), null);
  const first = await requestOf(path);
  checkSeenRoot(first, null);
  await writeSeenRoot(key, first);
  assert.equal((await stat(`${key}.seen`)).mode & 0o777, 0o600);
  const seen = await readSeenRoot(key);
  assert.deepEqual(
    [seen?.newsroom, seen?.fingerprint, seen?.version, seen?.sha256],
    [NEWSROOM, first.fingerprint, 1, first.rootIds[0]],
  );
  checkSeenRoot(first, seen);
  await replaceRoot(path, (trust) => upgradeDraft(trust, now));
  const second = await requestOf(path);
  assert.equal(second.root.version, 2);
  checkSeenRoot(second, seen);
  await writeSeenRoot(key, second);
  assert.equal((await readSeenRoot(key))?.version, 2);
  assert.deepEqual(await readdir(folder), ['root.key.seen']);
});

test('an older past, another one, and that of another newsroom are refused', async () => {
  const path = await scratchNewsroom(['de']);
  const first = await requestOf(path);
  await replaceRoot(path, (trust) => upgradeDraft(trust, now));
  const second = await requestOf(path);
  key = join(folder, 'refusing.key');
  await writeSeenRoot(key, second);
  const seen = (await readSeenRoot(key)) ?? assert.fail();
  const code = 'request-unlike-before';
  assert.throws(() => checkSeenRoot(first, seen), { code, message: /follows root 1, .* under root 2/ });
  const other = await requestOf(await scratchNewsroom(['de']));
  assert.throws(() => checkSeenRoot(other, seen), { code, message: /another newsroom/ });
  const [one = ''] = second.rootIds;
  const forked = { ...second, rootIds: [one, 'ab'.repeat(32), 'cd'.repeat(32)], root: { ...second.root, version: 3 } };
  assert.throws(() => checkSeenRoot(forked, seen), { code, message: /another root 2/ });
});

test('what a root says counts, not who has signed it by now', async () => {
  const path = await scratchNewsroom(['de']);
  const publicKeys = [(await publicHalf(THREE.root[0] ?? assert.fail())).publicKey];
  await replaceRoot(path, async (trust) => {
    const held = trust.root.roles.root.keyIds.flatMap((keyId) => trust.root.keys.get(keyId) ?? []);
    const change = { root: { publicKeys: [...held, ...publicKeys], threshold: 1 } };
    return { ...(await draftRoot(trust, change, now)), targets: null, files: [] };
  });
  const request = await requestOf(path);
  const [, second = bytesOf('')] = request.before.roots;
  const document = JSON.parse(new TextDecoder().decode(second));
  assert.equal(document.signatures.length, 2);
  document.signatures.pop();
  const fewer = { ...request.before, roots: [request.before.roots[0] ?? second, bytesOf(JSON.stringify(document))] };
  const again = await parseRequest(bytesOf(formatRequest(NEWSROOM, fewer, request.draft, [])), 'keys-request.json');
  assert.deepEqual(again.rootIds, request.rootIds);
});

test('a memory that is spoilt is refused and not taken for none', async () => {
  key = join(folder, 'spoilt.key');
  const good = {
    tamizdat: 'seen-root/v1',
    newsroom: NEWSROOM,
    fingerprint: 'ab'.repeat(32),
    root: 2,
    sha256: 'cd'.repeat(32),
  };
  await writeFile(`${key}.seen`, JSON.stringify(good));
  assert.equal((await readSeenRoot(key))?.version, 2);
  for (const spoilt of ['', '{}', ...[{ root: 0 }, { root: '2' }, { sha256: 'cd' }, { tamizdat: 'v2' }, { more: 1 }]]) {
    const text = typeof spoilt === 'string' ? spoilt : JSON.stringify({ ...good, ...spoilt });
    await writeFile(`${key}.seen`, text);
    await assert.rejects(readSeenRoot(key), { code: 'request-invalid' }, text);
  }
});
