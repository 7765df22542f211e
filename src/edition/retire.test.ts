import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import {
  type CarrierReport,
  createSigner,
  joinPage,
  parsePagePath,
  type SeenHead,
  signCheckpoint,
  splitPage,
  verifyCarrier,
  verifyTrust,
} from '../proof/index.ts';
import { listEditionFiles } from './folder.ts';
import {
  editionFolder,
  fileReader,
  firstRootFingerprint,
  openOnlineKey,
  publishEdition,
  readPublishedHead,
  readTrust,
  recoverEdition,
  reprovePages,
  retirement,
} from './index.ts';
import { retireScratch } from './testing/retire-scratch.ts';
import {
  article,
  listings,
  NEWSROOM,
  publication,
  scratchNewsroom,
  scratchOptions,
} from './testing/scratch-newsroom.ts';

const run = promisify(execFile);
const LATER = new Date('2026-11-22T12:30:00Z');
const ID = '3fk9m2tq7x';
const OTHER = '7x00000000';

/** A newsroom whose pages were published one edition after the other, so that each proves against a tree of its own. */
async function grown(): Promise<string> {
  const path = await scratchNewsroom();
  const options = await scratchOptions(path);
  await publishEdition(
    publication([article(ID, 'de', 1, 'Erster Teil', 'Zweiter Teil'), ...listings('de', 'a')]),
    options,
  );
  await publishEdition(publication([article(OTHER, 'ru', 1, 'Новое'), ...listings('ru', 'a')]), options);
  return path;
}

async function readerOf(path: string, seen: SeenHead | null = null): Promise<CarrierReport> {
  const read = fileReader(editionFolder(join(path, 'edition')).files);
  return verifyCarrier({ fingerprint: await firstRootFingerprint(read), seen, read, now: LATER });
}

async function pagePaths(path: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const file of listEditionFiles(join(path, 'edition', 'files'))) {
    if (parsePagePath(file.path) !== null) paths.push(file.path);
  }
  return paths;
}

async function assertGenuine(path: string, seen: SeenHead | null = null): Promise<void> {
  const files = join(path, 'edition', 'files');
  const reader = await readerOf(path, seen);
  assert.equal(reader.report.label.kind, 'current', JSON.stringify(reader.report.checks));
  for (const each of await pagePaths(path)) {
    const bytes = new Uint8Array(await readFile(join(files, each)));
    const { label, checks } = await reader.verifyPage({ bytes, path: each });
    assert.equal(label.kind, 'current', `${each}: ${JSON.stringify(checks)}`);
    assert.deepEqual(new Uint8Array(gunzipSync(await readFile(join(files, `${each}.gz`)))), bytes, `${each}.gz`);
  }
}

const seenBy = async (path: string): Promise<SeenHead | null> => (await readerOf(path)).report.seen;

test('a retired log is followed by one that goes on with number, calendar and fronts', async () => {
  const path = await grown();
  const read = fileReader(join(path, 'edition', 'files'));
  const before = await readPublishedHead(read);
  const seen = await seenBy(path);
  const contents = new Map<string, string>();
  for (const each of await pagePaths(path)) {
    const { content, note } = splitPage(new Uint8Array(await readFile(join(path, 'edition', 'files', each))));
    contents.set(each, `${Buffer.from(content).toString('hex')} ${note}`);
  }
  await retireScratch(path);
  const after = await readPublishedHead(read);
  assert.ok(before && after);
  assert.deepEqual([after.edition.log, after.edition.number, after.size], [`${NEWSROOM}/log/2`, 3, 1]);
  for (const field of ['calendar', 'fronts', 'notices', 'carriers'] as const) {
    assert.deepEqual(after.edition[field], before.edition[field], field);
  }
  const trust = await readTrust(read);
  assert.deepEqual(
    trust?.desks.map(({ log, firstIndex, lastIndex }) => [log, firstIndex, lastIndex]),
    [
      [`${NEWSROOM}/log/1`, 0, before.size - 1],
      [`${NEWSROOM}/log/1`, 0, before.size - 1],
      [`${NEWSROOM}/log/2`, 0, null],
      [`${NEWSROOM}/log/2`, 0, null],
    ],
  );
  assert.equal(after.edition.trust.targets, trust?.versions.targets);
  for (const [each, said] of contents) {
    const { content, note } = splitPage(new Uint8Array(await readFile(join(path, 'edition', 'files', each))));
    assert.equal(`${Buffer.from(content).toString('hex')} ${note}`, said, `${each} changed beyond its proof`);
  }
  await assertGenuine(path);
  await assertGenuine(path, seen);
  // The old log left the edition and lies beside it, whole.
  assert.ok((await stat(join(path, 'edition', 'retired', '1', 'log', 'checkpoint'))).isFile());
  assert.deepEqual(
    (await listed(join(path, 'edition', 'files'))).filter((each) => each.startsWith('log/')),
    ['log/checkpoint', 'log/tile/0/000.p/1', 'log/tile/entries/000.p/1'],
  );
});

