import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { lookupCalendar, objectReader, parseCheckpoint, parseNote, parseNotices, readChecked } from '../proof/index.ts';
import { listEditionFiles } from './folder.ts';
import {
  editionFolder,
  fileReader,
  publishEdition,
  readPublishedHead,
  readPublishedPage,
  recoverEdition,
  renewHead,
} from './index.ts';
import {
  article,
  content,
  DAY,
  listings,
  publication,
  scratchNewsroom,
  scratchOptions,
} from './testing/scratch-newsroom.ts';
import { secondPublication } from './testing/second-publication.ts';

const run = promisify(execFile);
const ID = '3fk9m2tq7x';

const firstPublication = () =>
  publication([article(ID, 'de', 1, 'Erster Teil', 'Zweiter Teil'), ...listings('de', 'a'), ...listings('ru', 'a')], {
    files: [{ path: 'm/ab/old.webp', bytes: new Uint8Array([1, 2, 3]) }],
  });

async function allPaths(path: string): Promise<string[]> {
  const paths = [];
  for await (const file of listEditionFiles(join(path, 'edition', 'files'))) paths.push(file.path);
  return paths.sort();
}

test('a publication is one batch: articles, days, fronts, and the edition as the last leaf', async () => {
  const path = await scratchNewsroom();
  const options = await scratchOptions(path);
  const result = await publishEdition(firstPublication(), options);
  assert.equal(result.edition, 1);
  assert.deepEqual(
    result.records.map((record) => `${record.kind} ${record.language} ${record.revision}`),
    ['article de 1', 'day de 1', 'day ru 1', 'front de 1', 'front ru 1'],
  );
  const head = await readPublishedHead(fileReader(options.folder.files));
  assert.equal(head?.size, 6);
  assert.equal(head?.index, 5);
  assert.deepEqual(
    head?.edition.fronts.map((front) => [front.language, front.place.index]),
    [
      ['de', 3],
      ['ru', 4],
    ],
  );
  const paths = await allPaths(path);
  for (const each of [
    `de/2026/11/22/${ID}.html`,
    `de/2026/11/22/${ID}.2.html.br`,
    'de/index.html.gz',
    'head.br',
    'log/checkpoint',
    'm/ab/old.webp',
  ]) {
    assert.ok(paths.includes(each), each);
  }
  assert.ok(!paths.some((each) => each.startsWith('m/') && /\.(gz|br)$/.test(each)), 'media have no twins');
  assert.ok(!paths.some((each) => each.startsWith('log/') && /\.(gz|br)$/.test(each)), 'the log has no twins');
});

test('the calendar names the newest day page of each language', async () => {
  const path = await scratchNewsroom();
  const options = await scratchOptions(path);
  const read = fileReader(options.folder.files);
  const lines = async () => {
    const head = await readPublishedHead(read);
    assert.ok(head);
    const all = await lookupCalendar(objectReader(read), head.edition.calendar, DAY, null);
    return all.map(({ language, revision, state, place }) => `${language} ${revision} ${state} ${place.index}`);
  };
  await publishEdition(firstPublication(), options);
  assert.deepEqual(await lines(), ['de 1 current 1', 'ru 1 current 2']);
  await publishEdition(publication(listings('ru', 'b')), options);
  assert.deepEqual(await lines(), ['de 1 current 1', 'ru 2 current 6']);
  const page = await readPublishedPage(read, `ru/2026/11/22/index.html`);
  assert.deepEqual(page?.place, { log: 1, index: 6 });
});

test('publishing the same again changes nothing', async () => {
  const path = await scratchNewsroom();
  const options = await scratchOptions(path);
  await publishEdition(firstPublication(), options);
  const head = await readFile(join(options.folder.files, 'head'));
  const again = await publishEdition(firstPublication(), options);
  assert.deepEqual([again.edition, again.changed, again.records.length], [1, false, 0]);
  assert.deepEqual(await readFile(join(options.folder.files, 'head')), head);
});

test('a correction replaces the record, drops the surplus part and stands in calendar and notices', async () => {
  const path = await scratchNewsroom();
  const options = await scratchOptions(path);
  await publishEdition(firstPublication(), options);
  const result = await publishEdition(secondPublication(), options);
  assert.equal(result.edition, 2);
  const read = fileReader(options.folder.files);
  const page = await readPublishedPage(read, `de/2026/11/22/${ID}.html`);
  assert.deepEqual(page?.record.replaces, { log: 1, index: 0 });
  assert.equal(page?.record.revision, 2);
  const paths = await allPaths(path);
  assert.ok(!paths.some((each) => each.includes(`${ID}.2.html`)), 'the second part and its twins are gone');
  assert.ok(!paths.includes('m/ab/old.webp'), 'the removed file is gone');
  const head = await readPublishedHead(read);
  assert.ok(head);
  const lines = await lookupCalendar(objectReader(read), head.edition.calendar, DAY, ID);
  assert.deepEqual(
    lines.map((line) => [line.language, line.revision, line.state, line.place.index]),
    [['de', 2, 'corrected', 6]],
  );
  const notices = parseNotices(await readChecked(objectReader(read), head.edition.notices, 'notices'));
  assert.deepEqual(
    notices.map((notice) => [notice.kind, notice.article, notice.revision]),
    [['correction', ID, 2]],
  );
  const front = await readPublishedPage(read, 'de/index.html');
  assert.equal(front?.record.revision, 2, 'fronts count their own editions');
});

