import assert from 'node:assert/strict';
import { cp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { openEditionServer } from '../../src/platform/http/index.ts';
import { command, type Outcome, openScratch } from './command.ts';
import { type FeedSite, openFeedSite, rssOf, textAbout } from './feed-site.ts';
import { articlesWith, filesOf, readCarried } from './folder.ts';

const FIRST = new Date('2026-11-21T12:00:00Z');
const minutesLater = (minutes: number): Date => new Date(FIRST.getTime() + minutes * 60_000);

let site: FeedSite;
let scratch: Awaited<ReturnType<typeof openScratch>>;
/** The carrier as each edition left it: bridge and ferry; bridge corrected; ferry withdrawn. */
const editions: string[] = [];
/** Paths of the two articles. */
let bridge: string;
let ferry: string;

const bridgeItem = (text = textAbout('the bridge')) => ({ id: 'bridge', headline: 'Bridge closed', text });
const ferryItem = { id: 'ferry', headline: 'Ferry late', text: textAbout('the ferry') };
const correctedText = `${textAbout('the bridge')}<p>The bridge opens again in March.</p>`;
const tombstone = (feed: string, id: string): string =>
  feed
    .replace('<rss ', '<rss xmlns:at="http://purl.org/atompub/tombstones/1.0" ')
    .replace('</channel>', `<at:deleted-entry ref="${id}" when="2026-11-21T12:05:00Z"/></channel>`);

before(async () => {
  scratch = await openScratch();
  site = await openFeedSite();
  const home = scratch.path('home-carrying');
  const carrier = scratch.path('carrier');
  const feeds = [
    rssOf([bridgeItem(), ferryItem]),
    rssOf([bridgeItem(correctedText), ferryItem]),
    tombstone(rssOf([bridgeItem(correctedText)]), 'ferry'),
  ];
  for (const [at, feed] of feeds.entries()) {
    site.answers.set('/feed.xml', feed);
    const args = ['carry', `${site.address}/feed.xml`, '--to', carrier];
    const { exitCode, err } = await command(args, { home, now: () => minutesLater(at) });
    assert.equal(exitCode, 0, err);
    const edition = scratch.path(`edition-${at + 1}`);
    await cp(carrier, edition, { recursive: true });
    editions.push(edition);
    // The keys and the log as they are after the first edition: what a thief, or a careless restore, would have.
    if (at === 0) await cp(home, scratch.path('home-copied'), { recursive: true });
  }
  const first = await readCarried(edition(1));
  bridge = articlesWith(first, 'Bridge closed')[0] ?? assert.fail('no bridge');
  ferry = articlesWith(first, 'Ferry late')[0] ?? assert.fail('no ferry');
  assert.equal((await readCarried(edition(3))).edition.number, 3);
});

after(async () => {
  await site.close();
  await scratch.remove();
});

const edition = (number: number): string => editions[number - 1] ?? assert.fail(`no edition ${number}`);

let readers = 0;

/** A reader with a home of their own, who trusts the newsroom and has seen nothing of it yet. */
async function newReader(minutes = 10): Promise<(args: readonly string[], minutes?: number) => Promise<Outcome>> {
  readers += 1;
  const home = scratch.path(`home-reader-${readers}`);
  const run = (args: readonly string[], at = minutes) => command(args, { home, now: () => minutesLater(at) });
  const added = await run(['trust', 'add', edition(1)]);
  assert.equal(added.exitCode, 0, added.err);
  return run;
}

/** A copy of an edition to spoil. */
async function copyOf(number: number, name: string): Promise<string> {
  const folder = scratch.path(name);
  await cp(edition(number), folder, { recursive: true });
  return folder;
}

/** What `verify --json` says; the exit code in it is that of the process. */
async function verdict(run: Awaited<ReturnType<typeof newReader>>, what: string, minutes?: number) {
  const { exitCode, out } = await run(['verify', what, '--json'], minutes);
  const answer = JSON.parse(out);
  assert.equal(answer.exitCode, exitCode);
  return answer;
}

test('a page of the newest edition is genuine and current, as a file and over HTTP', async () => {
  const run = await newReader();
  const shown = await run(['verify', join(edition(3), bridge)]);
  assert.equal(shown.exitCode, 0);
  assert.match(shown.out, /^Genuine, current as of 2026-11-21 12:02 UTC \(not yet independently witnessed\)\n/);
  for (const check of ['trust', 'head', 'form', 'bytes', 'desk', 'log', 'place', 'current']) {
    assert.match(shown.out, new RegExp(`^  ✓ ${check} `, 'm'));
  }
  const server = await openEditionServer({ folder: edition(3) });
  try {
    for (const address of [server.address + bridge, server.address, server.address.slice(0, -1)]) {
      const answer = await verdict(run, address);
      assert.deepEqual([answer.label.kind, answer.exitCode, answer.target], ['current', 0, address]);
    }
    const front = await verdict(run, `${server.address}en/`);
    assert.deepEqual([front.label.kind, front.page.kind], ['current', 'front']);
  } finally {
    await server.close();
  }
});

test('the answer as JSON says label, newsroom, page, head and every check', async () => {
  const answer = await verdict(await newReader(), join(edition(3), bridge));
  const { newsroom } = (await readCarried(edition(3))).edition;
  assert.deepEqual(Object.keys(answer), [
    'target',
    'exitCode',
    'label',
    'newsroom',
    'page',
    'head',
    'newer',
    'notices',
    'checks',
    'files',
    'evidence',
    'evidenceFolder',
  ]);
  assert.deepEqual(answer.label, {
    kind: 'current',
    time: '2026-11-21T12:02:00Z',
    failure: null,
    witnessed: false,
    text: 'Genuine, current as of 2026-11-21 12:02 UTC (not yet independently witnessed)',
  });
  assert.equal(answer.newsroom.newsroom, newsroom);
  assert.match(answer.newsroom.fingerprint, /^[0-9a-f]{64}$/);
  assert.deepEqual([answer.page.article, answer.page.revision], [basename(bridge, '.html'), 2]);
  assert.equal(answer.head.number, 3);
  for (const check of answer.checks) assert.deepEqual(Object.keys(check), ['check', 'outcome', 'failure', 'detail']);
});

test('a page that was passed on stands alone: genuine, from its own time', async () => {
  const run = await newReader();
  const file = scratch.path('passed-on.html');
  await cp(join(edition(3), bridge), file);
  const { exitCode, out } = await run(['verify', file]);
  assert.equal(exitCode, 0);
  assert.match(out, /^Genuine; this copy is from 2026-11-21 12:01 UTC/);
  assert.match(out, /\? current +no newer edition to compare with/);
});

test('an older revision under a newer edition says that a newer one exists', async () => {
  const folder = await copyOf(3, 'old-page');
  await cp(join(edition(1), bridge), join(folder, bridge));
  const answer = await verdict(await newReader(), join(folder, bridge));
  assert.deepEqual([answer.label.kind, answer.exitCode], ['newer-revision', 0]);
  assert.match(answer.label.text, /^Genuine; a newer revision exists/);
});

test('a withdrawn article says so: its old text, and the page that stands in its place', async () => {
  const run = await newReader();
  const folder = await copyOf(3, 'old-ferry');
  await cp(join(edition(1), ferry), join(folder, ferry));
  const old = await verdict(run, join(folder, ferry));
  assert.deepEqual([old.label.kind, old.exitCode], ['withdrawn', 0]);
  const page = await verdict(run, join(edition(3), ferry));
  assert.deepEqual([page.label.kind, page.page.kind, page.exitCode], ['withdrawn', 'withdrawal', 0]);
});

test('a page newer than its carrier is genuine', async () => {
  const folder = await copyOf(1, 'newer-page');
  await cp(join(edition(2), bridge), join(folder, bridge));
  const answer = await verdict(await newReader(), join(folder, bridge));
  assert.equal(answer.exitCode, 0);
  const current = answer.checks.find(({ check }: { readonly check: string }) => check === 'current');
  assert.match(current.detail, /newer than this carrier's index/);
});

for (const [title, change] of [
  ['in its text', (text: string) => text.replace('did not come to an end', 'did come to an end')],
  ['outside its text', (text: string) => text.replace('</head>', '<meta name="x"></head>')],
] as const) {
  test(`one altered byte ${title} is told by name, for the page and for its folder`, async () => {
    const run = await newReader();
    const folder = await copyOf(3, `altered-${title.replaceAll(' ', '-')}`);
    const before = await readFile(join(folder, bridge), 'utf8');
    const after = change(before);
    assert.notEqual(after, before);
    await writeFile(join(folder, bridge), after);
    const page = await run(['verify', join(folder, bridge)]);
    assert.equal(page.exitCode, 1);
    assert.match(page.out, /^Not genuine: hash-mismatch\n/);
    const whole = await run(['verify', folder]);
    assert.equal(whole.exitCode, 1);
    assert.match(whole.out, /^Not genuine: hash-mismatch /);
    assert.match(whole.out, new RegExp(`✗ ${bridge}: hash-mismatch`));
  });
}

test('two pages that change places are misplaced, though every byte of them is signed', async () => {
  const run = await newReader();
  const folder = await copyOf(1, 'swapped');
  await rename(join(folder, bridge), join(folder, 'away'));
  await rename(join(folder, ferry), join(folder, bridge));
  await rename(join(folder, 'away'), join(folder, ferry));
  const answer = await verdict(run, join(folder, bridge));
  assert.deepEqual([answer.label.kind, answer.label.failure, answer.exitCode], ['not-genuine', 'misplaced', 1]);
  const whole = await verdict(run, folder);
  const faults = whole.files.faults.filter(({ failure }: { failure: string }) => failure === 'misplaced');
  assert.deepEqual(faults.map(({ path }: { path: string }) => path).sort(), [bridge, ferry].sort());
});

test('a page without its markers or without its proof is not genuine', async () => {
  const run = await newReader();
  const text = await readFile(join(edition(3), bridge), 'utf8');
  for (const [name, spoilt] of [
    ['no-proof', text.slice(0, text.indexOf('<!--tamizdat:proof'))],
    ['no-body', text.replace('<!--tamizdat:body-->', '')],
    ['more', `${text}<p>and more</p>`],
  ] as const) {
    const file = scratch.path(`${name}.html`);
    await writeFile(file, spoilt);
    const { exitCode, out } = await run(['verify', file]);
    assert.equal(exitCode, 1, name);
    assert.match(out, /^Not genuine: \S+\n/, name);
  }
});

test('of a newsroom that is not trusted nothing can be told', async () => {
  const home = scratch.path('home-stranger');
  for (const what of [join(edition(3), bridge), edition(3)]) {
    const { exitCode, out, err } = await command(['verify', what], { home });
    assert.equal(exitCode, 3);
    assert.match(out, /^Cannot tell\n/);
    assert.match(err, /^hint: trust the newsroom first: tamizdat trust add/m);
  }
});

test('what cannot be reached cannot be told, and is not called a forgery', async () => {
  const run = await newReader();
  const server = await openEditionServer({ folder: edition(3) });
  const missing = await run(['verify', `${server.address}en/2026/11/20/0000000000.html`]);
  await server.close();
  const gone = await run(['verify', server.address + bridge]);
  const file = await run(['verify', scratch.path('no-such-file.html')]);
  for (const { exitCode, out, err } of [missing, gone, file]) {
    assert.equal(exitCode, 3, err);
    assert.match(out, /^Cannot tell/);
    assert.match(err, /^error: /m);
  }
  const answer = await verdict(run, server.address + bridge);
  assert.deepEqual([answer.label.kind, answer.exitCode], ['cannot-tell', 3]);
  assert.match(answer.error.message, /connection refused/);
});

test('a carrier that goes back behind what was seen there is caught', async () => {
  const run = await newReader();
  assert.equal((await run(['verify', edition(3)])).exitCode, 0);
  const back = await run(['verify', edition(1)]);
  assert.equal(back.exitCode, 1);
  assert.match(back.out, /^Not genuine: rollback\n/);
  // What it holds was signed all the same: the page is told to be from its own time.
  const page = await verdict(run, join(edition(1), bridge));
  assert.deepEqual([page.label.kind, page.exitCode], ['older', 0]);
  // Having been shown an old edition does not make the reader forget the newer one.
  assert.equal((await run(['verify', edition(2)])).exitCode, 1);
  assert.equal((await run(['verify', edition(3)])).exitCode, 0);
});

test('a frozen carrier shows its age after a day, and is genuine all the same', async () => {
  const run = await newReader();
  const day = 24 * 60;
  assert.equal((await verdict(run, edition(3), day)).label.kind, 'current');
  const frozen = await run(['verify', join(edition(3), bridge)], day + 10);
  assert.equal(frozen.exitCode, 0);
  assert.match(frozen.out, /^Genuine; this copy is from 2026-11-21 12:02 UTC/);
  // Long after every signature of the trust data has run out.
  const years = await run(['verify', join(edition(3), bridge)], 3 * 365 * day);
  assert.equal(years.exitCode, 0);
  assert.match(years.out, /expired: /);
});

test('two newsrooms with one set of keys are caught in a fork, and both checkpoints are handed over', async () => {
  const home = scratch.path('home-copied');
  const [folder] = (await filesOf(home)).filter((path) => path.endsWith('tamizdat.yaml'));
  const settings = join(home, folder ?? assert.fail('no settings'));
  const forked = scratch.path('forked');
  const text = await readFile(settings, 'utf8');
  await writeFile(settings, text.replaceAll(scratch.path('carrier'), forked));
  site.answers.set('/feed.xml', rssOf([bridgeItem(`${textAbout('the bridge')}<p>It will never open.</p>`), ferryItem]));
  const carried = await command(['carry', `${site.address}/feed.xml`], { home, now: () => minutesLater(3) });
  assert.equal(carried.exitCode, 0, carried.err);
  const [one, two] = [await readCarried(edition(2)), await readCarried(forked)];
  assert.equal(one.checkpoint.size, two.checkpoint.size);

  const run = await newReader();
  assert.equal((await run(['verify', edition(2)])).exitCode, 0);
  const conflict = await run(['verify', join(forked, bridge)]);
  assert.equal(conflict.exitCode, 1);
  assert.match(conflict.out, /^Conflict: keep this file\n/);
  assert.match(conflict.out, /Two signed checkpoints of one log that contradict each other/);
  for (const folder of [edition(2), forked]) {
    const [origin, size, root] = (await readFile(join(folder, 'log/checkpoint'), 'utf8')).split('\n');
    assert.ok(
      conflict.out.includes(`${origin}\n${size}\n${root}\n`),
      `the checkpoint of ${basename(folder)} is not shown`,
    );
  }
  const answer = await verdict(run, forked);
  assert.deepEqual([answer.label.kind, answer.exitCode, answer.evidence.length], ['conflict', 1, 2]);
});

test('every file of a folder is looked at: media, objects, twins, the log', async () => {
  const run = await newReader();
  const some = async (folder: string, test: (path: string) => boolean): Promise<string> =>
    (await filesOf(folder)).find(test) ?? assert.fail('no such file');
  for (const [name, choose] of [
    ['twin', (path: string) => path === `${bridge}.gz`],
    ['object', (path: string) => /^o\/..\/[0-9a-f]{64}$/.test(path)],
    ['entries', (path: string) => path.startsWith('log/tile/entries')],
  ] as const) {
    const folder = await copyOf(3, `spoilt-${name}`);
    const path = await some(folder, choose);
    const bytes = await readFile(join(folder, path));
    bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 1;
    await writeFile(join(folder, path), bytes);
    const answer = await verdict(run, folder);
    assert.equal(answer.exitCode, 1, name);
    assert.equal(answer.files.faults.length >= 1, true, name);
  }
  const folder = await copyOf(3, 'incomplete');
  for (const suffix of ['', '.gz', '.br']) await rm(join(folder, bridge + suffix));
  const incomplete = await verdict(run, folder);
  assert.deepEqual([incomplete.exitCode, incomplete.files.missing], [0, 1], 'silence is no forgery');
});

test('the carriers of a real newsroom are followed through corrections and withdrawals, and nothing is found', async () => {
  const run = await newReader();
  const server = await openEditionServer({ folder: edition(3) });
  try {
    for (const [at, carriers] of [[edition(1)], [edition(1), edition(2)], [edition(2), server.address]].entries()) {
      const { exitCode, out } = await run(['monitor', ...carriers, '--once', '--json'], at + 1);
      assert.equal(exitCode, 0, out);
    }
    const late = await run(['monitor', edition(1), server.address, '--once', '--json'], 120);
    const [finding] = late.out.split('\n').map((line) => (line === '' ? null : JSON.parse(line)));
    assert.deepEqual([late.exitCode, finding.name, finding.carrier], [1, 'carrier-behind', edition(1)]);
  } finally {
    await server.close();
  }
});
