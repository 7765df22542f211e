import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { openScratch } from './command.ts';
import { openFeedSite, rssOf, textAbout } from './feed-site.ts';
import { filesOf } from './folder.ts';
import { makeNewsroom, openNewsroom } from './newsroom.ts';

let scratch: Awaited<ReturnType<typeof openScratch>>;

before(async () => {
  scratch = await openScratch();
});

after(() => scratch.remove());

const picture = async (red: number): Promise<Uint8Array> =>
  new Uint8Array(
    await sharp({ create: { width: 400, height: 300, channels: 3, background: { r: red, g: 90, b: 30 } } })
      .png()
      .toBuffer(),
  );

/** Files of a newsroom, database included, that hold a phrase. */
async function filesWith(folder: string, phrase: string): Promise<string[]> {
  const paths = await filesOf(folder);
  const found = await Promise.all(
    paths.map(async (path) => ((await readFile(join(folder, path))).includes(phrase) ? path : null)),
  );
  return found.filter((path) => path !== null);
}

test('what is withdrawn leaves the newsroom too: its pictures, unless another article shows them, and its words', async () => {
  const site = await openFeedSite();
  for (const [at, name] of ['shared', 'old', 'new', 'secret'].entries()) {
    const body = await picture(60 * at);
    site.answers.set(`/${name}.png`, { headers: { 'content-type': 'image/png' }, body });
  }
  const shows = (...names: string[]) =>
    names.map((name) => `<figure><img src="${site.address}/${name}.png" alt="${name}"></figure>`).join('');
  const item = (id: string, ...names: string[]) => ({
    id,
    headline: `A ${id} for the harbour`,
    text: textAbout(`the ${id} under the quay`) + shows(...names),
    link: `${site.address}/a-${id}-for-the-harbour`,
  });
  const feed = (items: Parameters<typeof rssOf>[0], gone = '') =>
    rssOf(items)
      .replace('<rss ', '<rss xmlns:at="http://purl.org/atompub/tombstones/1.0" ')
      .replace('</channel>', `${gone}</channel>`);
  const room = await makeNewsroom(scratch.path('withdrawn'), {
    newsroom: 'light.example',
    title: 'The Harbour Light',
    languages: ['en'],
    sources: [{ feed: `${site.address}/feed.xml`, text: 'feed' }],
  });
  const stored = async () => {
    const hashOf = (path: string) => /[0-9a-f]{64}/.exec(path)?.[0];
    const inBlobs = (await filesOf(join(scratch.path('withdrawn'), 'data', 'blobs'))).map(hashOf);
    const onCarrier = (await filesOf(room.carried)).filter((path) => path.startsWith('m/')).map(hashOf);
    assert.deepEqual(inBlobs.sort(), onCarrier.sort());
    return inBlobs.length;
  };
  const holding = (phrase: string) => filesWith(scratch.path('withdrawn'), phrase);
  const words = ['the tunnel under the quay', 'A tunnel for the harbour', 'a-tunnel-for-the-harbour'];
  try {
    site.answers.set('/feed.xml', feed([item('bridge', 'shared', 'old'), item('tunnel', 'shared', 'secret')]));
    await room.round();
    assert.equal(await stored(), 3);
    for (const phrase of words)
      assert.ok(
        (await holding(phrase)).some((path) => path.includes('database')),
        phrase,
      );

    site.answers.set('/feed.xml', feed([item('bridge', 'shared', 'new'), item('tunnel', 'shared', 'secret')]));
    assert.equal((await room.round()).corrected, 1);
    assert.equal(await stored(), 3, 'a picture that a correction took out is still there');

    const gone = '<at:deleted-entry ref="tunnel" when="2026-11-21T09:00:00Z"/>';
    site.answers.set('/feed.xml', feed([item('bridge', 'shared', 'new')], gone));
    assert.equal((await room.round()).withdrawn, 1);
    assert.equal(await stored(), 2);
    for (const phrase of words) assert.deepEqual(await holding(phrase), [], phrase);
    assert.notDeepEqual(await holding('the bridge under the quay'), []);
  } finally {
    await room.close();
    await site.close();
  }
});

test('the words of what is withdrawn before anybody saw it leave also when the process ends right after', async () => {
  const site = await openFeedSite();
  const folder = scratch.path('unseen');
  const phrase = 'the tunnel under the quay';
  site.answers.set('/feed.xml', rssOf([{ id: 'tunnel', headline: 'A tunnel', text: textAbout(phrase) }]));
  let room = await makeNewsroom(folder, {
    newsroom: 'light.example',
    title: 'The Harbour Light',
    languages: ['en'],
    review: ['en'],
    sources: [{ feed: `${site.address}/feed.xml`, text: 'feed', language: 'en' }],
  });
  try {
    await room.round();
    const [row] = (await room.newsroom.editing.articles({})).rows;
    const article = row?.article ?? assert.fail('nothing arrived');
    await room.newsroom.editing.withdraw({ article }, 'A source was in danger.', { name: 'Anna Brandt' });
    await room.close();
    assert.notDeepEqual(await filesWith(folder, phrase), [], 'a database does not write over what it does not need');
    room = await openNewsroom(folder);
    await room.round();
    assert.deepEqual(await filesWith(folder, phrase), []);
  } finally {
    await room.close();
    await site.close();
  }
});