test('a withdrawal takes the place of the article and is noticed once', async () => {
  const path = await scratchNewsroom();
  const options = await scratchOptions(path);
  await publishEdition(firstPublication(), options);
  const withdrawal = { ...article(ID, 'de', 2, 'Zurückgezogen'), kind: 'withdrawal' as const };
  await publishEdition(publication([withdrawal]), options);
  // A re-issue of the same revision (another wrapper) is not a second withdrawal.
  await publishEdition(publication([{ ...withdrawal, parts: [content('Zurückgezogen, neu verpackt')] }]), options);
  const read = fileReader(options.folder.files);
  const head = await readPublishedHead(read);
  assert.ok(head);
  const [line] = await lookupCalendar(objectReader(read), head.edition.calendar, DAY, ID);
  assert.equal(line?.state, 'withdrawn');
  const notices = parseNotices(await readChecked(objectReader(read), head.edition.notices, 'notices'));
  assert.deepEqual(
    notices.map((notice) => notice.kind),
    ['withdrawal'],
  );
});

test('a heartbeat renews head and checkpoint over the same tree', async () => {
  const path = await scratchNewsroom();
  await publishEdition(firstPublication(), await scratchOptions(path));
  const before = await readPublishedHead(fileReader(join(path, 'edition', 'files')));
  const later = await scratchOptions(path, () => new Date('2026-11-24T12:00:00Z'));
  const written = await renewHead(later);
  assert.ok(written.includes('head') && written.includes('trust/timestamp.json'));
  const after = await readPublishedHead(fileReader(join(path, 'edition', 'files')));
  assert.deepEqual(after?.root, before?.root);
  assert.deepEqual(after?.edition, before?.edition);
});

test('a clock that was set back does not date an edition before the last one', async () => {
  const path = await scratchNewsroom();
  await publishEdition(firstPublication(), await scratchOptions(path));
  const back = await scratchOptions(path, () => new Date('2020-01-01T00:00:00Z'));
  await publishEdition(secondPublication(), back);
  const head = await readPublishedHead(fileReader(join(path, 'edition', 'files')));
  assert.equal(head?.edition.time, '2026-11-22T10:15:00Z');
});

test('a log that grows past a tile drops the partial tiles it no longer needs', async () => {
  const path = await scratchNewsroom(['de']);
  const options = await scratchOptions(path);
  const many = (count: number, from: number) =>
    Array.from({ length: count }, (_, at) =>
      article(String(from + at).padStart(10, '0'), 'de', 1, `Text ${from + at}`),
    );
  await publishEdition(publication(many(200, 0)), options);
  await publishEdition(publication(many(100, 200)), options);
  const paths = (await allPaths(path)).filter((each) => each.startsWith('log/'));
  assert.ok(paths.includes('log/tile/0/000') && paths.includes('log/tile/entries/000'));
  assert.ok(
    !paths.some((each) => each.startsWith('log/tile/0/000.p/') || each.startsWith('log/tile/entries/000.p/')),
    paths.join(' '),
  );
});

test('objects that no edition refers to go after two days, and not before', async () => {
  const path = await scratchNewsroom(['de']);
  let now = new Date('2026-11-22T10:15:00Z');
  const options = await scratchOptions(path, () => now);
  const objects = async () => (await allPaths(path)).filter((each) => /^o\/.*[0-9a-f]$/.test(each));
  const publish = (revision: number) =>
    publishEdition(publication([article(ID, 'de', revision, `Fassung ${revision}`)]), options);
  await publish(1);
  const first = await objects();
  for (let revision = 2; revision <= 20; revision += 1) await publish(revision);
  const grown = await objects();
  assert.ok(grown.length > 60, `${grown.length} objects`);
  assert.ok(
    first.every((each) => grown.includes(each)),
    'the first edition can still be looked up',
  );
  now = new Date('2026-11-25T10:15:00Z');
  await publish(21);
  const left = await objects();
  assert.ok(left.length < 16, `${left.length} objects stay`);
  const read = fileReader(options.folder.files);
  const head = await readPublishedHead(read);
  assert.ok(head);
  const [line] = await lookupCalendar(objectReader(read), head.edition.calendar, DAY, ID);
  assert.equal(line?.revision, 21);
});

