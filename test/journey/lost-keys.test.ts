import assert from 'node:assert/strict';
import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { formatKeyDigits } from '../../src/edition/index.ts';
import { TamizdatError } from '../../src/errors/index.ts';
import { parseVerifierKey, trustKeyId } from '../../src/proof/index.ts';
import { command, type Outcome, openScratch } from './command.ts';
import { type FeedSite, openFeedSite, rssOf, textAbout } from './feed-site.ts';
import { openNewsroom } from './newsroom.ts';

/**
 * Every key is lost in turn, and what the program says to do is done, word for word. Afterwards the newsroom publishes,
 * and a reader who pinned the first root and was away meanwhile is shown everything as genuine.
 */

const PASSPHRASE = 'seven grey herons';
const MACHINES = ['one', 'two', 'three'] as const;

let scratch: Awaited<ReturnType<typeof openScratch>>;
let site: FeedSite;
let room: string;

before(async () => {
  scratch = await openScratch();
  room = scratch.path('room');
  site = await openFeedSite({ '/feed.xml': feed('bridge', 'quay') });
  const source = ['--feed', `${site.address}/feed.xml`];
  ok(await operator('init', room, '--name', 'courier.example', '--languages', 'de', ...source));
  await round();
  ok(await reader('trust', 'add', join(room, 'public')));
  await cp(room, scratch.path('start'), { recursive: true });
  await cp(scratch.path('reader'), scratch.path('reader-start'), { recursive: true });
});

after(async () => {
  await site.close();
  await scratch.remove();
});

const feed = (...ids: string[]) =>
  rssOf(
    ids.map((id) => ({ id, headline: `News of the ${id}`, text: textAbout(`the ${id}`) })),
    'The Courier',
    'de',
  );

const operator = (...args: string[]): Promise<Outcome> =>
  command(args, { home: scratch.path('operator'), env: { TAMIZDAT_PASSPHRASE: PASSPHRASE } });

const reader = (...args: string[]): Promise<Outcome> => command(args, { home: scratch.path('reader') });

function ok(outcome: Outcome): string {
  assert.equal(outcome.exitCode, 0, outcome.err + outcome.out);
  return outcome.out;
}

/** Polls, publishes and carries once, as `run` does. */
async function round(): Promise<number> {
  const newsroom = await openNewsroom(room);
  try {
    const { added, reports } = await newsroom.round();
    assert.ok(reports.every(({ outcome }) => outcome !== 'failed'));
    return added;
  } finally {
    await newsroom.close();
  }
}

/** Puts newsroom and reader back as they were, at the same place: carriers are known by theirs. */
async function again(start = 'start'): Promise<void> {
  for (const [from, to] of [
    [start, 'room'],
    ['reader-start', 'reader'],
  ] as const) {
    await rm(scratch.path(to), { recursive: true, force: true });
    await cp(scratch.path(from), scratch.path(to), { recursive: true });
  }
  site.answers.set('/feed.xml', feed('bridge', 'quay'));
}

const lose = (...files: string[]) => Promise.all(files.map((file) => rm(join(room, 'keys', `${file}.key`))));

const keyFiles = async () => (await readdir(join(room, 'keys'))).sort();

/** What the newsroom says when it is started; null when it starts. */
async function refusal(): Promise<TamizdatError | null> {
  try {
    await (await openNewsroom(room)).close();
    return null;
  } catch (error) {
    assert.ok(error instanceof TamizdatError, String(error));
    return error;
  }
}

/** The command that a hint ends with. */
function commandIn(text: string | undefined): string[] {
  const [, words] = /tamizdat (keys [^;]+?)\s*$/.exec(text ?? '') ?? [];
  assert.ok(words, `no command in: ${text}`);
  return words.split(' ');
}

/** Does what the newsroom says until it starts; the commands that went through, without the folder. */
async function followHints(): Promise<readonly string[]> {
  const done: string[] = [];
  for (let left = 12; left > 0; left -= 1) {
    const said = await refusal();
    if (said === null) return done;
    assert.equal(said.code, 'key-missing', said.message);
    let words = commandIn(said.hint);
    let outcome = await operator(...words);
    if (outcome.exitCode !== 0) {
      // A command may need another lost key first, and says which.
      words = commandIn(outcome.err);
      outcome = await operator(...words);
    }
    ok(outcome);
    done.push(words.filter((word) => word !== room).join(' '));
  }
  assert.fail(`the hints lead nowhere: ${done.join(', ')}`);
}

