import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import {
  bytesOf,
  createSigner,
  formatPolicy,
  type NoteSignature,
  parseHead,
  parseNote,
  parsePolicy,
  readPolicyText,
  sha256,
  splitPage,
  verifyCheckpoint,
} from '../proof/index.ts';
import { type AskCosignatures, cosignatureBytes, cosignEdition } from './cosign.ts';
import { fileReader } from './folder.ts';
import { renewHead } from './heartbeat.ts';
import { openOfflineKeys, openTrustKey } from './keys-in-use.ts';
import { publishEdition, recoverEdition } from './publish.ts';
import { writeTrust } from './replace.ts';
import {
  article,
  DAY,
  listings,
  NEWSROOM,
  publication,
  scratchNewsroom,
  scratchOptions,
} from './testing/scratch-newsroom.ts';
import { changeTargets } from './trust.ts';
import { readTrust } from './trust-state.ts';

const NOW = new Date('2026-11-22T10:15:00Z');
const HOUR_MS = 3_600_000;
const later = (hours: number) => new Date(NOW.getTime() + hours * HOUR_MS);
const witnessOf = async (name: string, now: () => Date = () => NOW) =>
  createSigner({ name: `${name}.example`, type: 'cosignature', seed: await sha256(bytesOf(name)), now });

/** Asks witnesses that answer at once, as if over the network. */
const answering =
  (names: readonly string[], now: () => Date = () => NOW): AskCosignatures =>
  async (checkpoint) => {
    const { text } = parseNote(checkpoint);
    return Promise.all(
      names.map(async (name): Promise<NoteSignature> => {
        const signer = await witnessOf(name, now);
        return { name: signer.name, keyId: signer.keyId, bytes: await signer.sign(text) };
      }),
    );
  };

/** A newsroom whose policy has three witnesses, of whom two make the quorum, with one edition. */
async function witnessedNewsroom() {
  const path = await scratchNewsroom(['de']);
  const options = await scratchOptions(path);
  const read = fileReader(options.folder.files);
  const trust = await readTrust(read);
  assert.ok(trust);
  const keys = join(path, 'keys');
  const targets = await openOfflineKeys(keys, NEWSROOM, trust, 'targets', async () => null, 'test');
  const witnesses = await Promise.all(
    ['herald', 'gazette', 'post'].map(async (name) => ({
      name,
      key: (await witnessOf(name)).verifierKey,
      address: `https://${name}.example/`,
    })),
  );
  const policy = formatPolicy({ ...(await readPolicyText(trust.policy)), witnesses, quorum: 2 });
  const online = await openTrustKey(keys, NEWSROOM, trust);
  await writeTrust(options.folder, await changeTargets(trust, { policy }, targets, online, NOW), options.makeTwins);
  await publishEdition(publication([article('3fk9m2tq7x', 'de', 1, 'Eins', 'Zwei'), ...listings('de', 'a')]), options);
  return { path, options, policy: await parsePolicy(bytesOf(policy)), policyText: policy, read };
}

const PAGES = ['de/index.html', `de/${DAY.replaceAll('-', '/')}/index.html`].concat(
  ['3fk9m2tq7x.html', '3fk9m2tq7x.2.html'].map((name) => `de/${DAY.replaceAll('-', '/')}/${name}`),
);

/** How many witnesses' signatures each file of the edition has, by path. */
async function countsOf(files: string, pages: readonly string[] = PAGES): Promise<Record<string, number>> {
  const bytesAt = async (path: string) => new Uint8Array(await readFile(join(files, path)));
  const counts: Record<string, number> = {};
  const count = (path: string, checkpoint: string) => {
    counts[path] = parseNote(checkpoint).signatures.length - 2;
  };
  count('head', parseHead(await bytesAt('head')).proof.checkpoint);
  count('log/checkpoint', await readFile(join(files, 'log/checkpoint'), 'utf8'));
  for (const path of pages) count(path, splitPage(await bytesAt(path), path).proof.checkpoint);
  for (const path of ['head', ...pages]) {
    assert.deepEqual(new Uint8Array(gunzipSync(await bytesAt(`${path}.gz`))), await bytesAt(path), path);
  }
  return counts;
}

