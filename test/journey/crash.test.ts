import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { parseCheckpoint, parseHead, parseNote } from '../../src/proof/index.ts';
import { command, openScratch, type Running, start } from './command.ts';
import { type FeedItem, type FeedSite, openFeedSite, rssOf, textAbout } from './feed-site.ts';
import { filesOf, hashesOf, readCarried } from './folder.ts';

/** Give the number of a failed run to see the same delays again: TAMIZDAT_SEED=… */
const SEED = Number(process.env.TAMIZDAT_SEED ?? Math.floor(Math.random() * 1e9));

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

/** Numbers from 0 to 1 that look random and are the same for the same seed (mulberry32). */
function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A feed that changes with every round: articles are added, the newest but one is corrected. */
function itemsOf(round: number): FeedItem[] {
  return Array.from({ length: 3 + round }, (_, at) => ({
    id: `item-${at}`,
    headline: `Report ${at}`,
    text: textAbout(`matter ${at}`) + (at === 1 + round ? '' : '<p>More is known by now.</p>'),
    publishedAt: new Date(Date.UTC(2026, 10, 1 + (at % 5), 8)),
  }));
}

/** Roots by size, over everything that was ever seen on a disk: two for one size would be a fork. */
class Witness {
  readonly #roots = new Map<number, string>();
  readonly #folders: readonly string[];

  constructor(folders: readonly string[]) {
    this.#folders = folders;
  }

  async look(): Promise<void> {
    for (const folder of this.#folders) {
      for (const path of ['log/checkpoint', 'head']) {
        const bytes = await readFile(join(folder, path)).catch(() => null);
        if (bytes === null) continue;
        const note = path === 'head' ? parseHead(new Uint8Array(bytes)).proof.checkpoint : bytes.toString('utf8');
        const { size, root } = parseCheckpoint(parseNote(note).text);
        const hex = Buffer.from(root).toString('hex');
        assert.equal(this.#roots.get(size) ?? hex, hex, `two checkpoints of size ${size}`);
        this.#roots.set(size, hex);
      }
    }
  }

  get sizes(): number {
    return this.#roots.size;
  }
}

async function kill({ child, ended }: Running): Promise<void> {
  child.kill('SIGKILL');
  await ended;
}

async function settingsIn(home: string): Promise<string> {
  const found = (await filesOf(home)).filter((path) => path.endsWith('tamizdat.yaml'));
  assert.equal(found.length, 1, 'one newsroom a feed address, however often it died');
  return join(home, found[0] ?? '', '..');
}

/**
 * What is on the carriers now must be genuine, whatever was interrupted; each is checked by a reader of its own, who
 * remembers what it had before. Two carriers need not be at one edition after a crash.
 */
async function assertGenuine(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    const isBegun = await stat(join(folder, 'head')).then(
      () => true,
      () => false,
    );
    if (!isBegun) continue;
    const home = `${folder}-reader`;
    const added = await command(['trust', 'add', folder], { home });
    assert.equal(added.exitCode, 0, added.err);
    const { exitCode, out, err } = await command(['verify', folder], { home });
    assert.equal(exitCode, 0, out + err);
  }
}

async function assertWhole(folders: readonly string[], edition: string, items: readonly FeedItem[]): Promise<void> {
  const expected = await hashesOf(join(edition, 'files'));
  for (const folder of folders) assert.deepEqual(await hashesOf(folder), expected, `${folder} is not the edition`);
  const { calendar, pages, checkpoint } = await readCarried(folders[0] ?? '');
  assert.equal(calendar.length, items.length, 'an article was doubled or lost');
  const texts = [...pages].filter(([path]) => /\/\w{10}\.html$/.test(path)).map(([, { text }]) => text);
  for (const { headline } of items) {
    assert.equal(texts.filter((text) => text.includes(`<h1>${headline}</h1>`)).length, 1, headline);
  }
  assert.equal((await filesOf(edition)).filter((path) => path.startsWith('publishing')).length, 0);
  assert.ok(checkpoint.size > items.length);
}

