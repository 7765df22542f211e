import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { SegmentView } from '../../src/editing/index.ts';
import type { SettingsValues } from '../../src/platform/config/index.ts';
import { command, openScratch } from './command.ts';
import { type FeedItem, type FeedSite, openFeedSite, rssOf } from './feed-site.ts';
import { articlesWith, readCarried } from './folder.ts';
import { makeNewsroom, type TestNewsroom } from './newsroom.ts';
import { until } from './until.ts';

const ANNA = { name: 'Anna Brandt' };
const PARAGRAPHS = [
  'Die Kaimauer im Osthafen bleibt gesperrt, weil das Wasser den Grund unterspült hat.',
  'Der Stadtrat berät am Freitag darüber, wer den neuen Damm bezahlt und wann er gebaut wird.',
];

const CHANGED = 'Die Kaimauer im Osthafen bleibt gesperrt, weil ein Schiff sie gerammt hat.';

/** What the machine knows by heart. */
const RUSSIAN: Readonly<Record<string, string>> = {
  'Der Osthafen ist zu': 'Восточный порт закрыт',
  'Der neue Damm': 'Новая дамба',
  [PARAGRAPHS[0] ?? '']: 'Набережная восточного порта остаётся закрытой, потому что вода размыла дно.',
  [PARAGRAPHS[1] ?? '']: 'Городской совет в пятницу обсудит, кто заплатит за новую дамбу и когда её построят.',
  [CHANGED]: 'Набережная восточного порта остаётся закрытой, потому что её протаранило судно.',
};

let scratch: Awaited<ReturnType<typeof openScratch>>;
let site: FeedSite;

/** What the machine makes of a text; it speaks LibreTranslate's protocol. */
let machine: (text: string) => string;

before(async () => {
  scratch = await openScratch();
  const json = (body: string) => ({ headers: { 'content-type': 'application/json' }, body });
  site = await openFeedSite({ '/machine/languages': json('[]'), '/machine/spec': json('{"info":{"version":"1.0"}}') });
  site.answers.set('/machine/translate', (request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { q } = JSON.parse(Buffer.concat(parts).toString()) as { q: string[] };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ translatedText: q.map(machine) }));
    });
  });
});

after(async () => {
  await site.close();
  await scratch.remove();
});

function item(values: Partial<FeedItem> = {}): FeedItem {
  const text = PARAGRAPHS.map((each) => `<p>${each}</p>`).join('');
  return { id: 'harbour', headline: 'Der Osthafen ist zu', text, ...values };
}

function send(...items: FeedItem[]): void {
  site.answers.set('/feed.xml', rssOf(items, 'Lanmünder Bote', 'de'));
}

interface Bench extends TestNewsroom {
  readonly article: string;
  /** The draft in Russian, once the machine is through with it. */
  drafted(): Promise<readonly SegmentView[]>;
  later(minutes: number): void;
}

/** A newsroom that follows the feed and translates it; its first round is through. */
async function openBench(name: string, values: Partial<SettingsValues> = {}): Promise<Bench> {
  machine = (text) => RUSSIAN[text] ?? '';
  send(item());
  const clock = { now: new Date('2026-11-22T10:00:00Z') };
  const room = await makeNewsroom(
    scratch.path(name),
    {
      languages: ['de', 'ru'],
      title: { de: 'Lanmünder Bote', ru: 'Ланмюндский вестник' },
      sources: [{ feed: `${site.address}/feed.xml`, text: 'feed' }],
      engines: [{ name: 'machine', kind: 'libretranslate', address: `${site.address}/machine/` }],
      translations: [{ from: 'de', to: 'ru', engine: 'machine' }],
      ...values,
    },
    () => clock.now,
  );
  const { newsroom } = room;
  await room.round();
  await newsroom.workplace.work();
  const [row] = (await newsroom.editing.articles({})).rows;
  const article = row?.article ?? assert.fail('nothing arrived');
  return {
    ...room,
    article,
    drafted: () =>
      until(async () => {
        const [last] = await newsroom.editing.audit({ article, limit: 1 });
        return last?.what === 'machine-drafted' || last?.what === 'published' || last?.what === 'corrected'
          ? ((await newsroom.editing.draft({ article, language: 'ru' }))?.segments ?? [])
          : null;
      }),
    later(minutes) {
      clock.now = new Date(clock.now.getTime() + minutes * 60_000);
    },
  };
}

