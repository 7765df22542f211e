import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createAdaptorServer } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { isFromOwnPage, isFromThisMachine, listen } from '../platform/http/index.ts';
import { isReadable } from './body.ts';
import { answer } from './conditional.ts';
import { SAMPLE_LANGUAGES, type SampleLanguage, SECTIONS, type Section } from './content.ts';
import { controlPage } from './control.ts';
import { SampleError } from './fault.ts';
import { atomTeasers, jsonFeed, newsSitemap, rss } from './feeds.ts';
import { IMPRINT_PATH } from './layout.ts';
import type { Newsdesk, SampleAction } from './newsdesk.ts';
import { articlePage, frontPage, imprintPage, missingPage, type Paper, sectionPage, withdrawnPage } from './pages.ts';
import { phraseBook } from './phrase-book.ts';
import { openRememberedDesk } from './remembered-desk.ts';

const DAY_MS = 86_400_000;
const HTML = 'text/html; charset=utf-8';
const XML = 'application/xml; charset=utf-8';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  jpg: 'image/jpeg',
  mp4: 'video/mp4',
  png: 'image/png',
  svg: 'image/svg+xml',
  vtt: 'text/vtt; charset=utf-8',
};

/** What `openSample` can be told; everything has a default. */
export interface SampleOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Address to listen on; 127.0.0.1 by default. */
  readonly host?: string;
  /** Scheme, host and port written into links and feeds when the site is reached by another name. */
  readonly publicAddress?: string;
  readonly now?: () => Date;
  /**
   * The moment the articles' ages count back from: the start of the present UTC day by default, so that the paper
   * is always fresh and yet the same all day. Fix it to get the same dates on another day.
   */
  readonly dayStart?: Date;
  /**
   * Path of a file in which everything it does is kept, and by which it starts again exactly as it was; made when missing.
   * What is kept there counts, `dayStart` included. Without one every start begins anew.
   */
  readonly memory?: string;
}

/** What is published at the moment. */
export interface SampleState {
  /** Newest first. */
  readonly articles: readonly {
    readonly slug: string;
    readonly state: 'current' | 'corrected' | 'withdrawn';
    readonly languages: readonly SampleLanguage[];
    readonly publishedAt: string;
    readonly modifiedAt: string;
    /** Whether `publish` brought it out; false of what the paper began with. */
    readonly isFresh: boolean;
  }[];
  /** Written articles that `publish` has not used yet; bulletins follow them without end. */
  readonly waiting: number;
}

/** The sample newsroom's site, open. */
export interface Sample {
  /** Where it answers: `http://127.0.0.1:4000`. */
  readonly address: string;
  /** Brings out the named article of the reserve, or the next one, or a made-up harbour bulletin. */
  publish(slug?: string): SampleAction;
  /** Changes a wrong fact in a published article and says so under it. */
  correct(slug?: string): SampleAction;
  /** Takes an article back: its page answers 410 with the reason, feeds carry a tombstone. */
  withdraw(slug?: string): SampleAction;
  state(): SampleState;
  /** Stops listening and ends open connections. */
  close(): Promise<void>;
}

function stateOf(desk: Newsdesk): SampleState {
  return {
    waiting: desk.waiting(),
    articles: desk.published().map((each) => ({
      slug: each.article.slug,
      state: each.state,
      languages: SAMPLE_LANGUAGES.filter((language) => each.article.languages[language] !== undefined),
      publishedAt: each.publishedAt.toISOString(),
      modifiedAt: each.modifiedAt.toISOString(),
      isFresh: each.isFresh,
    })),
  };
}

function isLanguage(value: string): value is SampleLanguage {
  return SAMPLE_LANGUAGES.some((each) => each === value);
}

function isSection(value: string): value is Section {
  return SECTIONS.some((each) => each === value);
}

/** Draws whatever stands at a path of the paper, or says 410 or 404. */
async function drawPath(paper: Paper, path: string): Promise<{ status: 200 | 404 | 410; body: string }> {
  if (path === IMPRINT_PATH) return { status: 200, body: await imprintPage(paper) };
  const parts = path.split('/').slice(1);
  // The German edition has no prefix of its own: a second address for the same page would be a duplicate.
  const prefixed = parts[0] !== undefined && parts[0] !== 'de' && isLanguage(parts[0]) ? parts.shift() : undefined;
  const language: SampleLanguage = prefixed !== undefined && isLanguage(prefixed) ? prefixed : 'de';
  const [section = '', file = '', ...rest] = parts;
  const missing = async () => ({ status: 404, body: await missingPage(paper, language) }) as const;
  if (rest.length > 0) return missing();
  if (section === '' && parts.length === 1) return { status: 200, body: await frontPage(paper, language) };
  if (!isSection(section) || parts.length !== 2) return missing();
  if (file === '') return { status: 200, body: await sectionPage(paper, language, section) };
  const entry = paper.entries.find(
    ({ article }) => article.section === section && file === `${article.slug}.html` && article.languages[language],
  );
  const head = entry?.article.languages[language];
  if (entry === undefined || head === undefined) return missing();
  if (!isReadable(entry, language)) return { status: 410, body: await withdrawnPage(paper, language, entry) };
  return { status: 200, body: await articlePage(paper, language, entry, head) };
}

