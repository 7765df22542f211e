import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openSample, type Sample } from '../../src/sample/index.ts';
import { command, openScratch, start } from './command.ts';
import { type FeedSite, openFeedSite, rssOf, textAbout } from './feed-site.ts';
import { articlesWith, changesBetween, filesOf, hashesOf, readCarried } from './folder.ts';

/** From the end of an article of the sample. */
const LAST_WORDS = 'die vorher kein Wort gesprochen haben';

let sample: Sample;
let site: FeedSite;
let scratch: Awaited<ReturnType<typeof openScratch>>;

before(async () => {
  scratch = await openScratch();
  sample = await openSample();
  site = await openFeedSite({
    '/feed.xml': rssOf([
      { id: 'bridge', headline: 'Bridge closed', text: textAbout('the bridge') },
      { id: 'ferry', headline: 'Ferry late', text: textAbout('the ferry') },
    ]),
  });
});

after(async () => {
  await sample.close();
  await site.close();
  await scratch.remove();
});

/** German articles of the sample that can be read at its start. */
const readable = () =>
  sample.state().articles.filter((each) => each.languages.includes('de') && each.state !== 'withdrawn').length;

for (const [feed, path] of [
  ['a full-text RSS feed', '/feed.xml'],
  ['a feed of teasers, whose pages it fetches', '/atom-teaser.xml'],
  ['a JSON Feed', '/feed.json'],
  ['a page that names a feed', '/'],
] as const) {
  test(`the first run makes a genuine edition of ${feed}, the second changes no byte`, async () => {
    const person = { home: scratch.path(`home-${path.replaceAll(/\W/g, '')}`) };
    const folder = scratch.path(`carried-${path.replaceAll(/\W/g, '')}`);
    const address = sample.address + path;
    const first = await command(['carry', address, '--to', folder, '--by', 'a reader', '--json'], person);
    assert.equal(first.exitCode, 0, first.err);
    const told = JSON.parse(first.out);
    assert.equal(told.added, readable());
    assert.equal(told.edition, 1);
    assert.deepEqual(told.carried, { from: '127.0.0.1', by: 'a reader' });

    const carried = await readCarried(folder);
    assert.equal(carried.calendar.length, readable());
    assert.equal(carried.checkpoint.size, carried.logCheckpoint.size);
    // The last words of an article: a feed of teasers does not have them, its page does.
    assert.equal(articlesWith(carried, LAST_WORDS).length, 1);

    const checked = await command(['verify', folder], person);
    assert.equal(checked.exitCode, 0, checked.out);
    assert.match(checked.out, /^Edition \d+ is genuine, current as of .*not yet independently witnessed/);
    assert.match(checked.out, /as carried from 127\.0\.0\.1 by a reader/);

    const before = await hashesOf(folder);
    const again = await command(['carry', address], person);
    assert.equal(again.exitCode, 0, again.err);
    assert.match(again.out, /^Edition 1 stands: nothing changed/);
    assert.deepEqual(await hashesOf(folder), before);
  });
}

test('a later run that finds nothing new proves that, and nothing else changes', async () => {
  const home = scratch.path('home-later');
  const folder = scratch.path('later');
  const start = Date.now();
  const after = (hours: number) => ({ home, now: () => new Date(start + hours * 3_600_000) });
  const carry = ['carry', `${site.address}/feed.xml`];
  assert.equal((await command([...carry, '--to', folder], after(0))).exitCode, 0);
  const first = await hashesOf(folder);
  assert.equal((await command(carry, after(0.25))).exitCode, 0);
  assert.deepEqual(await hashesOf(folder), first, 'within the heartbeat not even the time is new');

  const later = await command(carry, after(20));
  assert.match(later.out, /^Edition 1 stands: nothing changed/);
  const changed = changesBetween(first, await hashesOf(folder));
  assert.deepEqual(changed, ['head', 'head.br', 'head.gz', 'log/checkpoint']);
  assert.equal((await readCarried(folder)).edition.number, 1);
  // Past a day after the first run; the later one vouches for the time between.
  assert.match((await command(['verify', folder], after(40))).out, /^Edition \d+ is genuine, current as of /);

  const weeks = await command(carry, after(24 * 21));
  assert.equal(weeks.exitCode, 0, weeks.err);
  const verified = await command(['verify', folder], after(24 * 21 + 1));
  assert.match(
    verified.out,
    /^Edition \d+ is genuine, current as of /,
    'signatures that had run out are renewed as well',
  );
});

