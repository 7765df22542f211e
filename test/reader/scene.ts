/** A newsroom, its carriers and a reader: what the tests of the reader app play with. */
import type { TestContext } from 'node:test';
import { type ArticleBody, type Listing, serializeBody, serializeListing } from '../../src/article/index.ts';
import { bytesOf } from '../../src/proof/index.ts';
import { type NewsroomCard, openSession, type Session, type Strategy, type View } from '../../src/reader/index.ts';
import { Newsroom, type PageSpec } from '../vectors/newsroom.ts';
import { openCarrier, type TestCarrier } from './carriers.ts';

export const ID = '3fk9m2tq7x';
export const ARTICLE = `ru/2026/11/22/${ID}.html`;
export const FRONT = 'ru/index.html';
const SALT = '00112233445566778899aabbccddeeff';

/** The signed bytes of a page around a body. */
export function pageOf(body: string): Uint8Array {
  return bytesOf(
    `<!doctype html>\n<html lang="ru"><meta charset="utf-8"><title>Courier</title>\n` +
      `<!--tamizdat:body-->\n${body}\n<!--/tamizdat:body-->\n</html>\n`,
  );
}

/** An article page of one sentence. */
export function articleOf(text: string, rest: Partial<ArticleBody> = {}): Uint8Array {
  const body: ArticleBody = {
    language: 'ru',
    direction: 'ltr',
    state: 'current',
    headline: 'Мост',
    sections: [],
    bylines: [],
    publishedAt: '2026-11-22T10:15:00Z',
    blocks: [{ id: 'b1', type: 'paragraph', content: [{ type: 'text', text }] }],
    ...rest,
  };
  return pageOf(serializeBody(body, { salt: SALT }));
}

/** The front page with one article. */
export function frontOf(headline: string): Uint8Array {
  const publishedAt = '2026-11-22T10:15:00Z';
  const listing: Listing = {
    kind: 'front',
    language: 'ru',
    direction: 'ltr',
    title: 'Вестник',
    entries: [{ path: ARTICLE, headline, publishedAt, state: 'current' }],
    days: [],
  };
  return pageOf(serializeListing(listing, { salt: SALT }));
}

/** The article in Russian, and the front that leads to it. */
const FIRST: readonly PageSpec[] = [
  { language: 'ru', parts: [articleOf('Мост закрыт.')] },
  { kind: 'front', language: 'ru', parts: [frontOf('Мост закрыт')] },
];

/** One test's world. Everything in it is closed when the test ends. */
export class Scene {
  readonly newsroom: Newsroom;
  readonly carriers: readonly TestCarrier[];
  readonly #context: TestContext;
  readonly #startedAt = performance.now();

  private constructor(context: TestContext, newsroom: Newsroom, carriers: readonly TestCarrier[]) {
    this.#context = context;
    this.newsroom = newsroom;
    this.carriers = carriers;
  }

  /** Carriers in groups of their own, each with the first edition. */
  static async open(context: TestContext, count = 6): Promise<Scene> {
    const newsroom = await Newsroom.open();
    await newsroom.publish(FIRST);
    const carriers = await Promise.all(Array.from({ length: count }, () => openCarrier(newsroom.files)));
    context.after(() => Promise.all(carriers.map((carrier) => carrier.close())));
    return new Scene(context, newsroom, carriers);
  }

  /** The reader's clock: a minute after the newsroom's, and running. */
  readonly now = (): Date => new Date(this.newsroom.now.getTime() + 60_000 + performance.now() - this.#startedAt);

  /** Publishes a second edition an hour later: the article corrected, or withdrawn. */
  async publishNext(what: 'corrected' | 'withdrawn' = 'corrected'): Promise<void> {
    const { newsroom } = this;
    newsroom.now = new Date(newsroom.now.getTime() + 3_600_000);
    const next = { language: 'ru', revision: 2, replaces: { log: 1, index: 0 }, state: what } as const;
    await newsroom.publish([
      what === 'corrected'
        ? { ...next, parts: [articleOf('Мост закрыт до мая.', { state: 'corrected' })] }
        : { ...next, kind: 'withdrawal', parts: [articleOf('Отозвано.', { state: 'withdrawn' })] },
      { kind: 'front', language: 'ru', revision: 2, replaces: { log: 1, index: 1 }, parts: [frontOf('До мая')] },
    ]);
  }

  /** Brings carriers up to the newest edition. */
  carry(carriers: readonly TestCarrier[] = this.carriers): void {
    for (const carrier of carriers) for (const [path, bytes] of this.newsroom.files) carrier.files.set(path, bytes);
  }

  card(rest: Partial<NewsroomCard> = {}): NewsroomCard {
    return {
      newsroom: 'courier.example',
      fingerprint: this.newsroom.fingerprint,
      title: { ru: 'Вестник' },
      home: 'https://courier.example/',
      languages: ['ru'],
      carriers: this.carriers.map(({ address }, at) => ({
        address,
        group: `group-${at}`,
        abilities: ['cors'],
        hints: [],
      })),
      trust: this.newsroom.file('trust/bundle'),
      ...rest,
    };
  }

  /** A visit. Carriers are asked in their order here unless `random` says otherwise. */
  async visit(strategy: Partial<Strategy> = {}, card = this.card(), random = () => 0): Promise<Session> {
    const ports = { fetch: globalThis.fetch, now: this.now, random, isVisible: () => true, storage: null };
    return openSession(card, ports, strategy);
  }

  /** Follows a page until the test ends, or `stop`. */
  follow(session: Session, path = ARTICLE): Reading {
    const reading = new Reading(session, path);
    this.#context.after(() => reading.stop());
    return reading;
  }
}

/** A page that is followed. */
export class Reading {
  readonly views: View[] = [];
  readonly #controller = new AbortController();
  readonly #waiting = new Set<() => void>();

  constructor(session: Session, path: string) {
    session.follow(
      path,
      (view) => {
        this.views.push(view);
        for (const look of this.#waiting) look();
      },
      this.#controller.signal,
    );
  }

  stop(): void {
    this.#controller.abort();
  }

  /** The first view, from now or before, of which it holds. */
  async until(isIt: (view: View) => boolean): Promise<View> {
    return new Promise((resolve) => {
      const look = (): void => {
        const view = this.views.find(isIt);
        if (view === undefined) return;
        this.#waiting.delete(look);
        resolve(view);
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** The page once everything about it is found out, or whatever else came of it. */
  async settled(): Promise<View> {
    return this.until((view) => view.kind !== 'searching' && !(view.kind === 'page' && view.isSettling));
  }

  /** The page shown first. */
  async shown(): Promise<View> {
    return this.until((view) => view.kind === 'page');
  }
}

/** What a view says, in a few words: `page current Мост закрыт.` */
export function gist(view: View): string {
  if (view.kind === 'unreached') return `unreached ${view.failure ?? '-'}`;
  if (view.kind !== 'page') return view.kind;
  const { content, report } = view;
  const block = content.kind === 'article' ? content.body.blocks[0] : undefined;
  const inline = block?.type === 'paragraph' ? block.content[0] : undefined;
  const text =
    inline?.type === 'text' ? inline.text : content.kind === 'listing' ? content.listing.entries[0]?.headline : '';
  return `page ${report.label.kind} ${text}`;
}

/** How the carriers stand, a word each: `answers`, `silent`, `old`, `false` … */
export function standings(session: Session): readonly string[] {
  return session.carriers().map(({ standing, why }) => why ?? standing);
}