async function listed(root: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const { path } of listEditionFiles(root)) paths.push(path);
  return paths.sort();
}

test('what is published after that is in the new log, and replaces what stands in the old one', async () => {
  const path = await grown();
  await retireScratch(path);
  const options = await scratchOptions(path, () => new Date('2026-11-22T12:10:00Z'));
  const result = await publishEdition(publication([article(ID, 'de', 2, 'Zweite Fassung')]), options);
  assert.deepEqual([result.edition, result.records[0]?.log], [4, `${NEWSROOM}/log/2`]);
  assert.deepEqual(result.records[0]?.replaces, { log: 1, index: 0 });
  await assertGenuine(path);
});

test('pages of a log that was retired earlier keep their proof when the next one is retired', async () => {
  const path = await grown();
  await retireScratch(path);
  const options = await scratchOptions(path, () => new Date('2026-11-22T12:10:00Z'));
  await publishEdition(publication([article(ID, 'de', 2, 'Zweite Fassung')]), options);
  const { folder, makeTwins } = options;
  const again = await reprovePages({ folder, makeTwins });
  assert.deepEqual(again, { written: 0, kept: 6, missing: [] });
  await publishEdition(publication([article(OTHER, 'ru', 2, 'Иначе')]), options);
  assert.equal((await reprovePages({ folder, makeTwins })).written, 1, 'only what is of the log in use is proven anew');
});

test('whoever holds the old log’s key signs nothing that counts, and who was deceived follows', async () => {
  const path = await grown();
  const genuine = await seenBy(path);
  assert.ok(genuine);
  const thief = await mkdtemp(join(tmpdir(), 'tamizdat-thief-'));
  try {
    await cp(path, thief, { recursive: true });
    const stolen = await scratchOptions(thief, () => new Date('2026-11-22T12:20:00Z'));
    await publishEdition(publication([article(OTHER, 'ru', 2, 'Подделка')]), stolen);
    const forged = new Uint8Array(await readFile(join(stolen.folder.files, `ru/2026/11/22/${OTHER}.html`)));
    const deceived = await seenBy(thief);
    await retireScratch(path);
    // The reader knows the new trust data; the carrier is the thief's.
    const read = fileReader(join(path, 'edition', 'files'));
    const fingerprint = (await firstRootFingerprint(read)) ?? '';
    const { keep } = await verifyTrust({ fingerprint, read, now: LATER });
    const stale = await verifyCarrier({ fingerprint, known: keep, read: fileReader(stolen.folder.files), now: LATER });
    const head = stale.report.checks.find(({ check }) => check === 'head');
    assert.equal(head?.failure, 'log-retired');
    const page = await stale.verifyPage({ bytes: forged, path: `ru/2026/11/22/${OTHER}.html` });
    assert.deepEqual([page.label.kind, page.label.failure], ['not-genuine', 'desk-range']);
    await assertGenuine(path, genuine);
    await assertGenuine(path, deceived);
    assert.equal((await readerOf(path, deceived)).report.head?.voided?.origin, `${NEWSROOM}/log/1`);
  } finally {
    await rm(thief, { recursive: true, force: true });
  }
});