async function confirm(
  { newsroom, article }: Bench,
  textOf = (segment: SegmentView): string => segment.target,
): Promise<void> {
  const name = { article, language: 'ru' };
  for (const segment of (await newsroom.editing.draft(name))?.segments ?? []) {
    if (segment.state === 'confirmed') continue;
    const { key, edit } = segment;
    const { outcome } = await newsroom.editing.confirmSegment({ ...name, key, edit }, textOf(segment), ANNA);
    assert.equal(outcome, 'saved', key);
  }
}

/** What a carrier's page of the article in a language says; null when there is none. */
async function pageOf({ carried, article }: Bench, language: string): Promise<string | null> {
  const { pages } = await readCarried(carried);
  const found = [...pages].find(([path]) => path.startsWith(`${language}/`) && path.includes(article));
  return found?.[1].text ?? null;
}

/** All pages of a language, lists included. */
async function everyPage(carried: string): Promise<string> {
  return [...(await readCarried(carried)).pages.values()].map(({ text }) => text).join('\n');
}

test('an article goes from its source through machine and person to a carrier in two languages, and every change of it follows', async () => {
  const bench = await openBench('two-languages');
  const { newsroom, article, carried } = bench;
  const ru = { article, language: 'ru' };
  try {
    assert.equal(await pageOf(bench, 'ru'), null);
    const drafted = await bench.drafted();
    assert.deepEqual(
      drafted.map(({ key, origin, engine }) => `${key} ${origin} ${engine}`),
      ['headline machine libretranslate@1.0', 'b1 machine libretranslate@1.0', 'b2 machine libretranslate@1.0'],
    );
    assert.equal((await newsroom.editing.publish(ru, {}, ANNA)).outcome, 'refused');
    await confirm(bench, ({ key, target }) => (key === 'headline' ? 'Восточная гавань закрыта' : target));
    assert.deepEqual(await newsroom.editing.publish(ru, {}, ANNA), { outcome: 'done' });
    await bench.round();
    const russian = (await pageOf(bench, 'ru')) ?? assert.fail('no page');
    assert.match(russian, /Восточная гавань закрыта/);
    assert.match(russian, /Anna Brandt/, 'the page says who checked it');
    assert.match((await pageOf(bench, 'de')) ?? '', new RegExp(`/ru/[0-9/]+/${article}\\.html`));
    const home = scratch.path('reader');
    await command(['trust', 'add', carried], { home });
    const verified = await command(['verify', carried], { home, now: () => new Date('2026-11-22T10:05:00Z') });
    assert.match(verified.out, /is genuine/, verified.err);

    bench.later(10);
    send(item({ text: `<p>${CHANGED}</p><p>${PARAGRAPHS[1]}</p>` }));
    await bench.round();
    assert.match((await pageOf(bench, 'de')) ?? '', /gerammt/);
    assert.doesNotMatch((await pageOf(bench, 'ru')) ?? '', /протаранило/);
    const touched = await bench.drafted();
    assert.deepEqual(
      touched.map(({ key, state }) => `${key} ${state}`),
      ['headline confirmed', 'b1 touched', 'b2 confirmed'],
    );
    assert.equal(touched[1]?.machine, RUSSIAN[CHANGED]);
    await confirm(bench, ({ machine: made, target }) => made ?? target);
    await newsroom.editing.publish(ru, {}, ANNA);
    await bench.round();
    assert.match((await pageOf(bench, 'ru')) ?? '', /протаранило/);
    assert.equal(articlesWith(await readCarried(carried), 'протаранило').length, 1);

    bench.later(10);
    await newsroom.editing.withdraw({ article }, 'Ein Zeuge bat darum.', ANNA);
    await bench.round();
    const all = await everyPage(carried);
    for (const word of ['gerammt', 'Osthafen', 'протаранило', 'Восточная гавань'])
      assert.ok(!all.includes(word), `${word} is still there`);
    assert.match((await pageOf(bench, 'ru')) ?? '', /<[a-z]+ lang="de"[^>]*>Ein Zeuge bat darum\./);
    const after = await command(['verify', carried], { home, now: () => new Date('2026-11-22T10:25:00Z') });
    assert.match(after.out, /is genuine/, after.err);
  } finally {
    await bench.close();
  }
});