const all = (count: number, pages = PAGES) =>
  Object.fromEntries(['head', 'log/checkpoint', ...pages].map((path) => [path, count]));

test('cosignatures go into the head, the checkpoint and every page of the edition, and make its quorum', async () => {
  const { options, policy } = await witnessedNewsroom();
  const { files } = options.folder;
  assert.deepEqual(await countsOf(files), all(0));
  const before = splitPage(new Uint8Array(await readFile(join(files, PAGES[2] ?? ''))));
  assert.equal((await verifyCheckpoint(policy, before.proof.checkpoint)).witnessed, false);
  const seen = later(0.01);
  const paths = await cosignEdition({ ...options, ask: answering(['herald', 'gazette'], () => seen) });
  assert.deepEqual(await countsOf(files), all(2));
  for (const path of ['head', 'head.gz', 'head.br', 'log/checkpoint', ...PAGES]) assert.ok(paths.includes(path), path);
  const page = splitPage(new Uint8Array(await readFile(join(files, PAGES[2] ?? ''))));
  assert.deepEqual(
    { ...page, proof: { ...page.proof, checkpoint: '' } },
    { ...before, proof: { ...before.proof, checkpoint: '' } },
  );
  const { witnessed, time } = await verifyCheckpoint(policy, page.proof.checkpoint);
  assert.equal(witnessed, true);
  assert.deepEqual(time, seen);
});

test('pages of an earlier edition keep the proof they have', async () => {
  const { options } = await witnessedNewsroom();
  const { files } = options.folder;
  await cosignEdition({ ...options, ask: answering(['herald']) });
  await publishEdition(publication([article('7x00000000', 'de', 1, 'Neu'), ...listings('de', 'b')]), options);
  const fresh = `de/${DAY.replaceAll('-', '/')}/7x00000000.html`;
  const paths = await cosignEdition({ ...options, ask: answering(['herald', 'gazette', 'post']) });
  assert.deepEqual(await countsOf(files, [...PAGES, fresh]), {
    ...all(3, [...PAGES.slice(0, 2), fresh]),
    ...Object.fromEntries(PAGES.slice(2).map((path) => [path, 1])),
  });
  assert.ok(!paths.some((path) => path.includes('3fk9m2tq7x')));
});

test('without an answer, or an edition, nothing is written', async () => {
  const { options } = await witnessedNewsroom();
  const head = await readFile(join(options.folder.files, 'head'));
  assert.deepEqual(await cosignEdition({ ...options, ask: async () => [] }), []);
  assert.deepEqual(await readFile(join(options.folder.files, 'head')), head);
  const empty = await scratchOptions(await scratchNewsroom(['de']));
  assert.deepEqual(await cosignEdition({ ...empty, ask: answering(['herald']) }), []);
});

test('a publication of more entries than a bundle holds is cosigned whole', async () => {
  const { options } = await witnessedNewsroom();
  const ids = Array.from({ length: 270 }, (_, at) => `7x${String(at).padStart(8, '0')}`);
  await publishEdition(publication([...ids.map((id) => article(id, 'de', 1, id)), ...listings('de', 'b')]), options);
  const pages = [...ids.map((id) => `de/${DAY.replaceAll('-', '/')}/${id}.html`), ...PAGES.slice(0, 2)];
  await cosignEdition({ ...options, ask: answering(['herald', 'post']) });
  assert.deepEqual(await countsOf(options.folder.files, pages), all(2, pages));
});

