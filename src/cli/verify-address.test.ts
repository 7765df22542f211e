import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Newsroom } from '../../test/vectors/newsroom.ts';
import {
  articleSpec,
  type Bench,
  BRIDGE_PATH,
  FERRY_PATH,
  firstSpecs,
  openBench,
  openHost,
  type Reader,
  type Said,
} from '../../test/verify/edition.ts';
import { composeLanguageChoice } from '../compose/index.ts';

const FAKE = '<!doctype html><h1>Everything is fine</h1>';
const choice = composeLanguageChoice({
  name: 'courier.example',
  title: { ru: 'Курьер' },
  home: 'https://courier.example/',
  originalLanguage: 'ru',
  languages: ['ru'],
}).bytes;

let bench: Bench;
let newsroom: Newsroom;
let reader: Reader;
/** The text of the bridge before it was withdrawn. */
let old: Uint8Array;

before(async () => {
  bench = await openBench(() => new Date('2026-11-22T12:00:00Z'));
  newsroom = await Newsroom.open('2026-11-22T10:15:07Z');
  const [bridge] = await newsroom.publish(firstSpecs());
  old = newsroom.file(BRIDGE_PATH);
  newsroom.now = new Date('2026-11-22T11:30:00Z');
  const replaces = bridge?.place ?? null;
  await newsroom.publish([articleSpec('Withdrawn', { kind: 'withdrawal', revision: 2, state: 'withdrawn', replaces })]);
  newsroom.files.set('index.html', choice);
  reader = bench.reader();
  assert.equal((await reader.run('trust', 'add', await bench.folder(newsroom.files))).exitCode, 0);
});

after(() => bench.remove());

/** The genuine files below any of these paths. */
const below =
  (...roots: readonly string[]) =>
  (path: string): Uint8Array | null => {
    const root = roots.find((each) => path.startsWith(each));
    return root === undefined ? null : (newsroom.files.get(path.slice(root.length)) ?? null);
  };

/** What is said of `path` on a host that says `say`, and genuine files at its root otherwise. */
async function verdictAt(path: string, say: (path: string) => Said) {
  const host = await openHost((asked) => say(asked) ?? below('/')(asked === '/' ? '/index.html' : asked));
  try {
    const answer = await reader.verify(host.address + path);
    return { ...answer, asked: host.asked };
  } finally {
    await host.close();
  }
}

for (const path of ['/breaking-news', '/index.html', '/ru/2026/11/22/breaking.html']) {
  test(`an unsigned document at ${path} is not vouched for, whatever edition lies below its address`, async () => {
    const { exitCode, label } = await verdictAt(path, (asked) => (asked === path ? FAKE : below(`${path}/`)(asked)));
    assert.deepEqual([exitCode, label.kind, label.failure], [3, 'cannot-tell', 'not-signed']);
    assert.equal(label.text, 'Cannot tell: this document is not signed');
  });
}

test('an unsigned document in the place of a page of a genuine edition is a forgery, however the path is spelt', async () => {
  for (const path of [BRIDGE_PATH, BRIDGE_PATH.replace('ru/', '%72u/').replace('3f', '%33f')]) {
    const { exitCode, label } = await verdictAt(`/${path}`, (asked) =>
      asked === `/${path}` ? FAKE : below(`/${path}/`)(asked),
    );
    assert.deepEqual([exitCode, label.failure], [1, 'markers'], path);
  }
});

test('of an address with an edition the label names the edition, and what is shown there beside it', async () => {
  const plain = await verdictAt('/', () => null);
  assert.equal(plain.exitCode, 0);
  assert.match(plain.label.text, /^Edition 2 is genuine, current as of .*; the page shown at this address is a plain/);
  const fake = await verdictAt('/', (asked) => (asked === '/' ? FAKE : null));
  assert.deepEqual([fake.exitCode, fake.label.failure], [3, 'not-signed']);
  assert.match(fake.label.text, /^Cannot tell: the page shown at this address is not signed; edition 2 below it/);
  const none = await verdictAt('/copy/', below('/copy/'));
  assert.match(none.label.text, /^Edition 2 is genuine, .*; this address shows no page$/);
});

test('a front page of a language is verified as a page, also where somebody put it at the root', async () => {
  const front = newsroom.file('ru/index.html');
  const inPlace = await verdictAt('/ru/', (asked) => (asked === '/ru/' ? front : null));
  assert.deepEqual([inPlace.label.kind, inPlace.page?.kind, inPlace.page?.headline], ['current', 'front', 'Courier']);
  const atRoot = await verdictAt('/', (asked) => (asked === '/' ? front : null));
  assert.deepEqual([atRoot.label.kind, atRoot.page?.path], ['current', 'ru/index.html']);
  const swapped = await verdictAt('/ru/', (asked) => (asked === '/ru/' ? newsroom.file(FERRY_PATH) : null));
  assert.deepEqual([swapped.exitCode, swapped.label.failure], [1, 'misplaced']);
});

