import assert from 'node:assert/strict';
import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { command, type Outcome, openScratch } from './command.ts';
import { type FeedSite, openFeedSite, rssOf, textAbout } from './feed-site.ts';
import { openNewsroom } from './newsroom.ts';

const PASSPHRASE = 'seven grey herons';
const OTHER = 'nine late trains';
const MACHINES = ['one', 'two', 'three'] as const;

let scratch: Awaited<ReturnType<typeof openScratch>>;
let site: FeedSite;
let room: string;
/** Everything any command wrote: no secret may be in it. */
const written: string[] = [];

before(async () => {
  scratch = await openScratch();
  site = await openFeedSite({ '/feed.xml': feed('bridge') });
  room = scratch.path('room');
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

/** Runs a command as the operator of the newsroom, who has its passphrase. */
async function operator(...args: string[]): Promise<Outcome> {
  return told(await command(args, { home: scratch.path('operator'), env: { TAMIZDAT_PASSPHRASE: PASSPHRASE } }));
}

/** Runs a command on a machine that is never on line; only the first of the three seals its keys. */
async function offline(machine: string, ...args: string[]): Promise<Outcome> {
  const env = machine === 'one' ? { env: { TAMIZDAT_PASSPHRASE: OTHER } } : {};
  return told(await command(args, { home: scratch.path('nobody'), ...env }));
}

const reader = (name: string, ...args: string[]) => command(args, { home: scratch.path(`reader-${name}`) });

function told(outcome: Outcome): Outcome {
  written.push(outcome.out, outcome.err);
  return outcome;
}

function ok(outcome: Outcome): string {
  assert.equal(outcome.exitCode, 0, outcome.err + outcome.out);
  return outcome.out;
}

async function round(): Promise<void> {
  const newsroom = await openNewsroom(room);
  const { reports } = await newsroom.round();
  await newsroom.close();
  assert.ok(reports.every(({ outcome }) => outcome !== 'failed'));
}

/** Paths of the article pages that are carried now. */
async function pages(): Promise<string[]> {
  const paths = await readdir(join(room, 'public', 'de'), { recursive: true });
  return paths.filter((path) => /[0-9a-z]{10}\.html$/.test(path)).map((path) => join(room, 'public', 'de', path));
}

/** Signs what waits with these keys (`<machine>/<role>`) and gives the files of signatures. */
async function sign(...keys: string[]): Promise<string[]> {
  const files: string[] = [];
  for (const key of keys) {
    const [machine = ''] = key.split('/');
    const out = scratch.path(`${key.replace('/', '-')}.sig.json`);
    const request = join(room, 'keys-request.json');
    ok(await offline(machine, 'keys', 'sign', request, '--key', `${scratch.path(key)}.key`, '--out', out));
    files.push(out);
  }
  return files;
}

const trustNow = () => readFile(join(room, 'data', 'edition', 'files', 'trust', 'bundle'));

test('a newsroom that has one root key is told what to do about it, and is published', async () => {
  ok(
    await operator(
      'init',
      room,
      '--name',
      'courier.example',
      '--languages',
      'de',
      '--feed',
      `${site.address}/feed.xml`,
    ),
  );
  const { keys, next } = JSON.parse(ok(await operator('keys', 'list', room, '--json')));
  assert.deepEqual(
    keys.map((key: { role: string; state: string }) => `${key.role} ${key.state}`),
    ['root in use', 'targets in use', 'online in use', 'log in use', 'clock in use', 'desk in use'],
  );
  assert.match(next.join('\n'), /^one root key is enough to replace you/);
  await round();
  for (const name of ['near', 'away']) ok(await reader(name, 'trust', 'add', join(room, 'public')));
  const [page = ''] = await pages();
  await mkdir(scratch.path('saved'));
  await cp(page, scratch.path('saved/bridge.html'));
  assert.equal((await reader('near', 'verify', page)).exitCode, 0);
});

test('three key files in other folders take over, two of three, once enough of them have signed', async () => {
  const publics: Record<'root' | 'targets', string[]> = { root: [], targets: [] };
  for (const machine of MACHINES) {
    for (const role of ['root', 'targets'] as const) {
      const file = scratch.path(`${machine}/${role}.key`);
      const made = await offline(
        machine,
        'keys',
        'create',
        file,
        '--role',
        role,
        '--newsroom',
        'courier.example',
        '--json',
      );
      publics[role].push(JSON.parse(ok(made)).public);
    }
  }
  const proposed = await operator('keys', 'propose', room, '--root', ...publics.root, '--targets', ...publics.targets);
  assert.match(ok(proposed), /2 of 3 root keys must sign \(until now 1 of 1\)/);
  const old = scratch.path('old.sig.json');
  const own = ['--key', join(room, 'keys', 'root-1.key'), '--out', old];
  const signed = ok(await operator('keys', 'sign', join(room, 'keys-request.json'), ...own));
  assert.match(signed, /removes the root key [0-9 ]{47}\n/);

  await cp(join(room, 'keys-request.json'), scratch.path('first-request.json'));

  const before = await trustNow();
  const one = await sign('one/root', 'one/targets');
  for (const few of [[old], one, [old, ...one]]) {
    const refused = await operator('keys', 'import', room, ...few);
    assert.equal(refused.exitCode, 1);
    assert.match(refused.err, /the new (root|targets) has [01] of [12] signatures that root [12] asks for/);
    assert.deepEqual(await trustNow(), before, 'nothing was written');
  }
  const more = await sign('two/root', 'three/targets');
  ok(await operator('keys', 'import', room, old, ...one, ...more));
  await round();
  const checked = await reader('near', 'verify', join(room, 'public'));
  assert.match(ok(checked), /root 2, targets 2/);
});

test('the signatures of one request do not serve another, nor a second time', async () => {
  const again = await operator('keys', 'import', room, scratch.path('old.sig.json'));
  assert.match(again.err, /nothing waits for signatures/);
  ok(await operator('keys', 'rotate', room, 'online'));
  const replayed = await operator('keys', 'import', room, scratch.path('two-root.sig.json'));
  assert.equal(replayed.exitCode, 1);
  assert.match(replayed.err, /holds signatures for another request/);
});

test('a new online key is signed elsewhere, and the next run speaks with it', async () => {
  const { keys } = JSON.parse(ok(await operator('keys', 'list', room, '--json')));
  const files = () =>
    keys.filter(({ role }: { role: string }) => role === 'online').map((key: { file: string }) => key.file);
  assert.deepEqual(files(), ['online.key', 'online.2.key'], 'the attempt before made it');
  ok(await operator('keys', 'rotate', room, 'online'));
  ok(await operator('keys', 'import', room, ...(await sign('two/root', 'three/root'))));
  const { keys: now, next } = JSON.parse(ok(await operator('keys', 'list', room, '--json')));
  const states = now.filter(({ role }: { role: string }) => role === 'online');
  assert.deepEqual(
    states.map((key: { file: string; state: string }) => `${key.file} ${key.state}`),
    ['online.2.key in use', 'online.key closed'],
  );
  assert.match(next.join('\n'), /keys\/online\.key is no longer used/);
  await round();
  ok(await reader('near', 'verify', join(room, 'public')));
});

test('a new desk key is valid from the next entry on, and the old pages stay genuine', async () => {
  ok(await operator('keys', 'rotate', room, 'desk', 'de'));
  // Until the signatures are there the newsroom goes on under the old key, and what that signs stays valid.
  site.answers.set('/feed.xml', feed('quay', 'bridge'));
  await round();
  const old = await pages();
  ok(await operator('keys', 'import', room, ...(await sign('one/targets', 'two/targets'))));
  site.answers.set('/feed.xml', feed('harbour', 'quay', 'bridge'));
  await round();
  const now = await pages();
  assert.equal(now.length, 3);
  for (const page of now) assert.equal((await reader('near', 'verify', page)).exitCode, 0);
  const [fresh = ''] = now.filter((page) => !old.includes(page));
  const noteOf = async (page: string) =>
    / courier\.example\/desk\/de (\S+)/.exec(await readFile(page, 'utf8'))?.[1]?.slice(0, 5);
  assert.notEqual(await noteOf(fresh), await noteOf(old[0] ?? ''), 'another key signed it');
});

test('a new clock dates every page that is carried, the old ones too', async () => {
  ok(await operator('keys', 'rotate', room, 'clock'));
  // The newsroom goes on under the old clock until the signatures are there.
  site.answers.set('/feed.xml', feed('station', 'harbour', 'quay', 'bridge'));
  await round();
  ok(await operator('keys', 'import', room, ...(await sign('one/targets', 'two/targets'))));
  const carried = await pages();
  assert.equal(carried.length, 4);
  await round();
  assert.match(await readFile(join(room, 'public', 'head'), 'utf8'), /courier\.example\/clock/);
  for (const page of carried) assert.equal((await reader('near', 'verify', page)).exitCode, 0, page);
  const whole = await reader('near', 'verify', join(room, 'public'));
  assert.match(ok(whole), /targets 4/);
});

test('dates are renewed before they run out', async () => {
  assert.match(ok(await operator('keys', 'renew', room)), /^Nothing is due/);
  assert.match(ok(await operator('keys', 'renew', room, '--force')), /nobody is added or removed/);
  const files = await sign('one/root', 'three/root', 'one/targets', 'three/targets');
  ok(await operator('keys', 'import', room, ...files));
  await round();
});

test('a key refuses a request whose past is older than one it signed under, or has another fingerprint', async () => {
  const out = scratch.path('refused.sig.json');
  const attempt = (request: string, ...more: string[]) =>
    offline('one', 'keys', 'sign', request, '--key', scratch.path('one/root.key'), '--out', out, ...more);
  const older = await attempt(scratch.path('first-request.json'));
  assert.equal(older.exitCode, 1);
  assert.match(older.err, /follows root 1, and this key signed under root 3 before/);
  ok(await operator('keys', 'renew', room, '--force'));
  const request = join(room, 'keys-request.json');
  const other = await attempt(request, '--fingerprint', '00000 '.repeat(8));
  assert.equal(other.exitCode, 1);
  assert.match(other.err, /is not the newsroom with that fingerprint/);
  await assert.rejects(readFile(out), { code: 'ENOENT' });
  const { code } = JSON.parse(ok(await operator('keys', 'fingerprint', room, '--json')));
  const signed = JSON.parse(ok(await attempt(request, '--fingerprint', code, '--json')));
  assert.deepEqual([signed.outcome, signed.newsroom], ['signed', 'courier.example']);
});

test('a reader who was away for all of it verifies old pages and new ones', async () => {
  ok(await reader('away', 'verify', join(room, 'public')));
  for (const page of [...(await pages())]) {
    assert.equal((await reader('away', 'verify', page)).exitCode, 0, page);
  }
  assert.match(ok(await reader('away', 'verify', join(room, 'public'))), /root 4, targets 5/);
});

test('work on the keys waits for the running newsroom, and says so', async () => {
  const newsroom = await openNewsroom(room);
  const refused = await operator('keys', 'rotate', room, 'online');
  await newsroom.close();
  assert.equal(refused.exitCode, 1);
  assert.match(refused.err, /hint: stop it first, run this again, then start it/);
});

test('the fingerprint is shown as digits and as a code, without an address', async () => {
  const svg = scratch.path('fingerprint.svg');
  const { digits, code } = JSON.parse(ok(await operator('keys', 'fingerprint', room, '--svg', svg, '--json')));
  assert.match(digits, /^([0-9]{5} ){7}[0-9]{5}$/);
  assert.equal(code, `tamizdat courier.example ${digits}`);
  assert.ok(ok(await operator('keys', 'fingerprint', room)).includes(digits));
  const drawn = await readFile(svg, 'utf8');
  assert.ok(digits.split(' ').every((group: string) => drawn.includes(group)));
  assert.equal(drawn.replace('http://www.w3.org/2000/svg', '').includes('http'), false);
  const added = await reader('print', 'trust', 'add', join(room, 'public'), '--fingerprint', code);
  ok(added);
});

test('no secret is in anything that a command wrote, nor in the edition, the database or what goes between machines', async () => {
  const secrets = [PASSPHRASE, OTHER, 'PRIVATE+KEY'];
  const seeds: Buffer[] = [];
  const folders = [join(room, 'keys'), ...MACHINES.map((machine) => scratch.path(machine))];
  for (const folder of folders) {
    for (const name of await readdir(folder)) {
      const [, typed] =
        /^PRIVATE\+KEY\+[^+]+\+[0-9a-f]{8}\+(\S+)$/m.exec(await readFile(join(folder, name), 'utf8')) ?? [];
      if (typed !== undefined) seeds.push(Buffer.from(typed, 'base64').subarray(1));
    }
  }
  assert.ok(seeds.length >= 9, `${seeds.length} keys lie open in their files`);
  for (const seed of seeds) secrets.push(seed.toString('hex'), seed.toString('base64').slice(1, -2));
  const said = written.join('');
  assert.ok(said.length > 5_000);
  for (const secret of secrets) assert.ok(!said.includes(secret));
  const files = (await readdir(room, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const others = MACHINES.map((machine) => scratch.path(`${machine}-root.sig.json`));
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).filter((path) => !path.endsWith('.key'));
  for (const path of [...paths, ...others]) {
    const bytes = await readFile(path);
    for (const seed of seeds) assert.ok(!bytes.includes(seed), path);
    for (const secret of secrets) assert.ok(!bytes.includes(secret), path);
  }
  // The check itself must find what it looks for, where it is.
  const own = await readFile(join(room, 'keys', 'log-1.key'));
  assert.ok(secrets.some((secret) => own.includes(secret)));
});
