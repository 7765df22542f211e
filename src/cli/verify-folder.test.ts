import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Newsroom } from '../../test/vectors/newsroom.ts';
import {
  articleSpec,
  type Bench,
  BRIDGE_PATH,
  DAY_PATH,
  FERRY,
  FERRY_PATH,
  firstSpecs,
  listingSpec,
  openBench,
  type Reader,
} from '../../test/verify/edition.ts';
import { makeTwins } from '../compose/index.ts';
import { bytesOf, formatBundle, leafHash, parseBundle, sha256Hex } from '../proof/index.ts';

let bench: Bench;
let newsroom: Newsroom;
let reader: Reader;
/** Pages as the first edition had them; the bridge is withdrawn and the ferry and its day changed since. */
const old = new Map<string, Uint8Array>();

before(async () => {
  bench = await openBench(() => new Date('2026-11-22T12:00:00Z'));
  newsroom = await Newsroom.open('2026-11-22T10:15:07Z');
  const [bridge, ferry, day, front] = await newsroom.publish(firstSpecs());
  for (const path of [BRIDGE_PATH, FERRY_PATH, DAY_PATH, 'ru/index.html']) old.set(path, newsroom.file(path));
  newsroom.now = new Date('2026-11-22T11:30:00Z');
  await newsroom.publish([
    articleSpec('Withdrawn', { kind: 'withdrawal', revision: 2, state: 'withdrawn', replaces: bridge?.place ?? null }),
    // The same revision in a new wrapper.
    articleSpec('Ferry late', { article: FERRY, replaces: ferry?.place ?? null }),
    listingSpec('day', 'Articles of the day', { revision: 2, replaces: day?.place ?? null }),
    listingSpec('front', 'Courier', { revision: 2, replaces: front?.place ?? null }),
  ]);
  reader = bench.reader();
  assert.equal((await reader.run('trust', 'add', await bench.folder(newsroom.files))).exitCode, 0);
});

after(() => bench.remove());

/** The verdict on a copy of the edition that was spoilt. */
async function verdictOn(spoil: (folder: string) => Promise<unknown>) {
  const folder = await bench.folder(newsroom.files);
  await spoil(folder);
  const answer = await reader.verify(folder);
  const files = answer.files ?? assert.fail(answer.label.text);
  return { ...answer, ...files, folder };
}

test('a checkpoint of the log that is larger than any is named, not passed over', async () => {
  const { exitCode, faults } = await verdictOn((folder) => truncate(join(folder, 'log', 'checkpoint'), 100_000));
  assert.equal(exitCode, 1);
  assert.deepEqual(
    faults.map(({ path, failure }) => [path, failure]),
    [['log', 'too-large']],
  );
});

test('a whole folder is genuine, and the label names its edition', async () => {
  const { exitCode, label, faults, unsigned, others, missing } = await verdictOn(async () => {});
  assert.deepEqual([exitCode, faults, unsigned, others, missing], [0, [], [], 0, 0]);
  assert.match(label.text, /^Edition 2 is genuine, current as of 2026-11-22 11:30 UTC/);
});

for (const [what, path] of [
  ['the text of a withdrawn article', BRIDGE_PATH],
  ['an article in an older wrapper', FERRY_PATH],
  ['a day page of an earlier edition', DAY_PATH],
  ['a front page of an earlier edition', 'ru/index.html'],
] as const) {
  test(`${what} at its own path is not what the edition of the folder says`, async () => {
    const { exitCode, label, faults } = await verdictOn((folder) =>
      writeFile(join(folder, path), old.get(path) ?? assert.fail()),
    );
    assert.deepEqual([exitCode, label.failure], [1, 'outdated']);
    assert.deepEqual(
      faults.map((fault) => [fault.path, fault.failure]),
      [[path, 'outdated']],
    );
    assert.match(label.text, new RegExp(`^Not genuine: outdated \\(${path}\\)$`));
  });
}

test('without the calendar nobody can tell that every page is current, and nobody says so', async () => {
  const answer = await verdictOn(async (folder) => {
    await writeFile(join(folder, BRIDGE_PATH), old.get(BRIDGE_PATH) ?? assert.fail());
    await rm(join(folder, 'o'), { recursive: true });
  });
  assert.deepEqual([answer.exitCode, answer.label.kind], [3, 'cannot-tell']);
  assert.deepEqual([...answer.untold].sort(), [BRIDGE_PATH, FERRY_PATH, DAY_PATH].sort());
});

