// What a newsroom's rounds cost beside a large archive: see README.md. Usage: npx node bench/archive.ts [--sizes 1000,20000] [--rounds 5]
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type ArticleBody, newArticleId, newSalt } from '../src/article/index.ts';
import { createNewsroom, Newsroom, placesOf } from '../src/newsroom/index.ts';
import { openStore } from '../src/platform/store/index.ts';
import { openLog } from '../src/platform/telemetry/index.ts';
import { articlePath } from '../src/proof/index.ts';
import { migrations, type Tables } from '../src/tables/index.ts';

const { values } = parseArgs({
  options: { sizes: { type: 'string', default: '1000,20000' }, rounds: { type: 'string', default: '5' } },
});
const sizes = values.sizes.split(',').map(Number);
const rounds = Number(values.rounds);

const DAY_MS = 24 * 60 * 60 * 1000;
/** Articles of one day: a small daily's. */
const A_DAY = 20;
const LANGUAGES = ['en', 'ru'] as const;
const log = openLog({ level: 'error' });
const ports = { now: () => new Date(), ask: async () => null, log };
const random = (count: number) => new Uint8Array(randomBytes(count));
const sentence =
  'The council of the harbour town met on Tuesday to speak about the bridge, and did not come to an end. ';

/** A feed of the newest twenty items, of which `news` counts those that appeared while we watched. */
function feed(news: number, host: string): string {
  const items = Array.from({ length: 20 }, (_, at) => {
    const number = news - at;
    return `<item><title>Item ${number}</title><guid isPermaLink="false">item ${number}</guid>
<link>${host}/items/${number}</link><pubDate>${new Date(Date.now() - DAY_MS).toUTCString()}</pubDate>
<content:encoded>&lt;p&gt;${sentence.repeat(20)}&lt;/p&gt;</content:encoded></item>`;
  });
  return `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Light</title><link>${host}/</link><description>News</description><language>en</language>${items.join('')}</channel></rss>`;
}

/** Writes an archive of language versions straight into the tables, and files of their size into the edition. */
async function fill(folder: string, versions: number): Promise<void> {
  const { database, edition } = placesOf(folder);
  const store = await openStore<Tables>(database, { migrations });
  const files = join(edition, 'files');
  const page = Buffer.alloc(9_000, sentence);
  const twin = Buffer.alloc(3_500, sentence);
  for (let at = 0; at < versions / LANGUAGES.length; at += 500) {
    const count = Math.min(500, versions / LANGUAGES.length - at);
    const articles = Array.from({ length: count }, (_, n) => {
      const age = Math.floor((at + n) / A_DAY) + 2;
      const publishedAt = new Date(Date.now() - age * DAY_MS).toISOString().replace(/\.\d+Z$/, 'Z');
      return { id: newArticleId(random), day: publishedAt.slice(0, 10), publishedAt, item: `old ${at + n}` };
    });
    await store.db
      .insertInto('articles')
      .values(articles.map(({ id, day }) => ({ id, day })))
      .execute();
    const rows = articles.flatMap(({ id, publishedAt, item }) =>
      LANGUAGES.map((language) => {
        const content = [{ type: 'text', text: sentence.repeat(4) }] as const;
        const file = {
          sha256: randomBytes(32).toString('hex'),
          sizeBytes: 9_000,
          extension: 'webp',
          widthPx: 9,
          heightPx: 9,
        } as const;
        const body: ArticleBody = {
          language,
          direction: 'ltr',
          state: 'current',
          headline: item,
          sections: [],
          bylines: [],
          publishedAt,
          blocks: [
            { id: 'b1', type: 'picture', file, alternative: '' },
            ...Array.from({ length: 8 }, (_, block) => ({ id: `b${block + 2}`, type: 'paragraph', content }) as const),
          ],
        };
        return {
          article: id,
          language,
          source: 'archive',
          item: `${language} ${item}`,
          address: `https://light.example/${language}/${item}`,
          page: `light.example/${language}/${item}`,
          revision: 1,
          body: JSON.stringify(body),
          content_hash: '',
          salt: newSalt(random),
          highest_block: 9,
          wanted: 1,
          published: 1,
          published_revision: 1,
          published_at: publishedAt,
        };
      }),
    );
    await store.db.insertInto('versions').values(rows).execute();
    for (const { id, day } of articles) {
      for (const language of LANGUAGES) {
        const path = join(files, articlePath(language, day, id));
        await mkdir(join(path, '..'), { recursive: true });
        await Promise.all([writeFile(path, page), writeFile(`${path}.gz`, twin), writeFile(`${path}.br`, twin)]);
      }
    }
  }
  await store.upkeep();
  await store.close();
}

