/** From a feed to a carrier through a newsroom's database, whichever it is. Called by a test for each of them. */
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { command, openScratch } from '../journey/command.ts';
import { openFeedSite, rssOf, textAbout } from '../journey/feed-site.ts';
import { articlesWith, hashesOf, readCarried } from '../journey/folder.ts';
import { makeNewsroom, openNewsroom } from '../journey/newsroom.ts';

const gone = (id: string): string =>
  `<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" ref="${id}" when="2026-11-21T09:00:00Z"/>`;

/**
 * Runs the suite. `place` gives a new, empty database: the address of one on a server, or null for one of the newsroom's own,
 * of which whatever lies in the folder given is removed.
 */
export function publicationSuite(name: string, place: (folder: string) => Promise<string | null>): void {
  test(`${name}: what comes is published once, corrected, withdrawn and carried; with another, empty database it goes on`, async (t) => {
    const scratch = await openScratch();
    t.after(() => scratch.remove());
    const site = await openFeedSite();
    t.after(() => site.close());
    const say = (texts: Readonly<Record<string, string>>, rest = ''): void => {
      const items = Object.entries(texts).map(([id, headline]) => ({
        id,
        headline,
        text: textAbout(id),
        link: `https://light.example/${id}`,
      }));
      site.answers.set('/feed.xml', rssOf(items).replace('</channel>', `${rest}</channel>`));
    };
    const folder = scratch.path('light');
    await mkdir(folder);
    const address = await place(folder);
    const secret = join(folder, 'database');
    if (address !== null) await writeFile(secret, address, { mode: 0o600 });
    say({ bridge: 'Bridge closed', quay: 'Quay flooded', ferry: 'Ferry late' });
    const room = await makeNewsroom(folder, {
      newsroom: 'light.example',
      title: 'The Harbour Light',
      languages: ['en'],
      sources: [{ feed: `${site.address}/feed.xml`, text: 'feed', language: 'en' }],
      ...(address === null ? {} : { database: 'file:database' }),
    });
    const first = await room.round();
    assert.deepEqual([first.edition, first.added, first.changed], [1, 3, true]);
    assert.deepEqual([(await room.round()).changed, (await room.newsroom.publish()).changed], [false, false]);

    say({ bridge: 'Bridge half closed', quay: 'Quay flooded' }, gone('ferry'));
    const second = await room.round();
    assert.deepEqual([second.edition, second.corrected, second.withdrawn], [2, 1, 1]);
    await room.close();
    const carried = await readCarried(room.carried);
    assert.equal(articlesWith(carried, 'Ferry late').length, 0);
    const [corrected = ''] = articlesWith(carried, 'Bridge half closed');
    assert.equal(carried.pages.get(corrected)?.record.revision, 2);
    assert.deepEqual(carried.calendar.map(({ state }) => state).sort(), ['corrected', 'current', 'withdrawn']);
    const before = await hashesOf(room.carried);

    const other = await place(folder);
    if (other !== null) await writeFile(secret, other, { mode: 0o600 });
    const again = await openNewsroom(folder);
    try {
      const { added, corrected: changed, withdrawn, warnings } = await again.round();
      assert.deepEqual([added, changed, withdrawn, warnings], [0, 0, 0, []]);
      assert.deepEqual(await hashesOf(again.carried), before);
      say({ bridge: 'Bridge open again', quay: 'Quay flooded' });
      assert.deepEqual((await again.round()).corrected, 1);
    } finally {
      await again.close();
    }
    const after = await readCarried(again.carried);
    assert.deepEqual(articlesWith(after, 'Bridge open again'), [corrected]);
    assert.equal(after.pages.get(corrected)?.record.revision, 3);
    const reader = { home: scratch.path('reader') };
    assert.equal((await command(['trust', 'add', again.carried], reader)).exitCode, 0);
    const verified = await command(['verify', again.carried], reader);
    assert.equal(verified.exitCode, 0, verified.out + verified.err);
  });
}