test('cosigning that dies at any step leaves every file as it was, or all of them cosigned', async () => {
  let deaths = 0;
  const seen = new Set<number>();
  const { options } = await witnessedNewsroom();
  for (let dying = 1; ; dying += 1) {
    let step = 0;
    const onStep = () => {
      step += 1;
      if (step === dying) throw new Error('power cut');
    };
    const done = await cosignEdition({ ...options, ask: answering(['herald', 'post']), onStep }).then(
      () => true,
      () => false,
    );
    await recoverEdition(options.folder);
    const counts = await countsOf(options.folder.files);
    assert.equal(new Set(Object.values(counts)).size, 1, `step ${dying}: ${JSON.stringify(counts)}`);
    seen.add(counts.head ?? -1);
    if (done) break;
    deaths += 1;
    // Back to an edition that nobody cosigned: a publication of its own.
    await publishEdition(
      publication([article('3fk9m2tq7x', 'de', dying + 1, 'Eins', `${dying}`), ...listings('de', `${dying}`)]),
      options,
    );
  }
  assert.ok(deaths > 10, 'it was never interrupted');
  assert.deepEqual([...seen].sort(), [0, 2]);
});

test('a heartbeat asks again, and a late cosignature goes into the pages, once', async () => {
  const { options, policy } = await witnessedNewsroom();
  const { files } = options.folder;
  await cosignEdition({ ...options, ask: answering(['herald']) });
  const beat = async (at: Date, names: readonly string[]) => {
    const again = await scratchOptions(join(options.folder.path, '..'), () => at);
    return renewHead({ ...again, ask: answering(names, () => at) });
  };
  const paths = await beat(later(1), ['herald', 'gazette']);
  assert.ok(PAGES.every((path) => paths.includes(path)));
  assert.deepEqual(await countsOf(files), all(2));
  const quiet = await beat(later(2), ['herald', 'gazette']);
  assert.ok(!PAGES.some((path) => quiet.includes(path)));
  const head = async () =>
    verifyCheckpoint(policy, parseHead(new Uint8Array(await readFile(join(files, 'head')))).proof.checkpoint);
  assert.deepEqual((await head()).time, later(2));

  // Both are silent for hours: what they vouched for stays, with its time, and then is told no more.
  await beat(later(10), []);
  assert.deepEqual([(await head()).witnessed, (await head()).time], [true, later(2)]);
  await beat(later(15), []);
  assert.deepEqual([(await head()).witnessed, (await head()).time], [false, later(15)]);
  // The pages keep what they have, and nothing twice.
  await beat(later(16), ['gazette', 'herald']);
  assert.deepEqual(await countsOf(files), all(2));
});

test('a witness that left the policy is not carried on', async () => {
  const { path, options, policyText } = await witnessedNewsroom();
  await cosignEdition({ ...options, ask: answering(['herald', 'gazette']) });
  const trust = await readTrust(fileReader(options.folder.files));
  assert.ok(trust);
  const contents = await readPolicyText(policyText);
  const policy = formatPolicy({ ...contents, witnesses: contents.witnesses.slice(1), quorum: 'all' });
  const keys = join(path, 'keys');
  const targets = await openOfflineKeys(keys, NEWSROOM, trust, 'targets', async () => null, 'test');
  const online = await openTrustKey(keys, NEWSROOM, trust);
  await writeTrust(options.folder, await changeTargets(trust, { policy }, targets, online, NOW), options.makeTwins);
  await renewHead(options);
  const { signatures } = parseNote(await readFile(join(options.folder.files, 'log/checkpoint'), 'utf8'));
  assert.deepEqual(
    signatures.map(({ name }) => name),
    ['courier.example/log/1', 'courier.example/clock', 'gazette.example'],
  );
});

test('what witnesses add to a proof is known before they are asked', async () => {
  const { options, policyText } = await witnessedNewsroom();
  const path = join(options.folder.files, PAGES[0] ?? '');
  const before = (await readFile(path)).length;
  await cosignEdition({ ...options, ask: answering(['herald', 'gazette', 'post']) });
  assert.equal((await readFile(path)).length - before, await cosignatureBytes(policyText));
});
