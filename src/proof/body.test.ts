import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replaceIn } from '../../test/vectors/case.ts';
import { contentOf, Newsroom, type PageSpec } from '../../test/vectors/newsroom.ts';
import type { BodyClaims } from './body.ts';
import { verifyReport } from './report.ts';

/** Publishes a page and verifies it with what its body is said to say; absent: nobody reads it. */
async function judge(spec: Partial<PageSpec>, claims?: BodyClaims, isBodyOnly = false) {
  const { newsroom, path } = await publish(spec);
  const { checks, label, page } = await verifyReport({
    fingerprint: newsroom.fingerprint,
    read: newsroom.read,
    page: { bytes: newsroom.file(path), path },
    ...(claims !== undefined && { readBody: () => claims }),
    isBodyOnly,
    now: newsroom.now,
  });
  assert.equal(page === null, label.failure !== null);
  const body = checks.find(({ check }) => check === 'body');
  return { failure: label.failure, body: body?.outcome ?? null, detail: body?.detail };
}

async function publish(spec: Partial<PageSpec>) {
  const newsroom = await Newsroom.open();
  const [page] = await newsroom.publish([{ language: 'ru', parts: ['Мост закрыт.'], ...spec }]);
  return { newsroom, path: page?.path ?? '' };
}

const article: BodyClaims = { language: 'ru', kind: 'article', day: null, part: 1, of: 1 };
const day: BodyClaims = { ...article, kind: 'day', day: '2026-11-22' };

test('a body that says what its record says passes', async () => {
  const passed = { failure: null, body: 'passed', detail: 'an article as its record says' };
  assert.deepEqual(await judge({}, article), passed);
  assert.deepEqual(await judge({ kind: 'withdrawal', state: 'withdrawn' }, { ...article, kind: 'withdrawal' }), passed);
  assert.deepEqual(await judge({ kind: 'front' }, { ...article, kind: 'front' }), passed);
  assert.deepEqual(await judge({ kind: 'day' }, day), passed);
  assert.deepEqual(await judge({ parts: ['Мост', 'закрыт'] }, { ...article, of: 2 }), passed);
});

test('a body that says anything else than its record is refused, and told what', async () => {
  const cases: readonly [spec: Partial<PageSpec>, claims: BodyClaims, detail: RegExp][] = [
    [{}, { ...article, language: 'de' }, /^ru\/.*\.html: its text says language de, its record ru$/],
    [{}, { ...article, kind: 'withdrawal' }, /says kind withdrawal, its record article$/],
    [{}, { ...article, day: '2026-11-22' }, /says day 2026-11-22, its record -$/],
    [{}, { ...article, of: 2 }, /says part 1\/2, its record 1\/1$/],
    [{}, { ...article, part: 2 }, /says part 2\/1, its record 1\/1$/],
    [{ parts: ['Мост', 'закрыт'] }, article, /says part 1\/1, its record 1\/2$/],
    [{ kind: 'withdrawal', state: 'withdrawn' }, article, /says kind article, its record withdrawal$/],
    [{ kind: 'day' }, { ...day, day: '2026-11-21' }, /says day 2026-11-21, its record 2026-11-22$/],
    [{ kind: 'day' }, { ...day, day: null }, /says day -, its record 2026-11-22$/],
    [{ kind: 'front' }, day, /says kind day, its record front$/],
  ];
  for (const [spec, claims, detail] of cases) {
    const judged = await judge(spec, claims);
    assert.deepEqual([judged.failure, judged.body], ['body-mismatch', 'failed']);
    assert.match(judged.detail ?? '', detail);
  }
});

test('what stands around the body is looked at, whether or not anybody reads it, unless the body is all that is used', async () => {
  const parts = [replaceIn(contentOf('ru', 'Мост закрыт.'), '<p>npx', '<p onclick="x()">npx')];
  for (const claims of [article, undefined]) {
    const judged = await judge({ parts }, claims);
    assert.deepEqual([judged.failure, judged.body], ['body-format', 'failed']);
    assert.match(
      judged.detail ?? '',
      /^ru\/.*\.html: around the text stands something that runs or fetches: <p onclick/,
    );
  }
  assert.equal((await judge({ parts }, article, true)).failure, null);
  assert.deepEqual((await judge({})).body, null, 'what nobody read is not told to be as it should');
});
