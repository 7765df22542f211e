import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, test } from 'node:test';
import { createNewsroom, placesOf } from '../../newsroom/index.ts';
import type { Desk } from '../parts.ts';
import { askConsole, readText } from '../testing/ask-console.ts';
import { deskSpecimen, VIEWER } from '../testing/desk-specimen.ts';
import { emptySpecimen, id, NOW, specimen } from '../testing/specimen.ts';

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

function open(change: (desk: Desk) => Desk = (desk) => desk, overview = specimen()) {
  const { desk, woken } = deskSpecimen();
  const asked = askConsole(change(desk), overview);
  opened.push(asked.close);
  return { ...asked, woken };
}

/** A newsroom's folder with keys and no edition. */
async function makeFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'tamizdat-state-'));
  opened.push(() => rm(folder, { recursive: true, force: true }));
  const home = join(folder, 'courier');
  await createNewsroom(
    home,
    {
      newsroom: 'courier.example',
      title: { de: 'Der Hafenkurier' },
      home: 'https://courier.example/',
      languages: ['de'],
      sources: [{ feed: 'https://courier.example/feed.xml' }],
      carriers: [{ name: 'lantern', directory: join(folder, 'lantern') }],
    },
    { now: () => NOW, ask: async () => null },
  );
  return placesOf(home);
}

test('carriers say what they hold, how far they lag, what failed, and when all was last read back', async () => {
  const { page } = open();
  const document = await page('/carriers');
  const main = readText(document.querySelector('main'));
  for (const part of ['4 of 6 carriers hold the current edition']) {
    assert.ok(main.includes(part), `${part} in: ${main}`);
  }
  const orchard = readText(document.querySelector('#carrier-orchard'));
  assert.match(orchard, /edition 9.*3 editions behind \(3 min\).*copying failed no answer in time/);
  assert.match(
    readText((await open((desk) => desk, emptySpecimen()).page('/carriers')).querySelector('main')),
    /no carriers/,
  );
});

test('the next round is begun by a button, where this process can', async () => {
  const { page, post, woken } = open();
  assert.ok((await page('/carriers')).querySelector('form[action="/carriers/again"]'));
  assert.equal((await post('/carriers/again', {})).status, 303);
  assert.equal(woken.length, 1);
  const other = open(({ wake: _, ...desk }) => desk);
  assert.equal((await other.page('/carriers')).querySelector('form[action="/carriers/again"]'), null);
  await other.post('/carriers/again', {});
  assert.match(readText((await other.page('/carriers')).querySelector('#said.refused')), /another process/);
});

test('editions are a picture with a table that says the same', async () => {
  const { page } = open();
  const document = await page('/editions');
  const chart = document.querySelector('svg');
  assert.equal(chart?.getAttribute('aria-label'), 'What editions 1 to 12 brought');
  assert.equal(chart?.getAttribute('aria-describedby'), document.querySelector('#edition-table')?.id);
  const labels = [...(chart?.querySelectorAll('title') ?? [])].map(readText);
  const rows = [...document.querySelectorAll('#edition-table tbody tr')].toReversed();
  assert.equal(labels.length, rows.length);
  for (const [at, row] of rows.entries()) {
    const brought = readText(row.querySelector('td:last-child'));
    assert.ok(labels[at]?.endsWith(brought), `${labels[at]} / ${brought}`);
  }
  assert.equal(document.querySelectorAll('#edition-table').length, 1);
});

test('all editions are there, forty a page, each page with its picture', async () => {
  const all = Array.from({ length: 90 }, (_, at) => ({
    number: 90 - at,
    time: new Date(NOW.getTime() - at * 3_600_000),
    published: 1,
    corrected: 0,
    withdrawn: 0,
  }));
  const { page } = open((desk) => ({
    ...desk,
    editions: async ({ before = 1_000, limit }) => all.filter(({ number }) => number < before).slice(0, limit),
  }));
  const seen: number[] = [];
  let path: string | null = '/editions';
  const pictures: (string | null | undefined)[] = [];
  while (path !== null) {
    const document = await page(path);
    pictures.push(document.querySelector('svg')?.getAttribute('aria-label'));
    seen.push(...[...document.querySelectorAll('#edition-table tbody th')].map((each) => Number(readText(each))));
    const older = [...document.querySelectorAll('.pages a')].find((each) => readText(each) === 'Older');
    assert.equal(
      [...document.querySelectorAll('.pages a')].some((each) => each.getAttribute('href') === '/editions'),
      path !== '/editions',
    );
    path = older?.getAttribute('href') ?? null;
  }
  assert.deepEqual(
    seen,
    all.map(({ number }) => number),
  );
  assert.deepEqual(pictures, [
    'What editions 51 to 90 brought',
    'What editions 11 to 50 brought',
    'What editions 1 to 10 brought',
  ]);
  assert.match(readText((await page('/editions?before=1')).querySelector('main')), /No older edition is on record/);
  assert.equal((await page('/editions?before=x')).querySelectorAll('#edition-table tbody tr').length, 40);
});

test('a newsroom before its first edition has pages that say so', async () => {
  const { page, failures } = open((desk) => desk, emptySpecimen());
  assert.match(readText((await page('/editions')).querySelector('main')), /No edition is out yet/);
  assert.deepEqual(failures, []);
});

