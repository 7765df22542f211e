import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { objectPath, parsePagePath } from '../../src/proof/index.ts';
import { openSample, type Sample, sampleArticles } from '../../src/sample/index.ts';
import { command, openScratch } from './command.ts';
import { openFeedSite, rssOf, textAbout } from './feed-site.ts';
import { articlesWith, type CarriedEdition, changesBetween, filesOf, hashesOf, readCarried } from './folder.ts';
import { makeNewsroom, sampleSources, type TestNewsroom } from './newsroom.ts';

/** What the corrected article says was wrong, by language. */
const NOTES = sampleArticles().find(({ slug }) => slug === 'badewasser')?.correction;

let sample: Sample;
let room: TestNewsroom;
let scratch: Awaited<ReturnType<typeof openScratch>>;

before(async () => {
  scratch = await openScratch();
  sample = await openSample();
  room = await makeNewsroom(scratch.path('newsroom'), {
    languages: ['de', 'en', 'ru', 'fa'],
    sources: sampleSources(sample),
  });
  const { edition, warnings } = await room.round();
  assert.equal(edition, 1);
  assert.deepEqual(warnings, []);
});

after(async () => {
  await room.close();
  await sample.close();
  await scratch.remove();
});

/** Article pages among changed paths, without twins and parts. */
function articlePages(paths: readonly string[]): string[] {
  return paths.filter((path) => {
    const page = parsePagePath(path);
    return page?.kind === 'article' && page.part === 1;
  });
}

/** Every text file of the folder in which a phrase stands; feeds and the log included. */
async function filesWith(folder: string, phrase: string): Promise<string[]> {
  const found: string[] = [];
  for (const path of await filesOf(folder)) {
    if (!path.startsWith('m/') && (await readFile(join(folder, path), 'utf8')).includes(phrase)) found.push(path);
  }
  return found;
}

const lineOf = ({ calendar }: CarriedEdition, path: string) => {
  const page = parsePagePath(path);
  assert.ok(page?.kind === 'article');
  const line = calendar.find(({ article, language }) => article === page.article && language === page.language);
  assert.ok(line, `the calendar does not have ${path}`);
  return line;
};

/** What must hold after every change, whatever it was. */
async function assertSound(edition: number): Promise<CarriedEdition> {
  const carried = await readCarried(room.carried);
  assert.equal(carried.edition.number, edition);
  assert.deepEqual(carried.checkpoint, carried.logCheckpoint);
  for (const line of carried.calendar) {
    const path = `${line.language}/${line.day.replaceAll('-', '/')}/${line.article}.html`;
    assert.equal(carried.pages.get(path)?.record.revision, line.revision, path);
  }
  return carried;
}

test('a published article is added in each of its languages and nothing else gets another revision', async () => {
  const before = await hashesOf(room.carried);
  const done = sample.publish('jugendrat');
  assert.ok(done.done);
  const round = await room.round();
  assert.deepEqual([round.added, round.corrected, round.withdrawn], [3, 0, 0]);
  const carried = await assertSound(2);
  const changed = changesBetween(before, await hashesOf(room.carried));
  const pages = articlePages(changed);
  assert.equal(pages.length, 3, `changed: ${pages.join(' ')}`);
  assert.equal(new Set(pages.map((path) => path.slice(3))).size, 1, 'one article, three languages');
  for (const path of pages) {
    assert.equal(carried.pages.get(path)?.record.kind, 'article');
    assert.deepEqual([lineOf(carried, path).state, lineOf(carried, path).revision], ['current', 1]);
    const [language = ''] = path.split('/');
    assert.ok(carried.pages.get(`${language}/index.html`)?.text.includes(path.slice(3)), `${language}: the front`);
    for (const listing of ['index.html', path.slice(3).replace(/[^/]+$/, 'index.html'), 'feed.xml', 'feed.json']) {
      assert.ok(changed.includes(`${language}/${listing}`), `${language}/${listing} did not follow`);
    }
  }
  assert.ok(!changed.includes('fa/index.html'), 'a language without news keeps its front');
  assert.ok(changed.includes('head') && changed.includes('log/checkpoint'));
  assert.deepEqual(carried.notices, []);
});

test('a corrected article gets a further revision and a notice in each language', async () => {
  const carriedBefore = await readCarried(room.carried);
  const before = await hashesOf(room.carried);
  assert.ok(sample.correct('badewasser').done);
  const round = await room.round();
  assert.deepEqual([round.added, round.corrected, round.withdrawn], [0, 3, 0]);
  const carried = await assertSound(3);
  const pages = articlePages(changesBetween(before, await hashesOf(room.carried)));
  assert.equal(pages.length, 3);
  for (const path of pages) {
    const { record, text } = carried.pages.get(path) ?? assert.fail(path);
    assert.equal(record.revision, 2);
    assert.deepEqual(record.replaces, lineOf(carriedBefore, path).place);
    assert.equal(lineOf(carried, path).state, 'corrected');
    const [language = ''] = path.split('/');
    const note = NOTES?.[language as 'de']?.note ?? assert.fail(`no note in ${language}`);
    // The first words: what follows may hold marks that HTML writes in another way.
    assert.ok(text.includes(note.slice(0, 25)), `${path} does not say what was wrong`);
  }
  assert.deepEqual(carried.notices.map(({ kind, language, revision }) => `${kind} ${language} ${revision}`).sort(), [
    'correction de 2',
    'correction en 2',
    'correction ru 2',
  ]);
  const verified = await command(['verify', room.carried, '--json'], { home: scratch.path('home') });
  assert.equal(JSON.parse(verified.out).label.kind, 'cannot-tell', 'it is not trusted by this person yet');
});