test('under an embargo, under review and before its time nothing of a text is in any file that carriers get', async () => {
  const bench = await openBench('held', { review: ['de'] });
  const { newsroom, article, carried } = bench;
  const de = { article, language: 'de' };
  const isOut = async (word: string): Promise<boolean> => (await everyPage(carried)).includes(word);
  try {
    await bench.drafted();
    assert.equal(await isOut('Osthafen'), false, 'nobody let it go');
    await newsroom.editing.publish(de, { at: new Date('2026-11-22T10:30:00Z') }, ANNA);
    await newsroom.editing.setEmbargo(article, new Date('2026-11-22T11:00:00Z'), ANNA);
    await confirm(bench);
    bench.later(40);
    await newsroom.editing.publish({ article, language: 'ru' }, {}, ANNA);
    await bench.round();
    assert.equal(await isOut('Osthafen'), false, 'its time has come, and its embargo is not over');
    bench.later(20);
    await bench.round();
    assert.equal(await isOut('Der Osthafen ist zu'), true);
    assert.notEqual(await pageOf(bench, 'ru'), null);

    send(item({ headline: 'Der Osthafen ist wieder offen' }), item({ id: 'second', headline: 'Geheimer Plan' }));
    await bench.round();
    assert.equal(await isOut('wieder offen'), false, 'in no page, list or feed');
    assert.equal(await isOut('Geheimer Plan'), false);
    await newsroom.editing.publish(de, {}, ANNA);
    await bench.round();
    assert.equal(await isOut('wieder offen'), true);
    assert.equal(await isOut('Geheimer Plan'), false);
  } finally {
    await bench.close();
  }
});

test('a machine that talks nonsense costs segments, and what it may publish unchecked it publishes only when whole', async () => {
  const bench = await openBench('unchecked', {
    translations: [{ from: 'de', to: 'ru', engine: 'machine', publish: 'unchecked' }],
  });
  try {
    await bench.drafted();
    await until(
      async () =>
        (await bench.newsroom.editing.draft({ article: bench.article, language: 'ru' }))?.state === 'published',
    );
    await bench.round();
    assert.match((await pageOf(bench, 'ru')) ?? '', /Восточный порт закрыт/);
    machine = (text) => (text === 'Der neue Damm' ? '' : (RUSSIAN[text] ?? ''));
    send(
      item(),
      item({ id: 'dam', headline: 'Der neue Damm', text: `<p>${PARAGRAPHS[1]}</p><p>${PARAGRAPHS[0]}</p>` }),
    );
    await bench.round();
    const [row] = (await bench.newsroom.editing.articles({ search: 'Damm' })).rows;
    const dam = { article: row?.article ?? '', language: 'ru' };
    const draft = await until(async () => {
      const found = await bench.newsroom.editing.draft(dam);
      return found?.state === 'review' ? found : null;
    });
    const failed = draft.segments.filter(({ failure }) => failure !== null);
    assert.ok(failed.length > 0 && draft.segments.some(({ target }) => target !== ''));
    await bench.round();
    assert.equal(await pageOf({ ...bench, article: dam.article }, 'ru'), null);
    assert.ok((await everyPage(join(bench.carried))).includes('Der neue Damm'));
  } finally {
    await bench.close();
  }
});
