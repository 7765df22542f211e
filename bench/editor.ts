/**
 * The editor of a very long draft: how long the console takes to answer who works in it.
 *
 *     node --import ./scripts/tsx.mjs bench/editor.ts [segments]                         on the embedded database
 *     DATABASE=postgres://… node --import ./scripts/tsx.mjs bench/editor.ts [segments]   on a server: an empty database
 *
 * Everything is asked over HTTP, as a browser asks it: the fastest and the median of several rounds.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { ArticleBody } from '../src/article/index.ts';
import { openConsole } from '../src/console/index.ts';
import { openEditing, refreshCells } from '../src/editing/index.ts';
import { parseSettings, settingsTemplate } from '../src/platform/config/index.ts';
import { openServerStore, openStore } from '../src/platform/store/index.ts';
import { migrations, type Tables } from '../src/tables/index.ts';

const SEGMENTS = Number(process.argv[2] ?? 10_000);
const ROUNDS = 15;
const NAME = { article: 'a000000001', language: 'ru' };
const random = (count: number): Uint8Array => new Uint8Array(randomBytes(count));
const now = (): Date => new Date();

const SETTINGS = parseSettings(
  settingsTemplate({
    newsroom: 'courier.example',
    title: { de: 'Der Hafenkurier', ru: 'Портовый курьер' },
    home: 'https://courier.example/',
    languages: ['de', 'ru'],
    translations: [{ from: 'de', to: 'ru' }],
  }),
  'tamizdat.yaml',
);

const folder = await mkdtemp(join(tmpdir(), 'tamizdat-bench-'));
const address = process.env.DATABASE;
const store =
  address === undefined
    ? await openStore<Tables>(join(folder, 'database'), { migrations })
    : await openServerStore<Tables>(address, { migrations });
const { db } = store;
const editing = openEditing({ db, settings: () => SETTINGS, now, random, enqueue: async () => {}, onChange: () => {} });
await fill();
const running = await openConsole({
  newsroom: { overview: () => Promise.reject(new Error('nobody asks for it')), onChange: () => () => {} },
  desk: { editing, settings: () => SETTINGS, access: { kind: 'everyone', name: 'Anna Brandt' } },
  onFailure: (error) => console.error(error),
});
const page = `${running.address}articles/${NAME.article}/${NAME.language}`;

const edits = new Map<string, number>();
let round = 0;
await measure('the first page', () => ask(''));
await measure('a page of the middle', () => ask(`?page=${Math.ceil(SEGMENTS / 400)}`));
await measure('what is not confirmed', () => ask('?show=open'));
await measure('what is new', () => ask('/now?tab=one&from=0&to=200', { accept: 'application/json' }));
await measure('one segment', () => ask('/segments/b7'));
await measure('memory and terms beside one', () => ask('/segments/b7/help'));
await measure('saving a segment', () => write('save', `b${10 + (round % 5)}`));
await measure('confirming a segment', () => write('confirm', `b${20 + round}`));
await running.close();
await store.close();
await rm(folder, { recursive: true, force: true });

async function fill(): Promise<void> {
  const body: ArticleBody = {
    language: 'de',
    direction: 'ltr',
    state: 'current',
    headline: 'Das Protokoll der Hafenkommission',
    sections: [],
    bylines: [],
    publishedAt: '2026-11-20T08:00:00Z',
    blocks: Array.from({ length: SEGMENTS - 1 }, (_, at) => ({
      id: `b${at + 1}`,
      type: 'paragraph',
      content: [
        { type: 'text', text: `Zu Punkt ${at + 1} sagt der Vorsitzende, die Kaimauer bleibe bis Freitag gesperrt.` },
      ],
    })),
  };
  const at = now().toISOString();
  await db.insertInto('articles').values({ id: NAME.article, day: '2026-11-20', changed_at: at }).execute();
  await sql`
    insert into versions (article, language, source, item, revision, body, content_hash, salt, highest_block, wanted,
      published, published_revision, published_at)
    values (${NAME.article}, 'de', 'https://feed.example/', 'one', 1, ${JSON.stringify(body)}, '', '', ${SEGMENTS}, 1, 1, 1,
      ${body.publishedAt})`.execute(db);
  const begun = await editing.begin(NAME, { name: 'Anna Brandt' });
  if (begun.outcome !== 'done') throw new Error(begun.reason);
  await sql`update drafts set state = 'review'`.execute(db);
  // As a machine leaves them, and two thirds read.
  await sql`
    update segments set target = 'По пункту ' || substr(key, 2) || ' председатель говорит, что причал закрыт до пятницы.',
      machine = 'x', state = case when position % 3 = 0 then 'draft' else 'confirmed' end, origin = 'machine', engine = 'book@1',
      confirmed_by = 'Anna Brandt', confirmed_at = ${at}`.execute(db);
  await db.transaction().execute((trx) => refreshCells(trx, [NAME.article], { now: now(), random }));
  await sql`analyze`.execute(db);
}

async function ask(path: string, headers: Record<string, string> = {}): Promise<void> {
  const answer = await fetch(`${page}${path}`, { headers });
  await answer.text();
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
}

async function write(act: 'save' | 'confirm', key: string): Promise<void> {
  const target = `По пункту ${key.slice(1)} председатель молчит${'.'.repeat(1 + round)}`;
  const fields = { act, target, edit: String(edits.get(key) ?? 1), show: 'all', page: '1' };
  const answer = await fetch(`${page}/segments/${key}`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams(fields),
  });
  const { outcome, edit }: { outcome: string; edit: number } = await answer.json();
  if (outcome !== 'saved') throw new Error(`${act} ${key}: ${outcome}`);
  edits.set(key, edit);
}

async function measure(what: string, work: () => Promise<void>): Promise<void> {
  const times: number[] = [];
  for (round = 0; round < ROUNDS; round += 1) {
    const begun = performance.now();
    await work();
    times.push(performance.now() - begun);
  }
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => `${(sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(0)} ms`;
  console.log(`${what.padEnd(30)} fastest ${at(0).padStart(8)}   median ${at(0.5).padStart(8)}`);
}