const median = (times: number[]): number => times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;

async function timed<T>(times: number[], work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  times.push(performance.now() - start);
  return result;
}

/** Rounds in the order in which they are made. */
const KINDS = ['idle', 'one', 'again'] as const;
type Kind = (typeof KINDS)[number];

interface Measured {
  readonly idle: number[];
  readonly one: number[];
  /** Idle once more, right after the round with an article: what differs from `idle` is what others left in the way. */
  readonly again: number[];
  readonly steps: Record<string, number[]>;
}

async function measure(
  root: string,
  versions: number,
): Promise<{
  room: Newsroom;
  round: (kind: Kind) => Promise<void>;
  measured: Measured;
  close: () => Promise<void>;
}> {
  let news = 20;
  let body = '';
  const server = createServer((_, response) => response.setHeader('content-type', 'application/rss+xml').end(body));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  body = feed(news, host);
  const folder = join(root, `newsroom-${versions}`);
  await createNewsroom(
    folder,
    {
      newsroom: 'light.example',
      title: 'Light',
      home: 'https://light.example/',
      languages: [...LANGUAGES],
      sources: [{ feed: `${host}/feed.xml`, text: 'feed' }],
      carriers: [{ name: 'local', directory: 'public' }],
    },
    ports,
  );
  await fill(folder, versions);
  const room = await Newsroom.open(folder, ports);
  const measured: Measured = { idle: [], one: [], again: [], steps: {} };
  const step = <T>(kind: string, name: string, work: () => Promise<T>): Promise<T> => {
    const times = measured.steps[`${kind}: ${name}`] ?? [];
    measured.steps[`${kind}: ${name}`] = times;
    return timed(times, work);
  };
  const round = async (kind: Kind): Promise<void> => {
    const isNews = kind === 'one';
    if (isNews) news += 1;
    body = feed(news, host);
    await timed(measured[kind], async () => {
      const fetched = await step(kind, 'fetch', () => room.fetch());
      const kept = await step(kind, 'keep', () => room.keep(fetched));
      const { changed } = await step(kind, 'publish', () => room.publish());
      const [report] = await step(kind, 'carry', () => room.carry());
      if (changed !== isNews || kept.added !== (isNews ? 1 : 0) || report?.outcome !== 'complete')
        throw new Error(`${kind}: ${JSON.stringify({ kept, changed, report })}`);
    });
  };
  // The first round publishes the twenty items of the feed and carries everything.
  const first = performance.now();
  await room.keep(await room.fetch());
  await room.publish();
  await room.carry();
  console.log(
    `${versions} versions: first round, everything carried: ${((performance.now() - first) / 1000).toFixed(1)} s`,
  );
  return {
    room,
    measured,
    round,
    close: async () => {
      await room.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

const root = await mkdtemp(join(tmpdir(), 'tamizdat-archive-'));
try {
  const rooms = [];
  for (const size of sizes) rooms.push(await measure(root, size));
  for (let n = 0; n < rounds; n += 1) {
    for (const { round } of rooms) {
      for (const kind of KINDS) await round(kind);
    }
  }
  const [small, ...larger] = rooms;
  if (small === undefined) throw new Error('name at least one size');
  const names = [...KINDS, ...Object.keys(small.measured.steps)];
  const timesOf = ({ measured }: { measured: Measured }, name: string): number[] =>
    KINDS.includes(name as Kind) ? measured[name as Kind] : (measured.steps[name] ?? []);
  for (const name of names) {
    const base = median(timesOf(small, name));
    const line = [`${sizes[0]}: ${base.toFixed(1)} ms`];
    for (const [at, room] of larger.entries()) {
      const time = median(timesOf(room, name));
      line.push(`${sizes[at + 1]}: ${time.toFixed(1)} ms (×${(time / base).toFixed(2)})`);
    }
    console.log(`${name.padEnd(16)} ${line.join('   ')}`);
  }
  for (const { close } of rooms) await close();
} finally {
  await rm(root, { recursive: true, force: true });
  log.close();
}