/** What `keys list` says to do. */
async function advice(): Promise<string> {
  return JSON.parse(ok(await operator('keys', 'list', room, '--json'))).next.join('\n');
}

async function articles(): Promise<string[]> {
  const paths = await readdir(join(room, 'public', 'de'), { recursive: true });
  return paths.filter((path) => /[0-9a-z]{10}\.html$/.test(path)).map((path) => join(room, 'public', 'de', path));
}

/** The newsroom goes on, and the reader who was away follows it: folder, old pages, the new one, and the front. */
async function assertGoesOn(): Promise<void> {
  site.answers.set('/feed.xml', feed('harbour', 'bridge', 'quay'));
  assert.equal(await round(), 1);
  ok(await reader('verify', join(room, 'public')));
  const pages = [...(await articles()), join(room, 'public', 'de', 'index.html')];
  assert.equal(pages.length, 4);
  for (const page of pages) assert.match(ok(await reader('verify', page)), /enuine, current/, page);
}

for (const { file, does, made } of [
  { file: 'log-1', does: 'keys retire-log --log 1', made: ['clock.2.key', 'log-2.key'] },
  { file: 'clock', does: 'keys rotate clock', made: ['clock.2.key'] },
  { file: 'online', does: 'keys rotate online', made: ['online.2.key'] },
  { file: 'desk-de', does: 'keys rotate desk de', made: ['desk-de.2.key'] },
] as const) {
  test(`${file}.key is lost: the hint names "${does}", and readers follow`, async () => {
    await again();
    await lose(file);
    const left = await keyFiles();
    const [role, ...more] = does.replace('keys ', '').split(' ');
    assert.ok((await advice()).includes(`tamizdat keys ${[role, room, ...more].join(' ')}`), await advice());
    assert.deepEqual(await followHints(), [does]);
    const files = await keyFiles();
    assert.deepEqual(
      files.filter((name) => !left.includes(name)),
      made,
      'a number is not given twice',
    );
    // Nothing more is to be done about any key, but that there is one root key only.
    assert.match(
      await advice(),
      /^one root key is enough to replace you[^\n]*(\nkeys\/clock\.key is no longer used[^\n]*)?$/,
    );
    await assertGoesOn();
  });
}

test('the key of the log that followed a retired one is lost too, and a third log follows', async () => {
  await again();
  await lose('log-1');
  await followHints();
  await lose('log-2');
  assert.deepEqual(await followHints(), ['keys retire-log --log 2']);
  assert.match(await readFile(join(room, 'public', 'log', 'checkpoint'), 'utf8'), /^courier\.example\/log\/3\n/);
  await assertGoesOn();
});

test('a retirement that failed for its passphrase leaves nothing behind that the next attempt stumbles over', async () => {
  await again();
  await lose('log-1');
  const retire = ['keys', 'retire-log', room, '--log', '1'];
  const shut = await command(retire, { home: scratch.path('operator') });
  assert.match(shut.err, /is sealed, and needed to retire courier\.example\/log\/1/);
  ok(await operator(...retire));
  await assertGoesOn();
});

test('a log key that is lost before anything was published is not retired: that newsroom is made anew', async () => {
  await again();
  const unborn = scratch.path('unborn');
  ok(
    await operator(
      'init',
      unborn,
      '--name',
      'courier.example',
      '--languages',
      'de',
      '--feed',
      `${site.address}/feed.xml`,
    ),
  );
  await rm(join(unborn, 'keys', 'log-1.key'));
  const refused = await operator('keys', 'retire-log', unborn, '--log', '1');
  assert.equal(refused.exitCode, 1);
  assert.match(refused.err, /nothing was published in courier\.example\/log\/1 yet[\s\S]*hint: .*tamizdat init$/m);
  assert.ok(!(await readdir(join(unborn, 'keys'))).some((name) => name.startsWith('log-')), 'no key was made for it');
});

test('every key that the running newsroom needs is lost at once: the hints lead through it', async () => {
  await again();
  await lose('log-1', 'clock', 'online', 'desk-de');
  assert.deepEqual(await followHints(), ['keys rotate online', 'keys rotate desk de', 'keys retire-log --log 1']);
  await assertGoesOn();
});