/** Does what was asked for at the desk; a memory that cannot be written is an answer too. */
function attempt(
  desk: Newsdesk,
  action: SampleAction['action'],
  slug: string | undefined,
): { readonly status: 200 | 409 | 500; readonly result: SampleAction } {
  try {
    const result = desk[action](slug);
    return { status: result.done ? 200 : 409, result };
  } catch (error) {
    if (!(error instanceof SampleError)) throw error;
    return { status: 500, result: { done: false, action, reason: error.message } };
  }
}

/** The site as an application: everything but the socket. */
function site(desk: Newsdesk, now: () => Date, origin: () => string): Hono {
  const app = new Hono();
  const paper = (): Paper => ({ origin: origin(), entries: desk.published() });
  const give = (c: Context, type: string, body: string, status = 200) =>
    answer(c.req.raw, { type, body, status, modifiedAt: desk.changedAt() }, now());

  const media = new URL('./media/', import.meta.url);
  const files = new Set(readdirSync(media).filter((name) => MEDIA_TYPES[name.split('.').at(-1) ?? ''] !== undefined));
  app.get('/media/:name', async (c) => {
    const name = c.req.param('name');
    if (!files.has(name)) return give(c, HTML, await missingPage(paper(), 'de'), 404);
    const file = new URL(name, media);
    const type = MEDIA_TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
    const body = new Uint8Array(readFileSync(file));
    return answer(c.req.raw, { type, body, modifiedAt: statSync(file).mtime, maxAgeSeconds: 300 }, now());
  });

  for (const language of SAMPLE_LANGUAGES) {
    const path = language === 'de' ? '/feed.xml' : `/${language}/feed.xml`;
    app.get(path, (c) => give(c, 'application/rss+xml; charset=utf-8', rss(paper(), language, desk.changedAt())));
  }
  app.get('/atom-teaser.xml', (c) =>
    give(c, 'application/atom+xml; charset=utf-8', atomTeasers(paper(), desk.changedAt())),
  );
  app.get('/feed.json', (c) => give(c, 'application/feed+json; charset=utf-8', jsonFeed(paper())));
  app.get('/news-sitemap.xml', (c) => give(c, XML, newsSitemap(paper(), now())));
  app.get('/robots.txt', (c) =>
    give(c, 'text/plain', `User-agent: *\nAllow: /\nSitemap: ${origin()}/news-sitemap.xml\n`),
  );

  app.use('/control/*', async (c, next) => {
    if (!isFromThisMachine(c.req.raw)) return c.json({ error: 'control is only for this machine' }, 403);
    // A page of a carrier is of this machine too, and may lead here; it may not press the buttons.
    if (c.req.method === 'POST' && !isFromOwnPage(c.req.raw))
      return c.json({ error: 'control is for its own page' }, 403);
    return next();
  });
  app.get('/control', async (c) => c.html(await controlPage(desk.published())));
  app.get('/control/state', (c) => c.json(stateOf(desk)));
  for (const action of ['publish', 'correct', 'withdraw'] as const) {
    app.post(`/control/${action}`, async (c) => {
      const { status, result } = attempt(desk, action, c.req.query('slug'));
      // The page's own forms; everyone else, `fetch` with its `*/*` included, gets data.
      if (!c.req.header('accept')?.includes('text/html')) return c.json(result, status);
      if (result.done) return c.redirect('/control', 303);
      return c.html(await controlPage(desk.published(), result.reason), status);
    });
  }

  app.route('/phrase-book', phraseBook());
  app.get('*', async (c) => {
    const { status, body } = await drawPath(paper(), c.req.path);
    return give(c, HTML, body, status);
  });
  return app;
}

/**
 * Opens the sample newsroom: a fictional daily with its site, feeds and sitemap, on a socket of this machine.
 *
 * | path | what |
 * | --- | --- |
 * | `/`, `/en/`, `/ru/`, `/fa/` | front pages; below them sections and articles |
 * | `/feed.xml`, `/en/feed.xml` … | full-text RSS of a language |
 * | `/atom-teaser.xml`, `/feed.json`, `/news-sitemap.xml` | German teasers, German full text, everything of two days |
 * | `/phrase-book/` | a translating service for some of its German articles: see `phraseBook` |
 * | `/control` | three buttons and what changed last; `POST /control/publish`, `correct`, `withdraw` with an optional `?slug=` |
 *
 * @throws SampleError `content-broken`, `memory-broken`, `memory-unwritable`; ServeError when it cannot listen
 */
export async function openSample(options: SampleOptions = {}): Promise<Sample> {
  const { port = 0, host = '127.0.0.1', now = () => new Date() } = options;
  const dayStart = options.dayStart ?? new Date(Math.floor(now().getTime() / DAY_MS) * DAY_MS);
  const { desk, close: forget } = await openRememberedDesk(options.memory ?? null, dayStart, now);
  let address = '';
  const app = site(desk, now, () => options.publicAddress ?? address);
  const server = createAdaptorServer({ fetch: app.fetch });
  try {
    // Without the slash at its end: paths of the paper follow.
    address = (await listen(server, host, port)).address.slice(0, -1);
  } catch (error) {
    forget();
    throw error;
  }

  return {
    address,
    publish: desk.publish,
    correct: desk.correct,
    withdraw: desk.withdraw,
    state: () => stateOf(desk),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          forget();
          resolve();
        });
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}
