import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Newsroom } from '../../test/vectors/newsroom.ts';
import { bytesOf, hexOf } from './bytes.ts';
import { canonicalJson, type Json } from './canonical.ts';
import { ProofError } from './errors.ts';
import { sha256Hex } from './hash.ts';
import { TrustError, verifyTrust } from './trust.ts';
import { formatTrustBundle, parseTrustBundle } from './trust-bundle.ts';
import { newestKnown } from './trust-known.ts';
import { parseMetadata, verifySignatures } from './trust-metadata.ts';
import { checkIdentity } from './trust-set.ts';

const refuses = (code: string) => (error: unknown) => error instanceof ProofError && error.code === code;
const now = new Date('2026-11-22T12:00:00Z');
const all = (version: number) => ({ targets: version, snapshot: version, timestamp: version });

test('a first visit needs one file, and what to keep is enough without a carrier', async () => {
  const newsroom = await Newsroom.open();
  const asked: string[] = [];
  const read = async (path: string) => {
    asked.push(path);
    return newsroom.read(path);
  };
  const { fingerprint } = newsroom;
  const first = await verifyTrust({ fingerprint, read, now });
  assert.deepEqual(asked, ['trust/bundle']);
  assert.equal(first.identity.title, 'The Courier');
  assert.deepEqual(first.versions, { root: 1, targets: 1, snapshot: 1, timestamp: 1 });
  const offline = await verifyTrust({ fingerprint, known: first.keep, now });
  assert.deepEqual(offline.keep, first.keep);
});

test('without a bundle the files are read one by one', async () => {
  const newsroom = await Newsroom.open();
  newsroom.files.delete('trust/bundle');
  const trusted = await verifyTrust({ fingerprint: newsroom.fingerprint, read: newsroom.read, now });
  assert.equal(trusted.desks.length, 2);
});

test('a chain of roots is walked link by link, from the pinned one and from a known one', async () => {
  const newsroom = await Newsroom.open();
  const { fingerprint } = newsroom;
  const known = newsroom.file('trust/bundle');
  for (const version of [2, 3, 4]) {
    const keys = { root: [`root-${version}`] };
    const before = version === 2 ? 'root' : `root-${version - 1}`;
    const bytes = await newsroom.makeRoot(version, { keys, by: [before, `root-${version}`] });
    await newsroom.writeTrust({ root: { version, bytes } });
  }
  for (const input of [{}, { known }]) {
    const trusted = await verifyTrust({ fingerprint, read: newsroom.read, now, ...input });
    assert.equal(trusted.versions.root, 4);
    const again = await verifyTrust({ fingerprint, known: trusted.keep, read: newsroom.read, now });
    assert.equal(again.versions.root, 4);
  }
  newsroom.files.delete('trust/3.root.json');
  const stuck = await verifyTrust({ fingerprint, read: newsroom.read, now });
  assert.equal(stuck.versions.root, 2);
});

test('a known root of version 1 must be the pinned one', async () => {
  const newsroom = await Newsroom.open();
  const known = newsroom.file('trust/bundle');
  await assert.rejects(verifyTrust({ fingerprint: '00'.repeat(32), known, now }), refuses('root-mismatch'));
});

test('a root that takes keys away lets the versions of those roles start afresh, and only of those', async () => {
  const newsroom = await Newsroom.open();
  const { fingerprint } = newsroom;
  await newsroom.writeTrust({ versions: all(900) });
  const known = newsroom.file('trust/bundle');
  const keys = { timestamp: ['timestamp-2'], snapshot: ['snapshot-2'] };
  const root = { version: 2, bytes: await newsroom.makeRoot(2, { keys, by: ['root'] }) };
  const by = { timestamp: 'timestamp-2', snapshot: 'snapshot-2' };
  await newsroom.writeTrust({ root, versions: { ...all(2), targets: 900 }, by });
  const trusted = await verifyTrust({ fingerprint, known, read: newsroom.read, now });
  assert.deepEqual(trusted.versions, { root: 2, ...all(2), targets: 900 });

  await newsroom.writeTrust({ root, versions: { ...all(3), targets: 899 }, by });
  for (const held of [known, trusted.keep]) {
    const lower = verifyTrust({ fingerprint, known: held, read: newsroom.read, now });
    await assert.rejects(lower, refuses('trust-rollback'));
  }
});