test('a damaged log is refused instead of signing a fork', async () => {
  const path = await scratchNewsroom();
  const options = await scratchOptions(path);
  await publishEdition(firstPublication(), options);
  const tile = join(options.folder.files, 'log/tile/0/000.p/6');
  const bytes = await readFile(tile);
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  await writeFile(tile, bytes);
  await assert.rejects(publishEdition(secondPublication(), options), { code: 'log-damaged' });
});

test('a language without a desk key is refused by name', async () => {
  const path = await scratchNewsroom(['de']);
  const options = await scratchOptions(path);
  await assert.rejects(publishEdition(publication([article(ID, 'ru', 1, 'Текст')]), options), {
    code: 'key-missing',
    message: /language ru/,
  });
});

test('a full disk leaves the last edition as it was', async () => {
  const path = await scratchNewsroom();
  const options = await scratchOptions(path);
  await publishEdition(firstPublication(), options);
  const before = await readFile(join(options.folder.files, 'head'));
  const full = {
    ...options,
    onStep: (step: string) => {
      if (step.startsWith('write de/index.html')) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    },
  };
  await assert.rejects(publishEdition(secondPublication(), full), {
    code: 'edition-unwritable',
    message: /disk is full/,
  });
  assert.deepEqual(await readFile(join(options.folder.files, 'head')), before);
  assert.deepEqual(
    (await readdir(options.folder.path)).sort(),
    ['files', 'superseded.json'],
    'nothing half-written stays',
  );
  assert.equal((await publishEdition(secondPublication(), options)).edition, 2);
});

test('a read-only folder is told as such', async () => {
  const path = await scratchNewsroom();
  const options = await scratchOptions(path);
  await publishEdition(firstPublication(), options);
  // Root may write anywhere, so the disk's answer is given here instead of provoked.
  const readOnly = {
    ...options,
    onStep: () => {
      throw Object.assign(new Error('read-only'), { code: 'EROFS' });
    },
  };
  await assert.rejects(publishEdition(secondPublication(), readOnly), {
    code: 'edition-unwritable',
    message: /read-only/,
  });
  assert.ok((await stat(options.folder.files)).isDirectory());
});

test('killed at any step, there is edition n or n + 1 and never two checkpoints of one size', async () => {
  const origin = await scratchNewsroom();
  await publishEdition(firstPublication(), await scratchOptions(origin));
  const script = fileURLToPath(new URL('./testing/publish-and-die.ts', import.meta.url));
  const trial = async (at: number) => {
    const path = await mkdtemp(join(tmpdir(), 'tamizdat-kill-'));
    await cp(origin, path, { recursive: true });
    const checkpoints = new Map<number, string>();
    const look = async () => {
      const bytes = await readFile(join(path, 'edition', 'files', 'log', 'checkpoint'), 'utf8');
      const { size, root } = parseCheckpoint(parseNote(bytes).text);
      const seen = checkpoints.get(size);
      const now = Buffer.from(root).toString('hex');
      assert.ok(seen === undefined || seen === now, `two trees of size ${size}, killed at step ${at}`);
      checkpoints.set(size, now);
    };
    await look();
    const outcome = await run(process.execPath, [script, path, String(at)]).then(
      ({ stdout }) => Number(stdout),
      (error: { signal?: string }) => {
        assert.equal(error.signal, 'SIGKILL');
        return null;
      },
    );
    await look();
    const folder = editionFolder(join(path, 'edition'));
    await recoverEdition(folder);
    await look();
    const recovered = await readPublishedHead(fileReader(folder.files));
    assert.ok(recovered?.edition.number === 1 || recovered?.edition.number === 2);
    const result = await publishEdition(secondPublication(), await scratchOptions(path));
    await look();
    assert.equal(result.edition, 2, `killed at step ${at}`);
    const page = await readPublishedPage(fileReader(folder.files), `de/2026/11/22/${ID}.html`);
    assert.equal(page?.record.revision, 2);
    assert.ok(!(await allPaths(path)).some((each) => each.includes(`${ID}.2.html`) || each === 'm/ab/old.webp'));
    await rm(path, { recursive: true });
    return outcome;
  };
  const steps = await trial(0);
  assert.ok(steps !== null && steps > 20);
  // Every step takes minutes; every third visits each kind of step: write, commit, place, remove, finish.
  const visited = Array.from({ length: steps }, (_, at) => at + 1).filter((at) => at % 3 === 1 || at === steps);
  for (const at of visited) assert.equal(await trial(at), null, `step ${at} was not reached`);
});
