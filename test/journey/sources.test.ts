import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openScratch } from './command.ts';
import { type FeedItem, type FeedSite, openFeedSite, rssOf, textAbout } from './feed-site.ts';
import { articlesWith, readCarried } from './folder.ts';
import { makeNewsroom, openNewsroom, type TestNewsroom } from './newsroom.ts';

let site: FeedSite;
let scratch: Awaited<ReturnType<typeof openScratch>>;

before(async () => {
  scratch = await openScratch();
  site = await openFeedSite();
});

after(async () => {
  await site.close();
  await scratch.remove();
});

const light = { newsroom: 'light.example', title: 'The Harbour Light', home: 'https://light.example/' };
const source = (path: string) => ({ feed: `${site.address}${path}`, text: 'feed' as const });

/** Closes a newsroom and opens it again with other settings, as a person who edits them. */
async function reopen(room: TestNewsroom, folder: string, change: (text: string) => string): Promise<TestNewsroom> {
  await room.close();
  const file = join(folder, 'tamizdat.yaml');
  const before = await readFile(file, 'utf8');
  const after = change(before);
  assert.notEqual(after, before, 'the settings did not change');
  await writeFile(file, after);
  return openNewsroom(folder);
}

/** A text whose letters say that it is Russian. */
const inRussian = (subject: string): string =>
  `<p>Городской совет в среду снова обсуждал ${subject} и разошёлся поздно вечером. Паром ходит чаще обычного.</p>`;

const counts = ({ added, corrected, withdrawn }: { added: number; corrected: number; withdrawn: number }) => [
  added,
  corrected,
  withdrawn,
];

/** Language links as a feed gives them. */
function withLinks(feed: string, item: string, links: Readonly<Record<string, string>>): string {
  const written = Object.entries(links).map(
    ([language, href]) => `<atom:link rel="alternate" hreflang="${language}" href="${href}"/>`,
  );
  return feed
    .replace('<rss ', '<rss xmlns:atom="http://www.w3.org/2005/Atom" ')
    .replace(`>${item}</guid>`, `>${item}</guid>${written.join('')}`);
}

test('a feed that moves to another address goes on with its articles: none twice, corrected and withdrawn as before', async () => {
  const folder = scratch.path('moved');
  const items = (...changed: Partial<FeedItem>[]): FeedItem[] =>
    ['bridge', 'quay', 'message'].map((id, at) => ({
      id,
      headline: `News of the ${id}`,
      text: textAbout(`the ${id}`),
      ...(id !== 'message' && { link: `${site.address}/${id}` }),
      ...changed[at],
    }));
  site.answers.set('/old.xml', rssOf(items()));
  let room = await makeNewsroom(folder, { ...light, languages: ['en'], sources: [source('/old.xml')] });
  try {
    assert.deepEqual(counts(await room.round()), [3, 0, 0]);
    const before = [...(await readCarried(room.carried)).pages.keys()].sort();

    site.answers.set('/new.xml', rssOf(items()));
    room = await reopen(room, folder, (text) => text.replace('/old.xml', '/new.xml'));
    const moved = await room.round();
    assert.deepEqual([counts(moved), moved.warnings], [[0, 0, 0], []]);

    const note = textAbout('the third pier');
    site.answers.set('/new.xml', rssOf(items({ text: note }, {}, { text: note })));
    assert.deepEqual(counts(await room.round()), [0, 2, 0]);
    const carried = await readCarried(room.carried);
    assert.deepEqual([...carried.pages.keys()].sort(), before);
    assert.equal(articlesWith(carried, 'the third pier').length, 2);

    const gone = '<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" ref="quay"/></channel>';
    site.answers.set(
      '/new.xml',
      rssOf(items({ text: note }, {}, { text: note }).toSpliced(1, 1)).replace('</channel>', gone),
    );
    assert.deepEqual(counts(await room.round()), [0, 0, 1]);
    assert.deepEqual(articlesWith(await readCarried(room.carried), 'News of the quay'), []);
  } finally {
    await room.close();
  }
});