test('pages are weighed as they travel, the heaviest first, against what fits into one response', async () => {
  const places = await makeFolder();
  const overview = specimen();
  const paths = overview.articles.slice(1, 3).map(({ versions }) => versions[0]?.path ?? '');
  for (const [at, path] of paths.entries()) {
    const file = join(places.edition, 'files', `${path}.gz`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, new Uint8Array(at === 0 ? 4_000 : 9_000));
  }
  const { page } = open((desk) => ({ ...desk, places }), overview);
  const document = await page('/editions');
  assert.match(readText(document.querySelector('#weights')), /1 of the 2 newest pages are heavier than 8 KiB/);
  const rows = [...document.querySelectorAll('#weight-table tbody tr')].map((row) =>
    readText(row.querySelector('td:last-child')),
  );
  assert.deepEqual(rows, ['9.1 KiB', '4.2 KiB']);
  assert.equal(document.querySelectorAll('#weights .part.over').length, 1);
});

test('keys say who they are, where their secret half is, what runs out and what to do', async () => {
  const places = await makeFolder();
  const { page } = open((desk) => ({ ...desk, places }));
  const document = await page('/keys');
  const advice = readText(document.querySelector('#advice'));
  assert.match(advice, /root-1.key is not sealed/);
  assert.ok(advice.includes(places.folder));
  const rows = [...document.querySelectorAll('#all-keys tbody tr')].map(readText);
  assert.equal(rows.length, 6);
  assert.match(rows[0] ?? '', /^root .*in use.*keys\/root-1\.key.*22 Nov 2027 in 365 days$/);
  const html = document.toString();
  assert.ok(!/PRIVATE/i.test(html));
});

test('a process that has no keys says where to look', async () => {
  const { page } = open();
  assert.match(readText((await page('/keys')).querySelector('main')), /lie with the process that publishes/);
});

test('jobs say how every step and queue stands, and why what was given up failed', async () => {
  const { page } = open();
  const document = await page('/jobs');
  assert.match(readText(document.querySelector('#steps')), /Prove the newest editionfailed 3 times the disk is full/);
  assert.match(
    readText(document.querySelector('#queue-translate')),
    /^Fill in translations ?3 ?1 ?0 ?1 ?41 ?2 min ago$/,
  );
  const failures = readText(document.querySelector('#failures'));
  assert.match(failures, /no answer within 20 s look whether the engine runs/);
  assert.match(failures, /partner\.example/);
  assert.ok(!document.toString().includes('secret'), 'neither the address nor the message of a webhook is shown');
});

test('what was given up is tried again once, and the second press is told that it is gone', async () => {
  const { page, post } = open();
  await post('/jobs/again', { job: 'job-1' });
  const document = await page('/jobs');
  assert.match(readText(document.querySelector('#said.done')), /tried again/);
  assert.equal(document.querySelector('#job-job-1'), null);
  await post('/jobs/again', { job: 'job-1' });
  assert.match(readText((await page('/jobs')).querySelector('#said.refused')), /there no more/);
});

test('the log says who did what, and is narrowed by person, act and article', async () => {
  const { page } = open();
  const lines = async (path: string) => [...(await page(path)).querySelectorAll('.trail li')].map(readText);
  const all = await lines('/log');
  assert.equal(all.length, 11);
  assert.match(
    all[0] ?? '',
    /^22 Nov 2026, 18:05:23 UTC, 1 min ago Ada Brook finished the translation Persian 3fk9m2tq00/,
  );
  assert.equal((await lines('/log?who=Milan+Orlow')).length, 1);
  assert.equal((await lines('/log?what=published')).length, 3);
  assert.equal((await lines(`/log?article=${id(3)}&who=Otto+Fenn`)).length, 1);
  assert.equal((await lines('/log?what=burnt')).length, 11);
  assert.match(readText((await page('/log?who=nobody')).querySelector('main')), /Nothing of the kind/);
});

test('the log goes on, page by page', async () => {
  const { desk } = deskSpecimen();
  const [entry] = await desk.editing.audit({});
  assert.ok(entry !== undefined);
  const trail = Array.from({ length: 150 }, (_, at) => ({ ...entry, id: `line-${String(at).padStart(3, '0')}` }));
  const audit: Desk['editing']['audit'] = async ({ after, limit = 100 }) => {
    const from = after === undefined ? 0 : trail.findIndex((each) => each.id === after) + 1;
    return trail.slice(from, from + limit);
  };
  const { page } = open((each) => ({ ...each, editing: { ...each.editing, audit } }));
  const first = await page('/log');
  const next = first.querySelector('.pages a')?.getAttribute('href') ?? '';
  const second = await page(next);
  assert.equal(first.querySelectorAll('.trail li').length, 100);
  assert.equal(second.querySelector('.trail li')?.id, 'entry-line-100');
  assert.equal(second.querySelectorAll('.trail li').length, 50);
  assert.equal(second.querySelector('.pages a')?.getAttribute('href'), '/log');
});

test('everybody who works here is shown by name on top of every page', async () => {
  const { page } = open();
  for (const path of ['/', '/carriers', '/editions', '/keys', '/jobs', '/log']) {
    const document = await page(path);
    assert.equal(readText(document.querySelector('.viewer')), VIEWER, path);
    assert.equal(document.querySelector('.sections [aria-current=page]')?.getAttribute('href'), path);
  }
});
