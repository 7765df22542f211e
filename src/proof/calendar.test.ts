import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bytesOf } from './bytes.ts';
import {
  type CalendarEntry,
  lookupCalendar,
  readCalendar,
  readCalendarDay,
  readCalendarDays,
  updateCalendar,
} from './calendar.ts';
import { formatCalendarNode, parseCalendarNode } from './calendar-node.ts';
import { ProofError } from './errors.ts';
import type { ObjectRef } from './grammar.ts';
import { makeObject, type ReadObject } from './objects.ts';

const refuses = (code: string) => (error: unknown) => error instanceof ProofError && error.code === code;

class Store {
  readonly objects = new Map<string, Uint8Array>();
  root: ObjectRef | null = null;
  /** What the last update replaced. */
  replaced: readonly string[] = [];
  readonly read: ReadObject = async ({ sha256 }) => this.objects.get(sha256) ?? null;

  async put(...entries: CalendarEntry[]): Promise<number> {
    const { root, nodes, replaced } = await updateCalendar(this.read, this.root, entries);
    this.replaced = replaced;
    for (const { sha256, bytes } of nodes) this.objects.set(sha256, bytes);
    this.root = root;
    return nodes.length;
  }

  get rootRef(): ObjectRef {
    assert.ok(this.root);
    return this.root;
  }
}

const idOf = (number: number): string => number.toString(16).padStart(10, '0');
const entryOf = (number: number, day = '2026-11-22', language = 'ru', revision = 1): CalendarEntry => ({
  day,
  article: idOf(number),
  language,
  revision,
  state: 'current',
  place: { log: 1, index: number },
  leaf: '0'.repeat(64),
});

const entries = fc.uniqueArray(
  fc
    .tuple(
      fc.constantFrom('2025-12-31', '2026-01-01', '2026-11-21', '2026-11-22'),
      fc.option(fc.stringMatching(/^[0-3][0-9a-hjkmnp-tv-z]{9}$/), { freq: 3 }),
      fc.constantFrom('de', 'ru', 'pt-BR'),
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom('current' as const, 'corrected' as const, 'withdrawn' as const),
    )
    .map(([day, article, language, revision, each]): CalendarEntry => {
      const state = article === null ? 'current' : each;
      return { day, article, language, revision, state, place: { log: 2, index: revision }, leaf: 'ab'.repeat(32) };
    }),
  { selector: keyOf, minLength: 1, maxLength: 40 },
);

function keyOf({ day, article, language }: CalendarEntry): string {
  return `${day} ${article ?? '-'} ${language}`;
}

/** Puts what is given, one call an array, and forgets each time what was replaced. */
async function withoutReplaced(...updates: readonly (readonly CalendarEntry[])[]): Promise<Store> {
  const store = new Store();
  for (const update of updates) {
    await store.put(...update);
    for (const sha256 of store.replaced) store.objects.delete(sha256);
  }
  return store;
}

test('without what each update replaced there is the new calendar and nothing else', async () => {
  const names = ({ objects }: Store): string[] => [...objects.keys()].sort();
  await fc.assert(
    fc.asyncProperty(entries, entries, async (first, second) => {
      const steps = await withoutReplaced(first, second, [], second);
      const last = new Map([...first, ...second].map((entry) => [keyOf(entry), entry]));
      assert.deepEqual(names(steps), names(await withoutReplaced([...last.values()])));
    }),
    { numRuns: 40 },
  );
  // A day that is split, and one whose parts change.
  const many = Array.from({ length: 110 }, (_, at) => ({
    ...entryOf(at),
    article: idOf(at).split('').reverse().join(''),
  }));
  const steps = await withoutReplaced(many.slice(0, 95), many.slice(95, 104), many.slice(104));
  assert.deepEqual(names(steps), names(await withoutReplaced(many)));
});

test('a calendar depends on what it holds, not on the order in which it came', async () => {
  await fc.assert(
    fc.asyncProperty(entries, fc.nat(), async (all, cut) => {
      const once = new Store();
      await once.put(...all);
      const steps = new Store();
      const at = cut % all.length;
      if (at > 0) await steps.put(...all.slice(0, at).reverse());
      await steps.put(...all.slice(at).map((entry) => ({ ...entry, revision: entry.revision + 1 })));
      await steps.put(...all.slice(at));
      assert.deepEqual(steps.root, once.root);
      const held: CalendarEntry[] = [];
      for await (const entry of readCalendar(once.read, once.rootRef)) held.push(entry);
      const sorted = all.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
      assert.deepEqual(held, sorted);
      for (const { day, article } of all.slice(0, 3)) {
        const lines = await lookupCalendar(once.read, once.rootRef, day, article);
        assert.deepEqual(
          lines.map((line) => ({ ...line, day })),
          sorted.filter((entry) => entry.day === day && entry.article === article),
        );
      }
    }),
    { numRuns: 60 },
  );
});