test('a link is a fault, for a page, a twin and a folder', async () => {
  for (const [at, to] of [
    ['ru/index.html', '../fake.html'],
    ['ru/index.html.br', '../fake.br'],
    ['ru', 'elsewhere'],
  ] as const) {
    const { exitCode, faults } = await verdictOn(async (folder) => {
      if (at === 'ru') await rename(join(folder, 'ru'), join(folder, 'elsewhere'));
      await rm(join(folder, at), { force: true });
      await symlink(to, join(folder, at));
    });
    assert.equal(exitCode, 1);
    assert.deepEqual(
      faults.filter(({ failure }) => failure === 'symlink').map(({ path }) => path),
      [at],
    );
  }
});

test('a pipe is a fault, and is not waited for', async () => {
  const { faults } = await verdictOn(async (folder) => execFileSync('mkfifo', [join(folder, 'ru/feed.xml')]));
  assert.deepEqual(
    faults.map(({ path, failure }) => [path, failure]),
    [['ru/feed.xml', 'not-a-file']],
  );
});

for (const path of [
  'ru/2026/11/22/breaking.html',
  'ru/index.HTM',
  'index.html',
  'style.css',
  'ru/sw.mjs',
  'logo.svg',
  'ru/index.html.zst',
  'trust/index.html',
  'log/page.xhtml',
]) {
  test(`${path} is shown by browsers and signed by nobody, so the folder is not called genuine`, async () => {
    const { exitCode, label, unsigned } = await verdictOn((folder) => writeFile(join(folder, path), '<h1>Fake</h1>'));
    assert.deepEqual([exitCode, label.failure, unsigned], [3, 'not-signed', [path]]);
    assert.match(label.text, /^Cannot tell: files that a browser shows are not signed/);
  });
}

test('a page named by its own hash is no picture', async () => {
  const fake = bytesOf('<h1>Fake</h1>');
  const name = await sha256Hex(fake);
  const { unsigned } = await verdictOn(async (folder) => {
    await mkdir(join(folder, `m/${name.slice(0, 2)}`), { recursive: true });
    await writeFile(join(folder, `m/${name.slice(0, 2)}/${name}.html`), fake);
  });
  assert.deepEqual(unsigned, [`m/${name.slice(0, 2)}/${name}.html`]);
});

test('what no browser shows is counted, and does not stand in the way', async () => {
  const { exitCode, others } = await verdictOn((folder) => writeFile(join(folder, 'README'), 'our mirror'));
  assert.deepEqual([exitCode, others], [0, 1]);
});

test('a sparse file of gigabytes is refused before it is read', async () => {
  const path = `m/aa/${'a'.repeat(64)}.mp4`;
  const { faults } = await verdictOn(async (folder) => {
    await mkdir(join(folder, 'm/aa'), { recursive: true });
    await writeFile(join(folder, path), '');
    await truncate(join(folder, path), 3 * 1024 ** 3);
    await writeFile(join(folder, 'ru/feed.xml'), '');
    await truncate(join(folder, 'ru/feed.xml'), 3 * 1024 ** 3);
    await writeFile(join(folder, 'ru/feed.xml.gz'), makeTwins(bytesOf('feed')).gz);
  });
  assert.deepEqual(faults.map((fault) => [fault.path, fault.failure]).sort(), [
    [path, 'too-large'],
    ['ru/feed.xml.gz', 'hash-mismatch'],
  ]);
});

test('an entry of the log is bound to the signed root, also where a full tile stands between', async () => {
  const long = await Newsroom.open('2026-11-22T10:15:07Z');
  const notes = Array.from({ length: 300 }, (_, at) => `note ${at}`);
  await long.publish(firstSpecs(), { after: notes });
  await long.publish([listingSpec('front', 'Courier', { revision: 2 })]);
  const other = bench.reader();
  await other.run('trust', 'add', await bench.folder(long.files));
  assert.equal((await other.verify(await bench.folder(long.files))).exitCode, 0);

  const path = 'log/tile/entries/000';
  const entries = parseBundle(long.file(path), 256);
  entries[100] = bytesOf('forged');
  const tile = long.file('log/tile/0/000').slice();
  tile.set(await leafHash(bytesOf('forged')), 100 * 32);
  for (const forged of [
    [[path, formatBundle(entries)]],
    [
      [path, formatBundle(entries)],
      ['log/tile/0/000', tile],
    ],
    [['log/tile/0/000', tile]],
  ] as const) {
    const answer = await other.verify(await bench.folder(new Map([...long.files, ...forged])));
    assert.deepEqual([answer.exitCode, answer.files?.faults[0]?.failure], [1, 'log-damaged']);
  }
});