test('a larger tree that the stolen key signs over the true one is refused in a page too', async () => {
  const path = await grown();
  const page = `ru/2026/11/22/${OTHER}.html`;
  const file = join(path, 'edition', 'files', page);
  const before = new Uint8Array(await readFile(file));
  await retireScratch(path);
  const { content, note, proof } = splitPage(new Uint8Array(await readFile(file)));
  const key = await createSigner(await openOnlineKey(join(path, 'keys'), NEWSROOM, 'log-1'));
  const checkpoint = await signCheckpoint(
    { origin: `${NEWSROOM}/log/1`, size: 900, root: new Uint8Array(32) as never },
    key,
  );
  const reader = await readerOf(path);
  const forged = joinPage(content, { note, proof: { ...proof, checkpoint } });
  assert.equal((await reader.verifyPage({ bytes: forged, path: page })).label.failure, 'log-retired');
  assert.equal(
    (await reader.verifyPage({ bytes: before, path: page })).label.kind,
    'current',
    'the last edition’s own',
  );
});

test('a page that is not in the log stops the retirement, by name', async () => {
  const path = await grown();
  const { folder, makeTwins } = await scratchOptions(path);
  const one = `de/2026/11/22/${ID}.html`;
  const file = join(folder.files, one);
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('revision 1', 'revision 9'));
  await assert.rejects(reprovePages({ folder, makeTwins }), { code: 'edition-damaged', message: new RegExp(one) });
});

test('pages that were taken away are told, and stop nothing', async () => {
  const path = await grown();
  const { folder, makeTwins } = await scratchOptions(path);
  await rm(join(folder.files, `de/2026/11/22/${ID}.2.html`));
  const { missing } = await reprovePages({ folder, makeTwins });
  assert.deepEqual(missing, [`de/2026/11/22/${ID}.2.html`]);
});

test('a log is not followed by itself, nor by an earlier one', async () => {
  const path = await grown();
  const { folder, keys } = await scratchOptions(path);
  const read = fileReader(folder.files);
  const [trust, head] = [await readTrust(read), await readPublishedHead(read)];
  assert.ok(trust && head);
  await assert.rejects(retirement(trust, head, keys, LATER), { code: 'request-invalid' });
});

test('a key that is only half closed is not let into the next log', async () => {
  const path = await grown();
  const read = fileReader(join(path, 'edition', 'files'));
  const [trust, head] = [await readTrust(read), await readPublishedHead(read)];
  assert.ok(trust && head);
  const [desk] = trust.desks;
  assert.ok(desk);
  const log = await createSigner({ name: `${NEWSROOM}/log/2`, type: 'note', seed: new Uint8Array(32) });
  const { keys } = await scratchOptions(path);
  const half = { ...trust, desks: [...trust.desks, { ...desk, firstIndex: 4 }] };
  await assert.rejects(retirement(half, head, { log, clock: keys.clock }, LATER), {
    code: 'request-invalid',
    hint: /keys close desk de --now/,
  });
});

test('killed at every fourth step, it leaves the old log or the new one, and the next attempt finishes', {
  timeout: 300_000,
}, async () => {
  const script = fileURLToPath(new URL('./testing/retire-and-die.ts', import.meta.url));
  const start = await grown();
  const seen = await seenBy(start);
  const scratch = await mkdtemp(join(tmpdir(), 'tamizdat-retire-'));
  try {
    let killed = 0;
    for (let at = 1; ; at += 4) {
      const path = join(scratch, String(at));
      await cp(start, path, { recursive: true });
      const survived = await run(process.execPath, [script, path, String(at)]).then(
        () => true,
        (error: { signal?: string }) => {
          assert.equal(error.signal, 'SIGKILL');
          return false;
        },
      );
      await recoverEdition(editionFolder(join(path, 'edition')));
      await assertGenuine(path, seen);
      await retireScratch(path);
      await assertGenuine(path, seen);
      const head = await readPublishedHead(fileReader(join(path, 'edition', 'files')));
      assert.deepEqual([head?.edition.log, head?.edition.number], [`${NEWSROOM}/log/2`, 3], `killed at step ${at}`);
      await rm(path, { recursive: true, force: true });
      if (survived) break;
      killed += 1;
    }
    assert.ok(killed > 20, `only ${killed} of its steps`);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
});
