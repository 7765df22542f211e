import assert from 'node:assert/strict';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Newsroom } from '../../src/newsroom/index.ts';
import { openLog } from '../../src/platform/telemetry/index.ts';
import { openScratch } from './command.ts';
import { type FeedSite, openFeedSite, rssOf, textAbout } from './feed-site.ts';
import { hashesOf } from './folder.ts';
import { makeNewsroom, type TestNewsroom } from './newsroom.ts';

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

const bridge = (text: string) => rssOf([{ id: 'bridge', headline: 'Bridge closed', text: textAbout(text) }]);

async function newsroomOn(name: string, directories: readonly string[]): Promise<TestNewsroom & { folder: string }> {
  site.answers.set(`/${name}.xml`, bridge('the bridge'));
  const folder = scratch.path(name);
  const room = await makeNewsroom(folder, {
    newsroom: 'light.example',
    title: 'The Harbour Light',
    languages: ['en'],
    sources: [{ feed: `${site.address}/${name}.xml` }],
    carriers: directories.map((directory, at) => ({ name: `carrier-${at + 1}`, directory })),
  });
  return { ...room, folder };
}

test('a carrier that somebody set back to an older copy of the same sizes gets the new edition again', async () => {
  const room = await newsroomOn('set-back', ['public']);
  try {
    await room.round();
    const older = scratch.path('older');
    await cp(room.carried, older, { recursive: true });
    // As long as the first text, so that most files keep their size.
    site.answers.set('/set-back.xml', bridge('the tunnel'));
    assert.equal((await room.round()).corrected, 1);
    const newer = await hashesOf(room.carried);

    await rm(room.carried, { recursive: true });
    await cp(older, room.carried, { recursive: true });
    const [report] = (await room.round()).reports;
    assert.equal(report?.outcome, 'complete');
    assert.deepEqual(await hashesOf(room.carried), newer);
  } finally {
    await room.close();
  }
});

test("one carrier that cannot be used is a report, the others are served, and nobody's files are touched", async () => {
  const theirs = scratch.path('theirs');
  await mkdir(join(theirs, 'work'), { recursive: true });
  await writeFile(join(theirs, 'work', '.tmp-draft'), 'not ours, whatever it is called');
  await writeFile(join(theirs, 'index.html'), 'their own site');
  const room = await newsroomOn('shared', [theirs, 'public']);
  try {
    const { reports } = await room.round();
    assert.deepEqual(
      reports.map(({ carrier, outcome }) => [carrier, outcome]),
      [
        ['carrier-1', 'failed'],
        ['carrier-2', 'complete'],
      ],
    );
    const [fault] = reports[0]?.faults ?? [];
    assert.ok(fault?.kind === 'error' && fault.error.code === 'target-foreign');
    assert.ok(fault.error.message.includes(theirs));
    assert.equal(await readFile(join(theirs, 'work', '.tmp-draft'), 'utf8'), 'not ours, whatever it is called');
    assert.equal(await readFile(join(theirs, 'index.html'), 'utf8'), 'their own site');
  } finally {
    await room.close();
  }
});

test('what a process that died left on a carrier is taken away', async () => {
  const room = await newsroomOn('swept', ['public']);
  try {
    await room.round();
  } finally {
    await room.close();
  }
  const left = join(room.carried, 'en', '.tmp-0123456789ab');
  await writeFile(left, 'half a page');
  const log = openLog({ level: 'error' });
  const again = await Newsroom.open(room.folder, { now: () => new Date(), ask: async () => null, log });
  try {
    await again.carry();
    await assert.rejects(readFile(left), { code: 'ENOENT' });
  } finally {
    await again.close();
    log.close();
  }
});
