/** The pages of memory and glossary, on the real thing. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { openChromium } from '../../../test/browser/chromium.ts';
import { assertFits } from '../../../test/browser/fits.ts';
import { type Lexicon, openLexicon } from '../../editing/index.ts';
import { openStore, type Store } from '../../platform/store/index.ts';
import { migrations, type Tables } from '../../tables/index.ts';
import { openConsole, type RunningConsole } from '../console.ts';
import { draftDesk } from '../testing/draft-specimen.ts';
import { memoryNewsroom, NOW, specimen } from '../testing/specimen.ts';

let folder = '';
let store: Store<Tables>;
let lexicon: Lexicon;
let running: RunningConsole;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tamizdat-lexicon-'));
  store = await openStore<Tables>(folder, { migrations });
  lexicon = openLexicon({ db: store.db, now: () => NOW, random: (count) => new Uint8Array(randomBytes(count)) });
  const newsroom = memoryNewsroom(specimen());
  running = await openConsole({ newsroom, desk: { ...draftDesk().desk, lexicon }, now: () => NOW });
});
beforeEach(async () => {
  for (const table of ['memory_uses', 'memory_grams', 'memory', 'terms', 'audit'] as const)
    await store.db.deleteFrom(table).execute();
});
after(async () => {
  await running.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const at = (path: string) => new URL(path, running.address);
const text = async (path: string) => (await fetch(at(path))).text();
const said = (answer: Response) => decodeURIComponent(answer.headers.get('set-cookie') ?? '');
function post(path: string, fields: Record<string, string | File>): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return fetch(at(path), { method: 'POST', body: form, redirect: 'manual' });
}
const audit = async () =>
  (await store.db.selectFrom('audit').select(['who', 'what']).orderBy('id').execute()).map(
    ({ who, what }) => `${who} ${what}`,
  );

const TMX = `<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en" srclang="de" datatype="plaintext"/>
<body>
<tu><tuv xml:lang="de"><seg>Der Hafen ist offen.</seg></tuv><tuv xml:lang="ru"><seg>Порт открыт.</seg></tuv></tu>
<tu><tuv xml:lang="de"><seg>Nur deutsch.</seg></tuv></tu>
</body></tmx>`;

test('a memory comes in as TMX, is searched, goes out again, and a pair is forgotten', async () => {
  const answer = await post('/memory/import', { from: 'de', to: 'ru', file: new File([TMX], 'memory.tmx') });
  assert.equal(answer.status, 303);
  assert.match(said(answer), /1 pair brought in\. 1 pair left out/);
  assert.match(await text('/memory?search=Hafen'), /Порт открыт\./);
  assert.match(await text('/memory?search=Bahnhof'), /Nothing of that is remembered/);
  const file = await fetch(at('/memory/file?from=de&to=ru'));
  assert.match(file.headers.get('content-disposition') ?? '', /memory-de-ru\.tmx/);
  assert.match(await file.text(), /<seg>Порт открыт\.<\/seg>/);
  const [entry] = (await lexicon.memory({})).entries;
  const forgotten = await post('/memory/forget', { id: entry?.id ?? '', back: '/memory?search=Hafen' });
  assert.equal(forgotten.headers.get('location'), '/memory?search=Hafen');
  assert.equal((await lexicon.memory({})).entries.length, 0);
  assert.match(said(await post('/memory/forget', { id: entry?.id ?? '', back: '//elsewhere.example/' })), /already/);
  assert.deepEqual(await audit(), ['Ada Brook memory-imported', 'Ada Brook memory-changed']);
});

test('a file that is no memory, or names no direction, is refused with the reason', async () => {
  assert.match(
    said(await post('/memory/import', { from: 'de', to: 'ru', file: new File(['x'], 'x.tmx') })),
    /The file was refused: /,
  );
  assert.match(
    said(await post('/memory/import', { from: 'de', to: 'de', file: new File([TMX], 'x.tmx') })),
    /two different languages/,
  );
  assert.match(said(await post('/memory/import', { from: 'de', to: 'ru' })), /There was no file/);
  assert.equal((await fetch(at('/memory/file?from=de&to=nonsense!'), { redirect: 'manual' })).status, 303);
});

const TERM = {
  from: 'de',
  to: 'ru',
  source: 'Hafenkurier',
  target: '«Портовый курьер»',
  kind: 'name',
  note: 'in guillemets',
};

test('a term is added, changed and removed; one that is refused keeps what was typed', async () => {
  assert.equal((await post('/glossary', TERM)).status, 303);
  const refused = await post('/glossary', { ...TERM, to: 'de', source: 'Kai', note: 'typed with care' });
  assert.equal(refused.status, 422);
  assert.match(await refused.text(), /one language twice[\s\S]*typed with care/);
  const [term] = await lexicon.terms();
  await post('/glossary/change', { ...TERM, id: term?.id ?? '', target: 'Портовый курьер', act: 'change' });
  assert.match(await text('/glossary'), /Портовый курьер/);
  await post('/glossary/change', { ...TERM, id: term?.id ?? '', act: 'remove' });
  assert.deepEqual(await lexicon.terms(), []);
  assert.deepEqual(
    await audit(),
    Array.from({ length: 3 }, () => 'Ada Brook glossary-changed'),
  );
});

test('a glossary goes out as CSV and comes in again, all or nothing', async () => {
  await post('/glossary', TERM);
  const csv = await text('/glossary/file');
  const [term] = await lexicon.terms();
  await lexicon.removeTerm(term?.id ?? '', { name: 'Ada Brook' });
  assert.match(said(await post('/glossary/import', { file: new File([csv], 'terms.csv') })), /1 term brought in/);
  assert.equal((await lexicon.terms())[0]?.note, 'in guillemets');
  const broken = await post('/glossary/import', { file: new File([`${csv}de,de,x,y,name,\n`], 'terms.csv') });
  assert.equal(broken.status, 422);
  assert.match(await broken.text(), /line 3[\s\S]*Nothing was changed/);
});

test('both pages have no fault that axe knows and fit phone and desktop, dark and light', async () => {
  await post('/memory/import', { from: 'de', to: 'ru', file: new File([TMX], 'memory.tmx') });
  await post('/glossary', TERM);
  const browser = await openChromium();
  try {
    const page = await browser.newPage({ bypassCSP: true });
    for (const path of ['/memory', '/glossary']) {
      await page.goto(at(path).href);
      await page.evaluate(() => {
        for (const each of document.querySelectorAll('details')) each.open = true;
      });
      await assertFits(page, `lexicon${path.replace('/', '-')}`);
    }
  } finally {
    await browser.close();
  }
});
