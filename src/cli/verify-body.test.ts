import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Newsroom, type PageSpec } from '../../test/vectors/newsroom.ts';
import {
  articleSpec,
  type Bench,
  BRIDGE_PATH,
  bodyOf,
  contentAround,
  DAY_PATH,
  listingSpec,
  openBench,
} from '../../test/verify/edition.ts';

let bench: Bench;

before(async () => {
  bench = await openBench(() => new Date('2026-11-22T12:00:00Z'));
});

after(() => bench.remove());

/** The verdicts on a page that the right desk signed, by itself and with its folder. */
async function verdictsOn(spec: PageSpec, path = BRIDGE_PATH) {
  const newsroom = await Newsroom.open('2026-11-22T10:15:07Z');
  await newsroom.publish([spec]);
  const folder = await bench.folder(newsroom.files);
  const reader = bench.reader();
  await reader.run('trust', 'add', folder);
  return { page: await reader.verify(join(folder, path)), whole: await reader.verify(folder) };
}

async function assertRefused(failure: string, spec: PageSpec, path = BRIDGE_PATH): Promise<void> {
  const { page, whole } = await verdictsOn(spec, path);
  assert.deepEqual([page.exitCode, page.label.failure], [1, failure]);
  assert.deepEqual([whole.exitCode, whole.label.failure], [1, failure]);
  assert.ok(whole.files?.faults.some((fault) => fault.path === path));
}

/** A Russian record over these bytes. */
const signed = (content: Uint8Array, change: Partial<PageSpec> = {}): PageSpec =>
  articleSpec('x', { parts: [content], ...change });

test('a page whose text is what its record says passes', async () => {
  const { page, whole } = await verdictsOn(signed(contentAround(bodyOf('Bridge closed'))));
  assert.deepEqual([page.exitCode, page.page?.headline, whole.exitCode], [0, 'Bridge closed', 0]);
});

test('a desk that may speak Russian may not speak German in a Russian record', () =>
  assertRefused('body-mismatch', signed(contentAround(bodyOf('Brücke gesperrt', { language: 'de' })))));

test('a text does not pass for its withdrawal, nor a withdrawal for a text', async () => {
  const withdrawn = contentAround(bodyOf('Withdrawn', { state: 'withdrawn' }));
  await assertRefused('body-mismatch', signed(withdrawn));
  const kind = { kind: 'withdrawal', state: 'withdrawn', revision: 2 } as const;
  await assertRefused('body-mismatch', signed(contentAround(bodyOf('Bridge closed')), kind));
});

test('a listing does not pass for an article, nor one day for another', async () => {
  const { parts } = listingSpec('day', 'A day');
  await assertRefused('body-format', articleSpec('x', { parts }));
  await assertRefused('body-mismatch', { kind: 'front', language: 'ru', parts }, 'ru/index.html');
  const otherDay = { kind: 'day', language: 'ru', day: '2026-11-21', parts } as const;
  await assertRefused('body-mismatch', otherDay, DAY_PATH.replace('22', '21'));
});

test('a part says which of how many it is', () => {
  const whole = contentAround(bodyOf('Bridge closed'));
  return assertRefused('body-mismatch', signed(whole, { parts: [whole, contentAround(bodyOf('Part two'))] }));
});

for (const [what, body] of [
  ['a script', bodyOf('x').replace('</article>', '<script src="https://beacon.example/x"></script></article>')],
  ['two articles', `${bodyOf('x')}${bodyOf('y')}`],
  ['plain text', 'Bridge closed'],
] as const) {
  test(`${what} in the body is refused, though the right desk signed it`, () =>
    assertRefused('body-format', signed(contentAround(body))));
}

test('what runs around the body is refused, though the right desk signed it', () =>
  assertRefused('body-format', signed(contentAround(bodyOf('x'), 'ru', '<script>alert(1)</script>\n'))));

test('what pages do have around their text passes', async () => {
  const more = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<link rel="icon" href="data:,">
<link rel="canonical" href="https://courier.example/a?b=1&amp;c=2">
<script type="application/ld+json">{"headline":"\\u003cscript>"}</script>
<style>p::after{content:"\\00a0↗"}a>b{color:red}</style>
<p><a href="../../../../de/index.html" hreflang="de">Deutsch</a> <a href="https://courier.example/">x</a></p>
`;
  const { page } = await verdictsOn(signed(contentAround(bodyOf('Bridge closed'), 'ru', more)));
  assert.equal(page.exitCode, 0, page.label.text);
});