test('a withdrawn article leaves no word, no picture and no link behind', async () => {
  const carriedBefore = await readCarried(room.carried);
  const before = await hashesOf(room.carried);
  const headline = 'Wie sauber ist die Lan?';
  const pages = articlesWith(carriedBefore, headline).filter((path) => path.startsWith('de/'));
  const [path = ''] = pages;
  const media = [...(carriedBefore.pages.get(path)?.text ?? '').matchAll(/m\/[0-9a-f]{2}\/[0-9a-f]{64}\.\w+/g)];
  assert.ok(media.length > 0, 'the article has a picture');
  assert.ok(sample.withdraw('badewasser').done);
  const round = await room.round();
  assert.deepEqual([round.added, round.corrected, round.withdrawn], [0, 0, 3]);
  const carried = await assertSound(4);
  const after = await hashesOf(room.carried);
  for (const [file] of media) assert.ok(before.has(file) && !after.has(file), `${file} is still there`);
  assert.deepEqual(await filesWith(room.carried, headline), []);
  for (const language of ['de', 'en', 'ru']) {
    const own = path.replace('de/', `${language}/`);
    const { record, text } = carried.pages.get(own) ?? assert.fail(own);
    assert.deepEqual([record.kind, record.revision], ['withdrawal', 3]);
    assert.equal(lineOf(carried, own).state, 'withdrawn');
    assert.doesNotMatch(text, /(?:href|src)="[^"]*m\//);
    assert.ok(!carried.pages.get(`${language}/index.html`)?.text.includes(own.slice(3)), 'the front still links to it');
  }
  assert.equal(carried.notices.filter(({ kind }) => kind === 'withdrawal').length, 3);
  const objects = [...after.keys()].filter((each) => each.startsWith('o/'));
  assert.ok(objects.includes(objectPath(carried.edition.notices.sha256)));
});

test('versions of one article in two feeds follow each other: a link comes with the second and goes with it', async () => {
  const site = await openFeedSite();
  const alternates = ['de', 'en'].map(
    (language) => `<atom:link rel="alternate" hreflang="${language}" href="${site.address}/${language}/bridge"/>`,
  );
  const feed = (language: string, headline: string, tombstone = false) =>
    rssOf(
      tombstone
        ? []
        : [
            {
              id: `${language}:bridge`,
              headline,
              text: textAbout('the bridge'),
              link: `${site.address}/${language}/bridge`,
            },
          ],
      'The Harbour Light',
      language,
    )
      .replace(
        '<rss ',
        '<rss xmlns:atom="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0" ',
      )
      .replace('</item>', `${alternates.join('')}</item>`)
      .replace(
        '</channel>',
        tombstone ? `<at:deleted-entry ref="${language}:bridge" when="2026-11-21T09:00:00Z"/></channel>` : '</channel>',
      );
  site.answers.set('/de.xml', feed('de', 'Die Brücke ist gesperrt'));
  site.answers.set('/en.xml', rssOf([], 'The Harbour Light', 'en'));
  const own = await makeNewsroom(scratch.path('siblings'), {
    newsroom: 'light.example',
    title: 'The Harbour Light',
    languages: ['de', 'en'],
    sources: [
      { feed: `${site.address}/de.xml`, text: 'feed' },
      { feed: `${site.address}/en.xml`, text: 'feed' },
    ],
  });
  try {
    await own.round();
    const [path = ''] = [...(await readCarried(own.carried)).pages.keys()].filter((each) =>
      /\/\w{10}\.html$/.test(each),
    );
    const german = async () => (await readCarried(own.carried)).pages.get(path) ?? assert.fail(path);
    const link = `en/${path.slice(3)}`;
    assert.ok(!(await german()).text.includes(link));

    site.answers.set('/en.xml', feed('en', 'The bridge is closed'));
    assert.deepEqual((({ added, corrected }) => [added, corrected])(await own.round()), [1, 0]);
    const linked = await german();
    assert.ok(linked.text.includes(link), 'the German page does not link to the English one');
    assert.equal(linked.record.revision, 1, 'a link is no correction');
    assert.notEqual(linked.record.replaces, null);
    assert.ok((await readCarried(own.carried)).pages.has(link), 'both are versions of one article');

    site.answers.set('/en.xml', feed('en', '', true));
    assert.equal((await own.round()).withdrawn, 1);
    const unlinked = await german();
    assert.ok(!unlinked.text.includes(link), 'the German page still links to the withdrawn one');
    assert.equal(unlinked.record.revision, 1);
    const { notices } = await readCarried(own.carried);
    assert.deepEqual(
      notices.map(({ kind, language }) => [kind, language]),
      [['withdrawal', 'en']],
    );
  } finally {
    await own.close();
    await site.close();
  }
});