test('every folder named with --to holds the same edition, those of earlier runs too', async () => {
  const person = { home: scratch.path('home-several') };
  const folders = ['one', 'two', 'three'].map((name) => scratch.path(`several-${name}`));
  for (const folder of folders) {
    const { exitCode, err } = await command(['carry', `${site.address}/feed.xml`, '--to', folder], person);
    assert.equal(exitCode, 0, err);
  }
  const [one, two, three] = await Promise.all(folders.map(hashesOf));
  assert.ok((one?.size ?? 0) > 20);
  assert.deepEqual(two, one);
  assert.deepEqual(three, one);
  // Naming one again is no second carrier.
  const again = await command(['carry', `${site.address}/feed.xml`, '--to', folders[0] ?? '', '--json'], person);
  assert.equal(JSON.parse(again.out).carriers.length, 3);
});

test('a folder that holds something else is refused, left alone and forgotten', async () => {
  const person = { home: scratch.path('home-foreign') };
  const mine = scratch.path('mine');
  await mkdir(mine);
  await writeFile(join(mine, 'thesis.txt'), 'three years of work');
  const refused = await command(['carry', `${site.address}/feed.xml`, '--to', mine], person);
  assert.equal(refused.exitCode, 1);
  assert.match(refused.err, /^error: .*mine/m);
  assert.match(refused.err, /^hint: /m);
  assert.deepEqual(await filesOf(mine), ['thesis.txt']);

  const folder = scratch.path('after-foreign');
  const next = await command(['carry', `${site.address}/feed.xml`, '--to', folder], person);
  assert.equal(next.exitCode, 0, next.err);
  assert.equal((await readCarried(folder)).calendar.length, 2);
});

test("another newsroom's folder is refused", async () => {
  const folder = scratch.path('taken');
  const first = await command(['carry', `${site.address}/feed.xml`, '--to', folder], { home: scratch.path('home-a') });
  assert.equal(first.exitCode, 0, first.err);
  const before = await hashesOf(folder);
  const second = await command(['carry', `${site.address}/feed.xml`, '--to', folder], { home: scratch.path('home-b') });
  assert.equal(second.exitCode, 1);
  assert.match(second.err, /^error: .*taken.*carried-/m);
  assert.deepEqual(await hashesOf(folder), before);
});

test('a second process at the same time is refused and told why; the first is not disturbed', async () => {
  const person = { home: scratch.path('home-twice') };
  const slow = rssOf([{ id: 'one', headline: 'One', text: textAbout('one thing') }]);
  site.answers.set('/slow.xml', slow);
  const folder = scratch.path('twice');
  assert.equal((await command(['carry', `${site.address}/slow.xml`, '--to', folder], person)).exitCode, 0);
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    site.answers.set('/slow.xml', (_request, response) => {
      release = () => response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(slow);
      resolve();
    });
  });
  const first = start(['carry', `${site.address}/slow.xml`], person);
  await held;
  const settings = join((await carriedFolders(person.home))[0] ?? '', 'tamizdat.yaml');
  const before = await readFile(settings, 'utf8');
  const second = await command(['carry', `${site.address}/slow.xml`, '--to', scratch.path('twice-more')], person);
  assert.equal(second.exitCode, 1);
  assert.match(second.err, new RegExp(`^error: .*held by the running process ${first.child.pid}$`, 'm'));
  assert.match(second.err, /^hint: .*stop it/m);
  assert.equal(await readFile(settings, 'utf8'), before, 'the refused one changed the settings');
  release();
  const ended = await first.ended;
  assert.equal(ended.exitCode, 0, ended.err);
});

test('a language that appears later in the feed becomes one of the newsroom', async () => {
  const person = { home: scratch.path('home-language') };
  const folder = scratch.path('language');
  const items = [{ id: 'bridge', headline: 'Bridge closed', text: textAbout('the bridge') }];
  site.answers.set('/two.xml', rssOf(items));
  assert.equal((await command(['carry', `${site.address}/two.xml`, '--to', folder], person)).exitCode, 0);
  site.answers.set('/two.xml', rssOf([...items, russian]));
  const second = await command(['carry', `${site.address}/two.xml`], person);
  assert.equal(second.exitCode, 0, second.err);
  assert.match(second.out, /^Edition 2: 1 added, 0 corrected, 0 withdrawn/);
  const { edition, calendar } = await readCarried(folder);
  assert.deepEqual(
    edition.fronts.map((front) => front.language),
    ['en', 'ru'],
  );
  assert.equal(edition.trust.targets, 2);
  assert.deepEqual(calendar.map(({ language }) => language).sort(), ['en', 'ru']);
  assert.match(await readFile(join(folder, 'index.html'), 'utf8'), /href="ru\/(index\.html)?"/);
  assert.equal((await command(['verify', folder], person)).exitCode, 0);
});