test('the only targets key is lost and the root key is there: rotating replaces the lost one', async () => {
  await again();
  await lose('targets-1');
  // Nothing needs it until something is to be signed.
  assert.equal(await refusal(), null);
  assert.match(ok(await operator('keys', 'rotate', room, 'targets')), /removes the targets key/);
  const { keys } = JSON.parse(ok(await operator('keys', 'list', room, '--json')));
  const targets = keys.filter(({ role }: { role: string }) => role === 'targets');
  assert.deepEqual(
    targets.map(({ state, isSealed }: { state: string; isSealed: boolean }) => [state, isSealed]),
    [['in use', true]],
  );
  ok(await operator('keys', 'renew', room, '--force'));
  await assertGoesOn();
});

test('the only root key is lost: the newsroom goes on under the root it has, and its other keys can be replaced', async () => {
  await again();
  await lose('root-1');
  await lose('desk-de');
  assert.deepEqual(await followHints(), ['keys rotate desk de']);
  assert.match(ok(await operator('keys', 'rotate', room, 'online')), /To be signed where the keys are/);
  await assertGoesOn();
});

test('one of three root keys and one of three targets keys are lost: the other two name new ones', async () => {
  await again();
  const create = async (name: string, role: 'root' | 'targets'): Promise<string> => {
    const file = scratch.path(`${name}/${role}.key`);
    const args = ['keys', 'create', file, '--role', role, '--newsroom', 'courier.example', '--json'];
    return JSON.parse(ok(await operator(...args))).public;
  };
  const request = join(room, 'keys-request.json');
  const sign = async (key: string): Promise<string> => {
    const out = scratch.path(`${key.replaceAll('/', '-')}.sig.json`);
    ok(await operator('keys', 'sign', request, '--key', key, '--out', out));
    return out;
  };
  const signAt = (...keys: string[]) =>
    keys.reduce(
      async (before, key) => [...(await before), await sign(scratch.path(`${key}.key`))],
      Promise.resolve<string[]>([]),
    );
  const publics: Record<'root' | 'targets', string[]> = { root: [], targets: [] };
  for (const machine of MACHINES) {
    for (const role of ['root', 'targets'] as const) publics[role].push(await create(machine, role));
  }
  ok(await operator('keys', 'propose', room, '--root', ...publics.root, '--targets', ...publics.targets));
  const old = await sign(join(room, 'keys', 'root-1.key'));
  ok(
    await operator(
      'keys',
      'import',
      room,
      old,
      ...(await signAt('one/root', 'two/root', 'one/targets', 'two/targets')),
    ),
  );
  await lose('root-1', 'targets-1');
  await round();

  // The third person loses both keys; a fourth takes over. Those who stay are named by their digits.
  await rm(scratch.path('three'), { recursive: true });
  const { keys } = JSON.parse(ok(await operator('keys', 'list', room, '--json')));
  const lost = await digitsOf(publics.root[2], publics.targets[2]);
  const staying = (role: string): string[] =>
    keys
      .filter((key: { role: string; state: string }) => key.role === role && key.state === 'in use')
      .map(({ digits }: { digits: string }) => digits)
      .filter((digits: string) => !lost.includes(digits));
  assert.deepEqual([staying('root').length, staying('targets').length], [2, 2]);
  const roles = [];
  for (const role of ['root', 'targets'] as const) {
    roles.push(`--${role}`, ...staying(role), await create('four', role));
  }
  const says = ok(await operator('keys', 'propose', room, ...roles));
  for (const digits of lost) assert.match(says, new RegExp(`removes the (root|targets) key ${digits}`));
  ok(await operator('keys', 'import', room, ...(await signAt('one/root', 'two/root', 'one/targets', 'two/targets'))));
  await assertGoesOn();
  assert.match(ok(await reader('verify', join(room, 'public'))), /root 3, targets 3/);

  // The newcomer counts as the lost one did, and what the machine needs is replaced by any two.
  await lose('online');
  ok(await operator(...commandIn((await refusal())?.hint)));
  ok(await operator('keys', 'import', room, ...(await signAt('one/root', 'four/root'))));
  await round();
  assert.match(ok(await reader('verify', join(room, 'public'))), /root 4, targets 3/);
});

/** The digits by which people compare keys. */
async function digitsOf(...keys: readonly (string | undefined)[]): Promise<readonly string[]> {
  const digits: string[] = [];
  for (const key of keys) digits.push(formatKeyDigits(await trustKeyId((await parseVerifierKey(key ?? '')).publicKey)));
  return digits;
}
