import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type EditionRecord, formatEdition, parseEdition } from './edition.ts';
import { ProofError } from './errors.ts';
import { formatRecord, parseRecord, type RecordFields } from './record.ts';

const refuses = (code: string) => (error: unknown) => error instanceof ProofError && error.code === code;

const sha256 = fc.stringMatching(/^[0-9a-f]{64}$/);
const article = fc.stringMatching(/^[0-9a-hjkmnp-tv-z]{10}$/);
const language = fc.constantFrom('de', 'ru', 'fa', 'pt-BR', 'zh-Hant');
const time = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => `${date.toISOString().slice(0, 19)}Z`);
const day = time.map((moment) => moment.slice(0, 10));
const place = fc.record({ log: fc.integer({ min: 1, max: 99 }), index: fc.maxSafeNat() });
const ref = fc.record({ sizeBytes: fc.nat(262_144), sha256 });
const count = fc.integer({ min: 1, max: 1_000_000 });

const base = fc.record({
  newsroom: fc.constantFrom('courier.example', 'carried/news.example', 'localhost:8080'),
  log: fc.constantFrom('courier.example/log/1', 'courier.example/log/27'),
  language,
  revision: count,
  time,
  replaces: fc.option(place),
});
const record: fc.Arbitrary<RecordFields> = fc.oneof(
  fc
    .tuple(
      base,
      fc.constantFrom('article' as const, 'withdrawal' as const),
      article,
      day,
      fc.array(ref, { minLength: 1, maxLength: 9 }),
    )
    .map(([rest, kind, id, date, pages]) => ({ ...rest, kind, article: id, day: date, pages })),
  fc.tuple(base, day, fc.array(ref, { minLength: 1, maxLength: 4 })).map(([rest, date, pages]) => ({
    ...rest,
    kind: 'day' as const,
    article: null,
    day: date,
    pages,
  })),
  fc
    .tuple(base, ref)
    .map(([rest, page]) => ({ ...rest, kind: 'front' as const, article: null, day: null, pages: [page] })),
);

const RECORD = `tamizdat.record/v1
newsroom courier.example
log courier.example/log/1
kind article
article 3fk9m2tq7x
day 2026-11-22
language ru
revision 2
time 2026-11-22T10:15:00Z
page 1/2 6120 sha256:${'6b'.repeat(32)}
page 2/2 120 sha256:${'6c'.repeat(32)}
replaces 1:1289
`;

const EDITION = `tamizdat.edition/v1
newsroom courier.example
log courier.example/log/1
number 1204
time 2026-11-22T10:15:07Z
trust root 3 targets 7
front de 1:2411 sha256:${'01'.repeat(32)}
front ru 1:2412 sha256:${'02'.repeat(32)}
calendar 612 sha256:${'03'.repeat(32)}
notices 1804 sha256:${'04'.repeat(32)}
carriers 1204 sha256:${'05'.repeat(32)}
`;

test('a record is read back as it was written', () => {
  fc.assert(
    fc.property(record, (fields) => assert.deepEqual(parseRecord(formatRecord(fields)), structuredClone(fields))),
  );
});

test('no two texts are the same record: what is accepted is written back letter for letter', () => {
  const mutation = fc.tuple(
    fc.nat(RECORD.length),
    fc.nat(6),
    fc.constantFrom('', ' ', '\n', '0', '-', ':', 'a', '1/2'),
  );
  fc.assert(
    fc.property(mutation, ([at, removed, inserted]) => {
      const text = RECORD.slice(0, at) + inserted + RECORD.slice(at + removed);
      try {
        assert.equal(formatRecord(parseRecord(text)), text);
      } catch (error) {
        assert.ok(refuses('record-format')(error), String(error));
      }
    }),
    { numRuns: 2000 },
  );
});

test('a line moved, repeated, dropped or added makes no record', () => {
  const lines = RECORD.trimEnd().split('\n');
  const textOf = (changed: readonly string[]) => `${changed.join('\n')}\n`;
  for (const [at, line] of lines.entries()) {
    for (const changed of [
      lines.toSpliced(at, 1),
      lines.toSpliced(at, 0, line),
      lines.toSpliced(at, 0, 'unknown field'),
      lines.toSpliced(at, 0, ''),
      ...(at > 0 ? [lines.toSpliced(at - 1, 2, line, lines[at - 1] ?? '')] : []),
    ]) {
      assert.throws(() => parseRecord(textOf(changed)), refuses('record-format'), textOf(changed));
    }
  }
  assert.throws(() => parseRecord(RECORD.trimEnd()), refuses('record-format'));
  assert.throws(() => parseRecord(RECORD.replaceAll('\n', '\r\n')), refuses('record-format'));
});