const russian = {
  id: 'most',
  headline: 'Мост закрыт до весны',
  text: '<p>Мост через гавань закрыт до весны, сообщил в среду городской совет. Паром ходит чаще обычного.</p>',
  language: 'ru',
};

async function carriedFolders(home: string): Promise<string[]> {
  return (await readdir(join(home, 'carried'))).map((name) => join(home, 'carried', name));
}

test('sealed keys stay shut without their passphrase, and only a new language needs them', async () => {
  const home = scratch.path('home-sealed');
  const folder = scratch.path('sealed');
  const sealed = { home, env: { TAMIZDAT_PASSPHRASE: 'seven grey herons' } };
  const items = [{ id: 'bridge', headline: 'Bridge closed', text: textAbout('the bridge') }];
  site.answers.set('/sealed.xml', rssOf(items));
  const carry = ['carry', `${site.address}/sealed.xml`];
  assert.equal((await command([...carry, '--to', folder], sealed)).exitCode, 0);
  const keys = join((await carriedFolders(home))[0] ?? '', 'keys');
  for (const role of ['root-1', 'targets-1']) {
    assert.doesNotMatch(await readFile(join(keys, `${role}.key`), 'utf8'), /PRIVATE\+KEY/);
  }
  assert.equal((await stat(keys)).mode & 0o777, 0o700);
  assert.equal((await stat(join(keys, 'log-1.key'))).mode & 0o777, 0o600);

  site.answers.set('/sealed.xml', rssOf([...items, { id: 'ferry', headline: 'Ferry', text: textAbout('the ferry') }]));
  assert.match((await command(carry, { home })).out, /^Edition 2: 1 added/, 'everyday work needs no passphrase');

  const quay = { id: 'quay', headline: 'Quay open', text: textAbout('the quay') };
  site.answers.set('/sealed.xml', rssOf([...items, quay, russian]));
  for (const added of [1, 0]) {
    const without = await command([...carry, '--json'], { home });
    assert.equal(without.exitCode, 0, without.err);
    const told = JSON.parse(without.out);
    assert.equal(told.added, added, 'the other languages are carried');
    const [warning] = told.warnings.filter((each: string) =>
      /targets key is needed to let .* publish in ru/.test(each),
    );
    assert.match(warning, /--passphrase-file.*TAMIZDAT_PASSPHRASE/);
  }
  const before = await hashesOf(folder);
  const wrong = await command(carry, { home, env: { TAMIZDAT_PASSPHRASE: 'seven grey herrings' } });
  assert.equal(wrong.exitCode, 1);
  assert.match(wrong.err, /^error: .*passphrase/m);
  assert.doesNotMatch(wrong.err, /herrings/, 'the passphrase is not repeated');
  assert.deepEqual(await hashesOf(folder), before);

  const file = scratch.path('passphrase');
  await writeFile(file, 'seven grey herons\n');
  const right = await command([...carry, '--passphrase-file', file], { home });
  assert.equal(right.exitCode, 0, right.err);
  assert.deepEqual(
    (await readCarried(folder)).edition.fronts.map((front) => front.language),
    ['en', 'ru'],
  );
  assert.equal((await command(['verify', folder], { home })).exitCode, 0);
});

test('a passphrase file that is not there or empty is an error, not an unsealed key', async () => {
  const person = { home: scratch.path('home-passphrase') };
  const carry = ['carry', `${site.address}/feed.xml`, '--to', scratch.path('passphrase-carried'), '--passphrase-file'];
  const missing = await command([...carry, scratch.path('nowhere')], person);
  assert.equal(missing.exitCode, 1);
  assert.match(missing.err, /^error: the passphrase file .*nowhere cannot be read$/m);
  await writeFile(scratch.path('empty'), '\n');
  const empty = await command([...carry, scratch.path('empty')], person);
  assert.equal(empty.exitCode, 2);
  assert.match(empty.err, /^error: the passphrase file .*empty is empty$/m);
});