test('a new key beside the old ones does not lower what is known', async () => {
  const newsroom = await Newsroom.open();
  const { fingerprint } = newsroom;
  await newsroom.writeTrust({ versions: all(9) });
  const known = newsroom.file('trust/bundle');
  const bytes = await newsroom.makeRoot(2, { keys: { timestamp: ['timestamp', 'timestamp-2'] } });
  await newsroom.writeTrust({ root: { version: 2, bytes }, versions: all(8) });
  await assert.rejects(verifyTrust({ fingerprint, known, read: newsroom.read, now }), refuses('trust-rollback'));
});

test('expired roles are told, and kept all the same', async () => {
  const newsroom = await Newsroom.open();
  const { fingerprint, read } = newsroom;
  await newsroom.writeTrust({ versions: all(2), expires: { snapshot: '2026-11-22T12:00:00Z' } });
  const trusted = await verifyTrust({ fingerprint, read, now });
  assert.deepEqual(trusted.expired, ['snapshot']);
  const before = await verifyTrust({ fingerprint, known: trusted.keep, now: new Date('2026-11-22T11:59:59Z') });
  assert.deepEqual(before.expired, []);
  assert.deepEqual(before.keep, trusted.keep);
  await newsroom.writeTrust();
  await assert.rejects(verifyTrust({ fingerprint, known: trusted.keep, read, now }), refuses('trust-rollback'));
});

test('a newer root is kept at once, whatever fails after it', async () => {
  const newsroom = await Newsroom.open();
  const { fingerprint, read } = newsroom;
  const known = newsroom.file('trust/bundle');
  const before = new Map(newsroom.files);
  const keys = { targets: ['targets-2'], snapshot: ['snapshot-2'], timestamp: ['timestamp-2'] };
  const root = { version: 2, bytes: await newsroom.makeRoot(2, { keys, by: ['root'] }) };
  // The carrier has the next root, and below it what the old keys signed.
  await newsroom.writeTrust({ root });
  const error = await verifyTrust({ fingerprint, known, read, now }).catch((each: unknown) => each);
  assert.ok(error instanceof TrustError && error.code === 'trust-threshold');
  const { keep } = error;
  assert.ok(keep);
  const bundle = newsroom.file('trust/bundle');
  for (const [path, bytes] of before) newsroom.files.set(path, bytes);
  for (const held of [keep, await newestKnown(keep, known), await newestKnown(known, keep)]) {
    // A carrier that was not told of the new root is behind.
    newsroom.files.set('trust/bundle', known);
    await assert.rejects(verifyTrust({ fingerprint, known: held, read, now }), refuses('trust-rollback'));
    // A thief of the old keys, who knows of the new root, finds a reader who knows that they are gone.
    newsroom.files.set('trust/bundle', bundle);
    await assert.rejects(verifyTrust({ fingerprint, known: held, read, now }), refuses('trust-threshold'));
  }
});

test('a carrier that is behind a change of the online keys is behind, and what is known still tells what is genuine', async () => {
  const newsroom = await Newsroom.open();
  const { fingerprint, read } = newsroom;
  const before = new Map(newsroom.files);
  const keys = { snapshot: ['online-2'], timestamp: ['online-2'] };
  const root = { version: 2, bytes: await newsroom.makeRoot(2, { keys, by: ['root'] }) };
  await newsroom.writeTrust({ root, versions: all(2), by: { snapshot: 'online-2', timestamp: 'online-2' } });
  const { keep } = await verifyTrust({ fingerprint, read, now });
  newsroom.files.clear();
  for (const [path, bytes] of before) newsroom.files.set(path, bytes);
  const error = await verifyTrust({ fingerprint, known: keep, read, now }).catch((each: unknown) => each);
  assert.ok(error instanceof TrustError && error.code === 'trust-rollback', String(error));
  assert.deepEqual(error.keep, keep);
  assert.deepEqual((await verifyTrust({ fingerprint, known: error.keep, now })).versions, { root: 2, ...all(2) });
  // Without a bundle nothing tells how far the carrier has come.
  newsroom.files.delete('trust/bundle');
  await assert.rejects(verifyTrust({ fingerprint, known: keep, read, now }), refuses('trust-threshold'));
});

test('of two timestamps of one version the one that came first stays', async () => {
  const newsroom = await Newsroom.open();
  const { fingerprint, read } = newsroom;
  const { keep } = await verifyTrust({ fingerprint, read, now });
  await newsroom.writeTrust({ versions: { targets: 9, snapshot: 9, timestamp: 1 } });
  const again = await verifyTrust({ fingerprint, known: keep, read, now });
  assert.deepEqual(again.versions, { root: 1, ...all(1) });
  assert.deepEqual(again.keep, keep);
  assert.deepEqual((await verifyTrust({ fingerprint, read, now })).versions, { root: 1, ...all(9), timestamp: 1 });
});

