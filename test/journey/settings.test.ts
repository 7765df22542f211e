import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { command, openScratch } from './command.ts';
import { type FeedItem, type FeedSite, openFeedSite, rssOf, textAbout } from './feed-site.ts';
import { articlesWith, readCarried } from './folder.ts';
import { makeNewsroom, openNewsroom } from './newsroom.ts';

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

/** What a person does with an editor while the newsroom is stopped. */
async function edit(folder: string, change: (text: string) => string): Promise<void> {
  const file = join(folder, 'tamizdat.yaml');
  const text = await readFile(file, 'utf8');
  const changed = change(text);
  assert.notEqual(changed, text, 'the settings did not change');
  await writeFile(file, changed);
}

const deletedEntry = (id: string): string =>
  `<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" ref="${id}" when="2026-11-21T09:00:00Z"/>`;

test('a language that leaves the settings is withdrawn from and listed as before, and is linked no longer', async () => {
  const folder = scratch.path('fewer-languages');
  const feed = (language: string, items: readonly FeedItem[], rest = ''): string =>
    rssOf(items, 'The Harbour Light', language).replace('</channel>', `${rest}</channel>`);
  const german = { id: 'de:ferry', headline: 'Die Fähre ist zu spät', text: textAbout('the ferry') };
  const bridge = { id: 'ru:bridge', headline: 'Мост закрыт', text: textAbout('the bridge') };
  const quay = { id: 'ru:quay', headline: 'Набережная открыта', text: textAbout('the quay') };
  site.answers.set('/de.xml', feed('de', [german]));
  site.answers.set('/ru.xml', feed('ru', [bridge, quay]));
  const sources = ['de', 'ru'].map((language) => ({
    feed: `${site.address}/${language}.xml`,
    text: 'feed' as const,
    language,
  }));
  const first = await makeNewsroom(folder, { languages: ['de', 'ru'], title: 'The Harbour Light', sources });
  assert.equal((await first.round()).added, 3);
  await first.close();
  const [bridgePath = ''] = articlesWith(await readCarried(first.carried), 'Мост закрыт');

  await edit(folder, (text) => text.replace('languages: [de, ru]', 'languages: [de]'));
  site.answers.set('/ru.xml', feed('ru', [quay], deletedEntry('ru:bridge')));
  site.answers.set(
    '/de.xml',
    feed('de', [german, { id: 'de:sea', headline: 'Die See ist kalt', text: textAbout('it') }]),
  );
  const second = await openNewsroom(folder);
  try {
    const round = await second.round();
    assert.deepEqual([round.added, round.withdrawn], [1, 1]);
    const carried = await readCarried(second.carried);
    assert.equal(carried.pages.get(bridgePath)?.record.kind, 'withdrawal');
    const front = carried.pages.get('ru/index.html')?.text ?? '';
    assert.ok(!front.includes('Мост закрыт'), 'the front of the language that left still names what was withdrawn');
    assert.ok(front.includes('Набережная открыта'));
    for (const path of ['ru/feed.xml', 'ru/feed.json']) {
      assert.doesNotMatch(await readFile(join(second.carried, path), 'utf8'), /Мост закрыт/, path);
    }
    assert.doesNotMatch(await readFile(join(second.carried, 'index.html'), 'utf8'), /ru\//);
    assert.doesNotMatch(carried.pages.get('de/index.html')?.text ?? '', /href="\.\.\/ru\//);
    // And the round after it: nothing waits, nothing is told again.
    assert.deepEqual([(await second.round()).changed, (await second.round()).warnings], [false, []]);
  } finally {
    await second.close();
  }
  const person = { home: scratch.path('home') };
  assert.equal((await command(['trust', 'add', second.carried], person)).exitCode, 0);
  const verified = await command(['verify', second.carried], person);
  assert.equal(verified.exitCode, 0, verified.out);
});