test('a day over 100 lines is split, and everything is still found', async () => {
  const store = new Store();
  const many = Array.from({ length: 250 }, (_, at) => entryOf(at));
  await store.put(...many);
  // All ids begin with seven zeros, so that the day splits down to where they differ.
  for (const number of [0, 99, 100, 249]) {
    const [line] = await lookupCalendar(store.read, store.rootRef, '2026-11-22', idOf(number));
    assert.equal(line?.place.index, number);
  }
  assert.deepEqual(await lookupCalendar(store.read, store.rootRef, '2026-11-22', idOf(250)), []);
  assert.deepEqual(await lookupCalendar(store.read, store.rootRef, '2026-11-22', 'zzzzzzzzzz'), []);
  assert.equal((await readCalendarDay(store.read, store.rootRef, '2026-11-22')).length, 250);
  const sizes = [...store.objects.values()].map((bytes) => bytes.length);
  assert.ok(Math.max(...sizes) < 12_000, `largest node ${Math.max(...sizes)} bytes`);
});

test('the pages of a day come before its articles, and have a node of their own when it is split', async () => {
  const store = new Store();
  const dayPage = (language: string): CalendarEntry => ({ ...entryOf(7, '2026-11-22', language, 3), article: null });
  await store.put(entryOf(1), dayPage('ru'), dayPage('de'));
  const read = (article: string | null) => lookupCalendar(store.read, store.rootRef, '2026-11-22', article);
  const languages = async () => (await read(null)).map(({ language }) => language);
  const [first] = await readCalendarDay(store.read, store.rootRef, '2026-11-22');
  assert.equal(first?.article, null);
  assert.deepEqual(await languages(), ['de', 'ru']);
  const last = [...store.objects.values()].map((bytes) => new TextDecoder().decode(bytes));
  const line = `- de 3 current 1:7 sha256:${'0'.repeat(64)}`;
  assert.ok(last.some((text) => text.startsWith(`tamizdat.calendar/v1\nday 2026-11-22\n${line}\n- ru 3 `)));

  await store.put(...Array.from({ length: 120 }, (_, at) => entryOf(at)));
  const split = [...store.objects.values()].map((bytes) => new TextDecoder().decode(bytes));
  assert.ok(split.some((text) => text.startsWith(`tamizdat.calendar/v1\nday 2026-11-22 -\n${line}\n`)));
  assert.deepEqual(await languages(), ['de', 'ru']);
  assert.equal((await readCalendarDay(store.read, store.rootRef, '2026-11-22')).length, 122);
  assert.equal((await read(idOf(119))).length, 1);
});

test('more day pages than fit a node stay in one: they cannot be split further', async () => {
  const store = new Store();
  const letters = [...'abcdefghijk'];
  const tags = letters.flatMap((a) => letters.map((b) => a + b));
  await store.put(...tags.map((language) => ({ ...entryOf(1, '2026-11-22', language), article: null })));
  assert.equal((await lookupCalendar(store.read, store.rootRef, '2026-11-22', null)).length, 121);
});

test('exactly 100 lines stay one node', async () => {
  const store = new Store();
  await store.put(...Array.from({ length: 100 }, (_, at) => entryOf(at)));
  assert.equal(store.objects.size, 4);
  await store.put(entryOf(100));
  assert.ok(store.objects.size > 8);
});

test('one change writes four nodes, however large the archive', async () => {
  const store = new Store();
  const days = Array.from({ length: 200 }, (_, at) => new Date(Date.UTC(2026, 0, 1 + at)).toISOString().slice(0, 10));
  await store.put(...days.map((day, at) => entryOf(at, day)));
  assert.equal(await store.put(entryOf(7, '2026-01-08', 'ru', 2)), 4);
  assert.deepEqual(await readCalendarDays(store.read, store.rootRef), days);
});

test('what was never published is absent: other day, month, year, id', async () => {
  const store = new Store();
  await store.put(entryOf(1));
  for (const day of ['2026-11-23', '2026-12-22', '2025-11-22']) {
    assert.deepEqual(await lookupCalendar(store.read, store.rootRef, day, idOf(1)), []);
  }
  assert.deepEqual(await lookupCalendar(store.read, store.rootRef, '2026-11-22', idOf(2)), []);
});

test('an empty calendar has a root and nothing in it', async () => {
  const store = new Store();
  await store.put();
  assert.deepEqual(await readCalendarDays(store.read, store.rootRef), []);
});