test('a log of somebody else in the policy is refused', async () => {
  const newsroom = await Newsroom.open();
  const { fingerprint, read } = newsroom;
  const foreign = await newsroom.signer('herald.example/log/1');
  const own = await newsroom.signer('log/1');
  const policy = await newsroom.defaultPolicy();
  await newsroom.writeTrust({ policy: policy.replace(own.verifierKey, foreign.verifierKey) });
  await assert.rejects(verifyTrust({ fingerprint, read, now }), refuses('policy-format'));
});

test('a newsroom that is carried says from where and by whom', async () => {
  const newsroom = await Newsroom.open();
  const carried = { from: 'news.example', by: 'Anna, a reader' };
  const identity = { newsroom: 'courier.example', title: 'The Courier', carried };
  await newsroom.writeTrust({ identity });
  const trusted = await verifyTrust({ fingerprint: newsroom.fingerprint, read: newsroom.read, now });
  assert.deepEqual(trusted.identity, identity);
  for (const by of ['', ' Anna', 'An\u202ena', 'An\nna', 'a'.repeat(201)]) {
    await newsroom.writeTrust({ identity: { ...identity, carried: { ...carried, by } } });
    const { fingerprint, read } = newsroom;
    await assert.rejects(verifyTrust({ fingerprint, read, now }), refuses('trust-format'), JSON.stringify(by));
  }
  for (const wrong of [
    { ...identity, newsroom: 'The Courier' },
    { ...identity, carried: { ...carried, from: '' } },
    null,
  ]) {
    assert.throws(() => checkIdentity(wrong), refuses('trust-format'));
  }
});

/** Metadata with any content, properly signed. */
async function signed(
  newsroom: Newsroom,
  role: string,
  content: { readonly [key: string]: Json },
): Promise<Uint8Array> {
  const signer = await newsroom.trustSigner(role);
  const body: Json = { _type: role, spec_version: '1.0.34', expires: '2030-01-01T00:00:00Z', ...content };
  const sig = hexOf(await signer.sign(bytesOf(canonicalJson(body))));
  return bytesOf(JSON.stringify({ signatures: [{ keyid: signer.keyId, sig }], signed: body }));
}

test('a snapshot or targets of another version than their parent names are refused', async () => {
  const newsroom = await Newsroom.open();
  newsroom.files.delete('trust/bundle');
  const { fingerprint, read } = newsroom;
  const genuine = newsroom.file('trust/timestamp.json');

  const snapshot = await signed(newsroom, 'snapshot', { version: 7, meta: { 'targets.json': { version: 1 } } });
  newsroom.files.set('trust/8.snapshot.json', snapshot);
  const timestamp = { version: 2, meta: { 'snapshot.json': { version: 8 } } };
  newsroom.files.set('trust/timestamp.json', await signed(newsroom, 'timestamp', timestamp));
  await assert.rejects(verifyTrust({ fingerprint, read, now }), refuses('trust-mismatch'));

  newsroom.files.set('trust/timestamp.json', genuine);
  const targets = await signed(newsroom, 'targets', { version: 3, targets: {} });
  newsroom.files.set('trust/4.targets.json', targets);
  const other = await signed(newsroom, 'snapshot', { version: 8, meta: { 'targets.json': { version: 4 } } });
  newsroom.files.set('trust/8.snapshot.json', other);
  newsroom.files.set('trust/timestamp.json', await signed(newsroom, 'timestamp', timestamp));
  await assert.rejects(verifyTrust({ fingerprint, read, now }), refuses('trust-mismatch'));

  newsroom.files.set('trust/4.targets.json', await signed(newsroom, 'targets', { version: 4, targets: {} }));
  await assert.rejects(verifyTrust({ fingerprint, read, now }), refuses('trust-format'));
});

test('a root without a timestamp beside it says nothing', async () => {
  const newsroom = await Newsroom.open();
  newsroom.files.delete('trust/bundle');
  newsroom.files.delete('trust/timestamp.json');
  const { fingerprint, read } = newsroom;
  await assert.rejects(verifyTrust({ fingerprint, read, now }), refuses('trust-missing'));
});