test('a second source of the same page goes on with it when the first lists it no longer', async () => {
  const item = {
    id: 'bridge',
    headline: 'The bridge is closed',
    text: textAbout('the bridge'),
    link: `${site.address}/b`,
  };
  const other = { id: 'quay', headline: 'The quay is open', text: textAbout('the quay') };
  site.answers.set('/short.xml', rssOf([item]));
  site.answers.set('/long.xml', rssOf([{ ...item, id: 'another-id' }]));
  const sources = [source('/short.xml'), source('/long.xml')];
  const room = await makeNewsroom(scratch.path('second'), { ...light, languages: ['en'], sources });
  try {
    const first = await room.round();
    assert.equal(first.added, 1);
    assert.match(first.warnings.join('\n'), /"The bridge is closed" .* is already carried from .*short\.xml/);
    assert.deepEqual((await room.round()).warnings, [], 'told again though nothing changed');

    const corrected = { ...item, id: 'another-id', text: textAbout('the old bridge') };
    site.answers.set('/short.xml', rssOf([other]));
    site.answers.set('/long.xml', rssOf([corrected]));
    assert.deepEqual(counts(await room.round()), [1, 1, 0]);
    assert.equal(articlesWith(await readCarried(room.carried), 'the old bridge').length, 1);
    assert.equal(articlesWith(await readCarried(room.carried), 'The bridge is closed').length, 1);
  } finally {
    await room.close();
  }
});

test('an article that says it is in another language by now stops no other', async () => {
  const at = (slug: string) => `${site.address}/${slug}`;
  const german = { id: 'x', headline: 'Die Brücke ist gesperrt', text: textAbout('die Brücke'), link: at('x') };
  const second = { id: 'y', headline: 'Der Kai ist offen', text: textAbout('den Kai'), link: at('y'), language: 'de' };
  site.answers.set('/de.xml', rssOf([{ ...german, language: 'de' }]));
  const room = await makeNewsroom(scratch.path('language'), {
    ...light,
    languages: ['de', 'en'],
    sources: [source('/de.xml'), source('/none.xml')],
  });
  site.answers.set('/none.xml', rssOf([]));
  try {
    assert.equal((await room.round()).added, 1);
    const changed = { ...german, text: textAbout('the bridge'), language: 'en' };
    site.answers.set('/de.xml', withLinks(rssOf([changed, second]), 'x', { de: at('y') }));
    const { added, warnings } = await room.round();
    assert.equal(added, 1);
    assert.match(warnings.join('\n'), /"Die Brücke ist gesperrt" was in de and now says it is in en; kept as it was/);
    assert.deepEqual((await room.round()).warnings, []);
    assert.equal(articlesWith(await readCarried(room.carried), 'Der Kai ist offen').length, 1);
  } finally {
    await room.close();
  }
});

test('an article in a language the newsroom does not have comes when it has it, though the feed does not change', async () => {
  const folder = scratch.path('later');
  const english = { id: 'bridge', headline: 'The bridge is closed', text: textAbout('the bridge') };
  const russian = { id: 'most', headline: 'Мост закрыт', text: inRussian('мост'), language: 'ru' };
  site.answers.set('/two.xml', { headers: { etag: '"always"' }, body: rssOf([english, russian]) });
  let room = await makeNewsroom(folder, { ...light, languages: ['en'], sources: [source('/two.xml')] });
  try {
    const first = await room.round();
    assert.equal(first.added, 1);
    assert.match(first.warnings.join('\n'), /"Мост закрыт" is in ru, which is not a language of this newsroom/);
    assert.deepEqual(room.newsroom.unknownLanguages(await room.newsroom.fetch()), ['ru']);
    assert.deepEqual((await room.round()).warnings, []);
    room = await reopen(room, folder, (text) => text.replace(/^languages: .*$/m, 'languages: [en, ru]'));
    assert.equal((await room.round()).added, 1);
    assert.match(articlesWith(await readCarried(room.carried), 'Мост закрыт').join(), /^ru\//);
  } finally {
    await room.close();
  }
});

test('what is published in a language that the newsroom gave up is still corrected', async () => {
  const folder = scratch.path('given-up');
  const russian = { id: 'most', headline: 'Мост закрыт', text: inRussian('мост'), language: 'ru' };
  site.answers.set('/given-up.xml', rssOf([russian]));
  let room = await makeNewsroom(folder, { ...light, languages: ['en', 'ru'], sources: [source('/given-up.xml')] });
  try {
    assert.equal((await room.round()).added, 1);
    room = await reopen(room, folder, (text) => text.replace(/^languages: .*$/m, 'languages: [en]'));
    const bridges = { ...russian, id: 'mosty', headline: 'Мосты закрыты' };
    site.answers.set('/given-up.xml', rssOf([{ ...russian, text: inRussian('старый мост') }, bridges]));
    const { added, corrected, warnings } = await room.round();
    assert.deepEqual([added, corrected, warnings.length], [0, 1, 1]);
    assert.equal(articlesWith(await readCarried(room.carried), 'старый мост').length, 1);
  } finally {
    await room.close();
  }
});