test('a node that is missing, altered or another one is named', async () => {
  const store = new Store();
  await store.put(entryOf(1));
  const root = store.rootRef;
  const look = (read: ReadObject, ref = root) => lookupCalendar(read, ref, '2026-11-22', idOf(1));
  await assert.rejects(
    look(async () => null),
    refuses('object-missing'),
  );
  await assert.rejects(
    look(async (ref) => (await store.read(ref))?.with(0, 0x54) ?? null),
    refuses('hash-mismatch'),
  );
  await assert.rejects(look(store.read, { ...root, sizeBytes: root.sizeBytes + 1 }), refuses('hash-mismatch'));
  await assert.rejects(look(store.read, { ...root, sizeBytes: 1e9 }), refuses('too-large'));
  const month = [...store.objects].find(([, bytes]) => new TextDecoder().decode(bytes).includes('\nmonth '));
  assert.ok(month);
  const ref = { sha256: month[0], sizeBytes: month[1].length };
  await assert.rejects(look(store.read, ref), refuses('calendar-format'));
});

test('a node in any other form is refused', () => {
  const leaf = 'ab'.repeat(32);
  const day = `tamizdat.calendar/v1\nday 2026-11-22\n3fk9m2tq7x de 1 current 1:2 sha256:${leaf}\n3fk9m2tq7x ru 2 corrected 1:3 sha256:${leaf}\n`;
  const month = `tamizdat.calendar/v1\nmonth 2026-11\n2026-11-21 9 sha256:${leaf}\n2026-11-22 9 sha256:${leaf}\n`;
  for (const [name, text] of [
    ['day 2026-11-22', day],
    ['month 2026-11', month],
  ] as const) {
    const node = parseCalendarNode(bytesOf(text), name);
    assert.equal(formatCalendarNode(node), text);
    const lines = text.trimEnd().split('\n');
    for (const changed of [
      lines.toSpliced(0, 1),
      lines.toSpliced(1, 1),
      lines.toSpliced(2, 2, lines[3] ?? '', lines[2] ?? ''),
      [...lines, lines[3] ?? ''],
      [...lines, ''],
      [...lines, 'junk'],
    ]) {
      assert.throws(() => parseCalendarNode(bytesOf(`${changed.join('\n')}\n`), name), refuses('calendar-format'));
    }
    assert.throws(() => parseCalendarNode(bytesOf(text.trimEnd()), name), refuses('calendar-format'));
    assert.throws(() => parseCalendarNode(bytesOf(text), 'root'), refuses('calendar-format'));
  }
  for (const [name, key] of [
    ['month 2026-11', '2026-12-01'],
    ['month 2026-11', '2026-11-31'],
    ['year 2026', '2027-01'],
    ['year 2026', '2026-13'],
    ['root', '26'],
    ['day 2026-11-22', 'l'],
    ['day 2026-11-22', '--'],
    ['day 2026-11-22 3', '-'],
    ['day 2026-11-22 -', '3'],
    ['day 2026-11-22 -', '-'],
    ['day 2026-11-22 3fk9m2tq7x', '3'],
    ['week 7', '3'],
    ['day 2026-11-22 3 4', '3'],
  ] as const) {
    const text = `tamizdat.calendar/v1\n${name}\n${key} 9 sha256:${leaf}\n`;
    assert.throws(() => parseCalendarNode(bytesOf(text), name), refuses('calendar-format'), text);
  }
  for (const [name, line] of [
    ['day 2026-11-22', `- ru 1 withdrawn 1:2 sha256:${leaf}`],
    ['day 2026-11-22', `- ru 1 corrected 1:2 sha256:${leaf}`],
    ['day 2026-11-22', `- - 1 current 1:2 sha256:${leaf}`],
    ['day 2026-11-22', `- ru 1 current 1:2 sha256:${leaf}\n- ru 1 current 1:2 sha256:${leaf}`],
    ['day 2026-11-22 3', `- ru 1 current 1:2 sha256:${leaf}`],
    ['day 2026-11-22 -', `3fk9m2tq7x ru 1 current 1:2 sha256:${leaf}`],
  ] as const) {
    const text = `tamizdat.calendar/v1\n${name}\n${line}\n`;
    assert.throws(() => parseCalendarNode(bytesOf(text), name), refuses('calendar-format'), text);
  }
  const split = `tamizdat.calendar/v1\nday 2026-11-22 4\n3fk9m2tq7x de 1 current 1:2 sha256:${leaf}\n`;
  assert.throws(() => parseCalendarNode(bytesOf(split), 'day 2026-11-22 4'), refuses('calendar-format'));
});

test('an object has the length and the hash it is named by', async () => {
  const file = await makeObject(bytesOf('abc'));
  assert.equal(file.sha256, 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  assert.equal(file.sizeBytes, 3);
});