test('metadata that could be read in two ways is refused', async () => {
  const newsroom = await Newsroom.open();
  const text = new TextDecoder().decode(newsroom.file('trust/1.root.json'));
  const file = JSON.parse(text) as { signatures: { keyid: string; sig: string }[]; signed: Record<string, unknown> };
  assert.equal((await parseMetadata('root', bytesOf(text))).signed.version, 1);
  const { signed, signatures } = file;
  const roles = signed.roles as Record<string, { keyids: string[]; threshold: number }>;
  const [key] = Object.values(signed.keys as Record<string, object>);
  for (const changed of [
    null,
    [],
    {},
    { signed },
    { signed: { ...signed, version: 0 }, signatures },
    { signed: { ...signed, version: 1.5 }, signatures },
    { signed: { ...signed, expires: '2027-11-01' }, signatures },
    { signed: { ...signed, spec_version: '2.0.0' }, signatures },
    { signed: { ...signed, _type: 'targets' }, signatures },
    { signed: { ...signed, consistent_snapshot: false }, signatures },
    { signed: { ...signed, roles: { ...roles, snapshot: undefined } }, signatures },
    { signed: { ...signed, roles: { ...roles, root: { ...roles.root, threshold: 0 } } }, signatures },
    { signed: { ...signed, roles: { ...roles, root: { keyids: ['00'], threshold: 1 } } }, signatures },
    {
      signed: {
        ...signed,
        roles: {
          ...roles,
          root: { keyids: [...(roles.root?.keyids ?? []), ...(roles.root?.keyids ?? [])], threshold: 1 },
        },
      },
      signatures,
    },
    { signed: { ...signed, keys: { ...(signed.keys as object), another: key } }, signatures },
    { signed, signatures: [...signatures, ...signatures] },
    { signed, signatures: [{ ...signatures[0], sig: 'zz' }] },
  ]) {
    await assert.rejects(
      parseMetadata('root', bytesOf(JSON.stringify(changed))),
      refuses('trust-format'),
      JSON.stringify(changed),
    );
  }
  for (const role of ['__proto__', 'constructor']) {
    const changed = text.replace('"timestamp":{"keyids"', `"${role}":{"keyids"`);
    await assert.rejects(parseMetadata('root', bytesOf(changed)), refuses('trust-format'));
  }
});

test('a key under two ids, as other members beside it would make them, signs once towards a threshold', async () => {
  const newsroom = await Newsroom.open();
  const parsed = (name: string) => JSON.parse(new TextDecoder().decode(newsroom.file(`trust/${name}`)));
  const [root, timestamp] = [parsed('1.root.json'), parsed('timestamp.json')];
  const [keyId] = root.signed.roles.timestamp.keyids;
  const key = { ...root.signed.keys[keyId], note: 'the same key' };
  const twin = await sha256Hex(bytesOf(canonicalJson(key)));
  root.signed.keys[twin] = key;
  root.signed.roles.timestamp = { keyids: [keyId, twin], threshold: 2 };
  timestamp.signatures.push({ ...timestamp.signatures[0], keyid: twin });
  const twice = (await parseMetadata('root', bytesOf(JSON.stringify(root)))).signed;
  const signed = await parseMetadata('timestamp', bytesOf(JSON.stringify(timestamp)));
  await assert.rejects(verifySignatures(twice, signed), /1 of 2 required signatures/);
  root.signed.roles.timestamp.threshold = 1;
  await verifySignatures((await parseMetadata('root', bytesOf(JSON.stringify(root)))).signed, signed);
});

test('a bundle is read back as it was written, and refused in any other form', async () => {
  const bundle = (await Newsroom.open()).file('trust/bundle');
  assert.deepEqual(formatTrustBundle(parseTrustBundle(bundle)), bundle);
  const files = parseTrustBundle(bundle);
  assert.equal(files.length, 6);
  const [first] = files;
  assert.ok(first);
  for (const changed of [
    formatTrustBundle([first, first]),
    formatTrustBundle([{ ...first, name: '../../head' }]),
    formatTrustBundle([{ ...first, name: '0.root.json' }]),
    bytesOf('timestamp.json 05\n12345'),
    bytesOf('timestamp.json 5\n1234'),
    bytesOf('timestamp.json 5 5\n12345'),
    bytesOf('timestamp.json'),
    bytesOf('x'.repeat(300)),
    formatTrustBundle(Array.from({ length: 17 }, (_, at) => ({ name: `${at + 1}.root.json`, bytes: bytesOf('{}') }))),
  ]) {
    assert.throws(() => parseTrustBundle(changed), refuses('bundle-format'), new TextDecoder().decode(changed));
  }
  assert.deepEqual(parseTrustBundle(new Uint8Array(0)), []);
});