test('another spelling of a path turns neither the place nor the calendar off', async () => {
  for (const spelt of [
    `/%72u/${BRIDGE_PATH.slice(3)}`,
    `//${BRIDGE_PATH}`,
    `/${BRIDGE_PATH.replace('/11/', '//11/')}`,
  ]) {
    const page = await verdictAt(spelt, (asked) => (asked === spelt ? old : below('//')(asked)));
    assert.equal(page.label.kind, 'withdrawn', spelt);
    const other = await verdictAt(spelt, (asked) => (asked === spelt ? newsroom.file(FERRY_PATH) : null));
    assert.deepEqual([other.exitCode, other.label.failure], [1, 'misplaced'], spelt);
  }
});

test('the place is checked where there is no edition to compare with, on a host and on a disk', async () => {
  const { exitCode, label } = await verdictAt(`/copy/${FERRY_PATH}`, (asked) =>
    asked === `/copy/${FERRY_PATH}` ? old : null,
  );
  assert.deepEqual([exitCode, label.failure], [1, 'misplaced']);
  const folder = await bench.folder(new Map([[FERRY_PATH, old]]));
  assert.equal((await reader.verify(`${folder}/${FERRY_PATH}`)).label.failure, 'misplaced');
});

test('what is told of a page tells it from every other', async () => {
  const folder = await bench.folder(new Map([['passed-on.html', newsroom.file(FERRY_PATH)]]));
  const { exitCode, out } = await reader.run('verify', `${folder}/passed-on.html`);
  assert.equal(exitCode, 0);
  assert.match(out, /^ {2}“Ferry late”\n {2}article in ru, revision 1, /m);
  assert.match(out, /^ {2}article 4fk9m2tq7x, of 2026-11-22, belongs at ru\/2026\/11\/22\/4fk9m2tq7x\.html$/m);
});

test('a path that begins with two slashes leads to no other host', async () => {
  const other = await openHost(below('/'));
  const name = other.address.slice('http:/'.length);
  try {
    const { asked, label } = await verdictAt(`/${name}/${FERRY_PATH}`, below(`/${name}/`));
    assert.equal(label.kind, 'current');
    assert.deepEqual(other.asked, []);
    assert.ok(asked.includes(`/${name}/head`), asked.join());
  } finally {
    await other.close();
  }
});

test('a redirect shows another page than the one that was named', async () => {
  const { exitCode, label } = await verdictAt(`/${FERRY_PATH}`, (asked) =>
    asked === `/${FERRY_PATH}` ? { headers: { location: `/${BRIDGE_PATH}` }, body: '' } : null,
  );
  assert.deepEqual([exitCode, label.failure], [1, 'misplaced']);
});

for (const [what, headers] of [
  ['a refresh', { refresh: '0;url=/fake' }],
  ['a style sheet', { link: '</e.css>; rel=stylesheet' }],
  ['a beacon', { link: '<https://courier.example/>; rel="canonical", </b>; rel="preload prefetch"' }],
  ['a charset', { 'content-type': 'text/html; charset=shift_jis' }],
  ['another type', { 'content-type': 'text/plain' }],
] as const) {
  test(`${what} in the headers of a host is told, and the page is not called genuine there`, async () => {
    const { exitCode, label, checks } = await verdictAt(`/${FERRY_PATH}`, (asked) =>
      asked === `/${FERRY_PATH}`
        ? { headers: { 'content-type': 'text/html', ...headers }, body: newsroom.file(FERRY_PATH) }
        : null,
    );
    assert.deepEqual([exitCode, label.failure], [1, 'host-headers']);
    assert.equal(checks.find(({ check }) => check === 'bytes')?.outcome, 'passed');
    assert.equal(checks.find(({ check }) => check === 'host')?.outcome, 'failed');
  });
}

test('headers on which no browser acts are no fault', async () => {
  const link = '<https://x.example/wp-json/>; rel="https://api.w.org/", </a>; rel=canonical';
  const { label } = await verdictAt(`/${FERRY_PATH}`, (asked) =>
    asked === `/${FERRY_PATH}`
      ? { headers: { 'content-type': 'Text/HTML; Charset="UTF-8"', link }, body: newsroom.file(FERRY_PATH) }
      : null,
  );
  assert.equal(label.kind, 'current');
});