test('carry, killed at any moment and run again, makes one edition after the other and nothing twice', {
  timeout: 180_000,
}, async (t) => {
  t.diagnostic(`TAMIZDAT_SEED=${SEED}`);
  const random = dice(SEED);
  const home = scratch.path('home-carry');
  const folders = [scratch.path('one'), scratch.path('two')];
  const address = `${site.address}/feed.xml`;
  let round = 0;
  let killed = 0;
  let asked = (): void => {};
  site.answers.set('/feed.xml', (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(rssOf(itemsOf(round)));
    asked();
  });
  let witness: Witness | null = null;
  for (; round < 12; round += 1) {
    const child = start(['carry', address, '--to', folders[round % 2] ?? ''], { home });
    const request = new Promise<void>((resolve) => {
      asked = resolve;
    });
    await Promise.race([request, child.ended]);
    // Making the newsroom and its database comes after the first request; later rounds are quicker.
    await pause(random() * (round === 0 ? 1500 : 450));
    if (child.child.exitCode === null) killed += 1;
    await kill(child);
    if (round === 0) continue;
    witness ??= new Witness([...folders, join(await settingsIn(home), 'data/edition/files')]);
    await witness.look();
    await assertGenuine(folders);
  }
  round -= 1;
  for (const folder of folders) {
    const last = await command(['carry', address, '--to', folder], { home });
    assert.equal(last.exitCode, 0, last.err);
  }
  await witness?.look();
  await assertGenuine(folders);
  await assertWhole(folders, join(await settingsIn(home), 'data/edition'), itemsOf(round));
  t.diagnostic(`killed ${killed} times, ${witness?.sizes} sizes of the log seen`);
  assert.ok(killed >= 6, `only ${killed} were still at work when they were killed`);
});

test('run, killed at any moment and started again, goes on where it was', { timeout: 180_000 }, async (t) => {
  t.diagnostic(`TAMIZDAT_SEED=${SEED}`);
  const random = dice(SEED + 1);
  const home = scratch.path('home-run');
  const folder = scratch.path('newsroom');
  let round = 0;
  let asked = (): void => {};
  site.answers.set('/run.xml', (_request, response) => {
    // Every answer has news, so that whenever it is killed something is under way.
    round += 1;
    response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(rssOf(itemsOf(round)));
    asked();
  });
  assert.equal((await command(['init', folder, '--feed', `${site.address}/run.xml`], { home })).exitCode, 0);
  const file = join(folder, 'tamizdat.yaml');
  const text = await readFile(file, 'utf8');
  const second = '  - name: stick\n    directory: stick\n';
  await writeFile(
    file,
    text
      .replaceAll('every: 5m', 'every: 1s')
      .replace('port: 8080', 'port: 0')
      .replace(/^carriers:\n/m, `carriers:\n${second}`)
      .concat('\nconsole: { port: 0 }\n'),
  );
  const folders = [join(folder, 'public'), join(folder, 'stick')];
  const witness = new Witness([...folders, join(folder, 'data/edition/files')]);
  for (let kills = 0; kills < 5; kills += 1) {
    const request = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const child = start(['run', folder], { home });
    await Promise.race([request, child.ended]);
    await pause(random() * 1800);
    assert.equal(child.child.exitCode, null, child.written().err);
    await kill(child);
    await witness.look();
    await assertGenuine(folders);
  }
  site.answers.set('/run.xml', rssOf(itemsOf(round)));
  const last = start(['run', folder], { home });
  await last.seen(/is running/);
  last.child.kill('SIGTERM');
  const ended = await last.ended;
  assert.equal(ended.exitCode, 0, ended.err);
  await witness.look();
  await assertGenuine(folders);
  await assertWhole(folders, join(folder, 'data/edition'), itemsOf(round));
});
