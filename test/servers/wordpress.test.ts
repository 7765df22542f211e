import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { command, openScratch } from '../journey/command.ts';
import { articlesWith, type CarriedEdition, changesBetween, hashesOf, readCarried } from '../journey/folder.ts';
import { openWordPress, type WordPress } from './wordpress/open.ts';

let wordpress: WordPress | undefined;
let scratch: Awaited<ReturnType<typeof openScratch>>;
/** Ahead of the clock of this machine: a feed that says "nothing changed" is believed for a quarter of an hour. */
let minutesAhead = 0;
const now = (): Date => new Date(Date.now() + minutesAhead * 60_000);

before(async () => {
  scratch = await openScratch();
  wordpress = await openWordPress();
});

after(async () => {
  await wordpress?.close();
  await scratch.remove();
});

/** The running one. */
function running(): WordPress {
  assert.ok(wordpress !== undefined, 'WordPress does not run');
  return wordpress;
}

const feed = (): string => `${running().address}feed/`;

/** One of the changes that `wordpress/posts.php` lists. */
async function change(name: string): Promise<void> {
  await running().php('posts', name);
}

interface Told {
  readonly edition: number;
  readonly changed: boolean;
  readonly added: number;
  readonly corrected: number;
  readonly withdrawn: number;
  readonly warnings: readonly string[];
}

/** Carries the feed, a quarter of an hour after the time before; whatever comes out must verify. */
async function carry(to = 'carried'): Promise<{ told: Told; carried: CarriedEdition }> {
  minutesAhead += 16;
  const person = { home: scratch.path(`home-${to}`), now };
  const folder = scratch.path(to);
  const done = await command(['carry', feed(), '--to', folder, '--by', 'the library', '--json'], person);
  assert.equal(done.exitCode, 0, done.err);
  const verified = await command(['verify', folder], person);
  assert.equal(verified.exitCode, 0, verified.out + verified.err);
  return { told: JSON.parse(done.out) as Told, carried: await readCarried(folder) };
}

const counts = ({ added, corrected, withdrawn }: Told): string => `${added} ${corrected} ${withdrawn}`;

/** What stands between the body markers of the one article with a phrase, without the tags' ids and the addresses. */
function bodyWith(carried: CarriedEdition, phrase: string): string {
  const [path, ...others] = articlesWith(carried, phrase);
  assert.ok(path !== undefined && others.length === 0, `"${phrase}" is in ${others.length + 1} articles`);
  const body = carried.pages.get(path)?.text.split(/<!--\/?tamizdat:body-->/)[1] ?? '';
  return body
    .replaceAll('\n', '')
    .replace(/ (?:id|data-salt|data-bytes|data-px|rel)="[^"]*"|href="[./]+m\/[^"]*"/g, '');
}

/** Whether some pieces of text stand in this order. */
function assertInOrder(text: string, pieces: readonly string[]): void {
  let at = 0;
  for (const piece of pieces) {
    const found = text.indexOf(piece, at);
    assert.ok(found >= 0, `${JSON.stringify(piece)} is not where it should be in:\n${text}`);
    at = found + piece.length;
  }
}

test('every post with a text is carried in its own language, and the others are named', async () => {
  const { told, carried } = await carry();
  assert.equal(counts(told), '7 0 0');
  const warnings = told.warnings.join('\n');
  assert.match(warnings, /"Protected: For members only".*left out: no text/);
  assert.match(warnings, /"A headline and nothing else".*left out: no text/);
  assert.match(warnings, /declared as en-US, but looks like fa; carried as fa/);
  assert.deepEqual(carried.calendar.map(({ language }) => language).sort(), ['en', 'en', 'en', 'en', 'en', 'fa', 'ru']);
  assert.match(bodyWith(carried, 'ادارهٔ بندر'), /^\s*<article lang="fa" dir="rtl"/);
  assert.match(bodyWith(carried, 'Порт Ланмюнде'), /^\s*<article lang="ru" dir="ltr"/);
});

test('a post of every block arrives whole: headings, lists, quotes, tables, captions and credits', async () => {
  const { told, carried } = await carry();
  assert.equal(told.changed, false);
  assertInOrder(bodyWith(carried, 'Depths on Monday'), [
    '<bdi>City</bdi> · <bdi>Harbour</bdi>',
    '<h1>Every block: the harbour’s “last” winter &amp; what follows</h1>',
    '<bdi>Ida Quist</bdi>',
    '🚢 Depth &lt; 4\u00a0m, H<sub>2</sub>O &amp; silt, 10<sup>3</sup> tonnes.',
    '<h2>What was decided</h2>',
    '<strong>effect from</strong> <em>Tuesday</em>',
    '<a href="https://authority.example/notices/7?lang=en&amp;year=2026">the notice</a>',
    '<li>Two exceptions:<ol><li>the ferry to Tarnow Bay</li><li>the pilot boat</li></ol></li>',
    '▣ A pilot boat under low cloud',
    '<figcaption><p>The pilot boat at first light.</p><p class="credit">Photo: Ida Quist</p></figcaption>',
    '<h3>Who pays</h3>',
    '<p>Nobody ever does.</p></blockquote><figcaption>Oda Brandt, fisherwoman</figcaption>',
    '<caption>Depths on Monday</caption><thead><tr><th>Quay</th>',
    '<td>5.1 m</td>',
    'A harbour without water is a car park.</p></blockquote><figcaption>Jon Feldt, pilot</figcaption>',
    '<p>Low water at the old quay</p>',
    '<p>The sea lock</p><p class="credit">Photo: Port authority</p>',
    '<p>Two views from Monday</p>',
    '<hr>',
    '<a href="https://video.example/watch?v=harbour">video.example</a>',
    'The hearing, recorded',
    'Left column',
    'Right column',
    '<p>The closure ends on the seventh day.</p>',
  ]);
});