test('values that do not exist or fit are refused', () => {
  for (const [from, to] of [
    ['kind article', 'kind reader'],
    ['kind article', 'kind front'],
    ['kind article', 'kind day'],
    ['article 3fk9m2tq7x', 'article -'],
    ['article 3fk9m2tq7x', 'article 3fk9m2tq7'],
    ['article 3fk9m2tq7x', 'article 3fk9m2tq7l'],
    ['day 2026-11-22', 'day -'],
    ['day 2026-11-22', 'day 2026-02-30'],
    ['language ru', 'language Ru'],
    ['language ru', 'language ru-ru'],
    ['language ru', 'language ru-RU-RU'],
    ['language ru', 'language ru-cyrl'],
    ['language ru', 'language ru-1918-1918'],
    ['language ru', 'language ru-x1'],
    ['language ru', 'language ru-abcde-fghij-klmno-pqrst-uvwxy-zabcd'],
    ['language ru', 'language ../de'],
    ['revision 2', 'revision 0'],
    ['time 2026-11-22T10:15:00Z', 'time 2026-11-22T25:15:00Z'],
    ['time 2026-11-22T10:15:00Z', 'time 2026-11-22T10:15:00+01:00'],
    ['page 2/2', 'page 3/2'],
    ['page 2/2', 'page 1/2'],
    ['6120 sha256', '-1 sha256'],
    ['sha256:6b', 'sha256:6B'],
    ['sha256:6b', 'sha512:6b'],
    ['replaces 1:1289', 'replaces 0:1289'],
    ['replaces 1:1289', 'replaces 1:01289'],
    ['replaces 1:1289', 'replaces 1289'],
    ['log courier.example/log/1', 'log courier.example'],
    ['newsroom courier.example', 'newsroom courier.example/'],
    ['newsroom courier.example', 'newsroom cou rier.example'],
  ] as const) {
    assert.ok(RECORD.includes(from), from);
    assert.throws(() => parseRecord(RECORD.replace(from, to)), refuses('record-format'), to);
  }
});

const edition: fc.Arbitrary<EditionRecord> = fc.record({
  newsroom: fc.constant('courier.example'),
  log: fc.constant('courier.example/log/1'),
  number: count,
  time,
  trust: fc.record({ root: count, targets: count }),
  fronts: fc
    .uniqueArray(fc.record({ language, place, leaf: sha256 }), { selector: (front) => front.language })
    .map((fronts) => fronts.sort((a, b) => (a.language < b.language ? -1 : 1))),
  calendar: ref,
  notices: ref,
  carriers: ref,
});

test('an edition record is read back as it was written', () => {
  assert.equal(formatEdition(parseEdition(EDITION)), EDITION);
  fc.assert(
    fc.property(edition, (fields) => assert.deepEqual(parseEdition(formatEdition(fields)), structuredClone(fields))),
  );
});

test('an edition record with lines moved, repeated, dropped or added is refused', () => {
  const lines = EDITION.trimEnd().split('\n');
  for (const [at, line] of lines.entries()) {
    const isFront = line.startsWith('front ');
    for (const changed of [
      ...(isFront ? [] : [lines.toSpliced(at, 1)]),
      lines.toSpliced(at, 0, line),
      lines.toSpliced(at, 0, 'unknown field'),
      ...(at > 0 ? [lines.toSpliced(at - 1, 2, line, lines[at - 1] ?? '')] : []),
    ]) {
      assert.throws(() => parseEdition(`${changed.join('\n')}\n`), refuses('edition-format'), changed.join('\n'));
    }
  }
  for (const [from, to] of [
    ['trust root 3 targets 7', 'trust root 0 targets 7'],
    ['trust root 3 targets 7', 'trust targets 7 root 3'],
    ['front ru', 'front de'],
    ['number 1204', 'number 0'],
    ['calendar 612', 'calendar 0612'],
  ] as const) {
    assert.throws(() => parseEdition(EDITION.replace(from, to)), refuses('edition-format'), to);
  }
});
