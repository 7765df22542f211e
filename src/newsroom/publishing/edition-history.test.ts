import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openStore } from '../../platform/store/index.ts';
import {
  bytesOf,
  formatBundle,
  formatEdition,
  formatRecord,
  type ReadFile,
  type RecordFields,
  TILE_WIDTH,
  tilePath,
} from '../../proof/index.ts';
import { migrations, type Tables } from '../../tables/index.ts';
import { loadEditions, readEditions } from './edition-history.ts';

const SEEN = { newsroom: 'courier.example', log: 'courier.example/log/1', time: '2026-11-22T10:00:00Z' };
const FILE = { sizeBytes: 100, sha256: 'ab'.repeat(32) };

/** A leaf of the log; nobody looks at the signature, which is the newsroom's own. */
const leafOf = (text: string): Uint8Array => bytesOf(`${text}\n— courier.example/log/1 ${'A'.repeat(92)}\n`);

const record = (fields: Partial<RecordFields>): Uint8Array =>
  leafOf(
    formatRecord({
      ...SEEN,
      kind: 'article',
      article: '3fk9m2tq7x',
      day: '2026-11-22',
      language: 'ru',
      revision: 1,
      pages: [FILE],
      replaces: null,
      ...fields,
    }),
  );

const edition = (number: number): Uint8Array =>
  leafOf(
    formatEdition({
      ...SEEN,
      number,
      trust: { root: 1, targets: 1 },
      fronts: [],
      calendar: FILE,
      notices: FILE,
      carriers: FILE,
    }),
  );

/** The files of a log by path. */
function filesOf(entries: readonly Uint8Array[]): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (let at = 0; at < entries.length; at += TILE_WIDTH) {
    const part = entries.slice(at, at + TILE_WIDTH);
    files.set(tilePath({ level: 'entries', index: at / TILE_WIDTH, width: part.length }), formatBundle(part));
  }
  return files;
}

const readerOf =
  (files: ReadonlyMap<string, Uint8Array>): ReadFile =>
  async (path) =>
    files.get(path) ?? null;

test('what each edition brought out is read from the log, the newest first', async () => {
  const entries = [
    record({}),
    record({ kind: 'front', article: null, day: null }),
    edition(1),
    record({ revision: 2, replaces: { log: 1, index: 0 } }),
    edition(2),
    // The same revision in another wrapper.
    record({ revision: 2, replaces: { log: 1, index: 3 } }),
    edition(3),
    record({ revision: 3, kind: 'withdrawal', replaces: { log: 1, index: 5 } }),
    record({ language: 'de' }),
    edition(4),
  ];
  const { editions, fault } = await readEditions(readerOf(filesOf(entries)), entries.length);
  assert.equal(fault, null);
  assert.deepEqual(
    editions.map(({ number, brought }) => [number, brought.map(({ what, record: { language } }) => [what, language])]),
    [
      [
        4,
        [
          ['published', 'de'],
          ['withdrawn', 'ru'],
        ],
      ],
      [3, []],
      [2, [['corrected', 'ru']]],
      [1, [['published', 'ru']]],
    ],
  );
});

test('a place in an earlier log is not looked up in this one', async () => {
  const log = 'courier.example/log/2';
  const entries = [
    // Where the retired log had the first revision, this one has the same text of today.
    record({ log, revision: 2, replaces: { log: 1, index: 9 } }),
    edition(5),
    record({ log, revision: 2, replaces: { log: 1, index: 0 } }),
    edition(6),
  ];
  const { editions } = await readEditions(readerOf(filesOf(entries)), entries.length);
  assert.deepEqual(
    editions.map(({ number, brought }) => [number, brought.map(({ what }) => what)]),
    [
      [6, ['corrected']],
      [5, ['corrected']],
    ],
  );
});

test('where a file of the log is missing or damaged, the editions after it are read, and the file is named', async () => {
  const archive = Array.from({ length: TILE_WIDTH }, () => record({ kind: 'front', article: null, day: null }));
  const entries = [...archive, edition(1), record({}), edition(2), record({ language: 'de' }), edition(3)];
  const first = 'log/tile/entries/000';
  const whole = filesOf(entries);
  const bytes = whole.get(first) ?? assert.fail('the log has no full file');
  const numbers = async (read: ReadFile) => {
    const { editions, fault } = await readEditions(read, entries.length);
    return [editions.map(({ number }) => number), fault?.message ?? null] as const;
  };
  assert.deepEqual(await numbers(readerOf(whole)), [[3, 2, 1], null]);
  for (const [damaged, what] of [
    [bytes.subarray(0, -1), ': does not hold exactly 256 entries'],
    [formatBundle([...archive.slice(1), bytesOf('noise')]), ': entry 255: not a signed note'],
    [formatBundle([...archive.slice(1), leafOf('noise\n')]), ': entry 255: '],
    [formatBundle([...archive.slice(1), leafOf('tamizdat.edition/v1\n')]), ': entry 255: '],
  ] as const) {
    const [known, fault] = await numbers(readerOf(new Map([...whole, [first, damaged]])));
    assert.deepEqual(known, [3, 2]);
    assert.ok(fault?.startsWith(`${first}${what}`), fault ?? 'no fault');
  }
  const without = new Map(whole);
  without.delete(first);
  assert.deepEqual(await numbers(readerOf(without)), [[3, 2], `${first} is missing`]);
  const unreadable: ReadFile = async (path) => {
    if (path === first) throw new Error('EIO: i/o error, read');
    return whole.get(path) ?? null;
  };
  assert.deepEqual(await numbers(unreadable), [[3, 2], `${first} cannot be read`]);
});

test('the list of editions is read page by page, the newest first', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tamizdat-editions-'));
  const store = await openStore<Tables>(folder, { migrations });
  try {
    const counts = { published: 1, corrected: 0, withdrawn: 0 };
    const rows = [3, 1, 4, 2].map((number) => ({ number, time: `2026-11-2${number}T10:00:00Z`, ...counts }));
    await store.db.insertInto('editions').values(rows).execute();
    assert.deepEqual(await loadEditions(store.db, { limit: 1 }), [
      { number: 4, time: new Date('2026-11-24T10:00:00Z'), ...counts },
    ]);
    const numbers = async (before: number) =>
      (await loadEditions(store.db, { before, limit: 2 })).map(({ number }) => number);
    assert.deepEqual(await Promise.all([4, 2, 1].map(numbers)), [[3, 2], [1], []]);
  } finally {
    await store.close();
    await rm(folder, { recursive: true });
  }
});