test('a text over 2,500 words is carried to its end, on several pages', async () => {
  const { carried } = await carry();
  const [path = ''] = articlesWith(carried, '<h1>The long read: seventy-two answers');
  const parts = [...carried.pages].filter(([each]) => each.startsWith(path.replace(/html$/, '')));
  assert.ok(parts.length >= 2, `${parts.length} page of ${carried.pages.get(path)?.text.length} characters`);
  const words = parts.map(([, { text }]) => text.split(/<!--\/?tamizdat:body-->/)[1] ?? '').join(' ');
  for (let paragraph = 1; paragraph <= 72; paragraph += 1)
    assert.ok(words.includes(`>${paragraph}. `), `${paragraph}.`);
  assert.ok(words.split(/\s+/).length > 2_500);
});

test('hostile markup leaves the honest text and nothing that runs', async () => {
  const { carried } = await carry();
  const body = bodyWith(carried, 'first honest paragraph');
  assertInOrder(body, ['first honest paragraph', 'second honest paragraph', '&lt;script&gt;as it was written']);
  assert.doesNotMatch(
    body,
    /<(?:script|style|iframe|form|input|svg|object|base|img)|onclick|javascript:|Password|pixel/,
  );
});

test('when nothing changed, nothing but the proof of freshness is written', async () => {
  const before = await hashesOf(scratch.path('carried'));
  const { told } = await carry();
  assert.equal(told.changed, false);
  const changes = changesBetween(before, await hashesOf(scratch.path('carried')));
  assert.deepEqual(
    changes.filter((path) => !/^(?:head(?:\.gz|\.br)?|log\/checkpoint)$/.test(path)),
    [],
  );
});

test('a draft that comes out is added, an edited post corrected', async () => {
  await change('publish');
  await change('edit');
  const { told, carried } = await carry();
  assert.equal(counts(told), '1 1 0');
  const body = bodyWith(carried, 'Council votes for the sea lock');
  assertInOrder(body, ['data-state="corrected"', 'nine votes to five', 'class="correction"', 'there were five.']);
  const [path = ''] = articlesWith(carried, 'there were five.');
  assert.equal(carried.pages.get(path)?.record.revision, 2);
});

test('a post in the trash is withdrawn everywhere, though the feed says that nothing changed', async () => {
  const before = await carry();
  const [path = ''] = articlesWith(before.carried, 'The old editor knows no blocks');
  await change('trash');
  const { told, carried } = await carry();
  assert.equal(counts(told), '0 0 1');
  assert.deepEqual(
    [...carried.pages].filter(([, { text }]) => /old editor|old quay at low water \(/.test(text)).map(([each]) => each),
    articlesWith(carried, 'Depths on Monday'),
  );
  assert.equal(carried.pages.get(path)?.record.kind, 'withdrawal');
  assert.equal(carried.notices.filter(({ article }) => path.includes(article)).length, 1);
});

test('a post that comes back from the trash is carried again', async () => {
  await change('restore');
  const { carried } = await carry();
  assertInOrder(bodyWith(carried, 'The old editor knows no blocks'), ['smiley 🙂', 'belongs to the article as well.']);
});

test('a post that gets a password later stays as it was, and is named', async () => {
  await change('protect');
  const { told, carried } = await carry();
  assert.equal(counts(told), '0 0 0');
  assert.match(told.warnings.join('\n'), /seventy-two answers.*kept as it was: no text/);
  assert.equal(articlesWith(carried, 'The harbour master had read the report').length, 1);
});

test('a feed of summaries gives the same articles, read from their pages', async () => {
  const { carried: full } = await carry();
  await change('summaries');
  const { told, carried } = await carry('summaries');
  assert.equal(counts(told), '7 0 0');
  for (const phrase of ['Depths on Monday', 'first honest paragraph', 'Порт Ланмюнде', 'ادارهٔ بندر']) {
    assert.equal(bodyWith(carried, phrase), bodyWith(full, phrase));
  }
  // The picture above a post is in its page only.
  assertInOrder(bodyWith(carried, 'there were five.'), ['▣ The city hall', 'nine votes to five']);
  for (const [path, { text }] of carried.pages) {
    assert.doesNotMatch(text, /Leave a Reply|Proudly powered|Posted|Tags:|Uncategorized|password/i, path);
  }
});

test('nothing of it is left when it has ended', async () => {
  await running().close();
  assert.equal(existsSync(running().folder), false);
  await assert.rejects(fetch(feed()));
});
