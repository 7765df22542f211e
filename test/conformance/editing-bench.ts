import assert from 'node:assert/strict';
import type { Kysely } from 'kysely';
import {
  type Editing,
  type EditingQueue,
  type EditingSettings,
  openEditing,
  releaseDue,
  type SegmentView,
  translateDraft,
  type VersionName,
} from '../../src/editing/index.ts';
import { keepArrivals } from '../../src/newsroom/arrivals/keep.ts';
import { type KeptVersion, loadNewest, markPublished, takeWaiting } from '../../src/newsroom/publishing/versions.ts';
import { random } from '../../src/newsroom/random.ts';
import type { Tables } from '../../src/tables/index.ts';
import type { Engine, EngineResult } from '../../src/translate/index.ts';

export const ANNA = { name: 'Anna Brandt' };
export const BORIS = { name: 'Boris Lang' };

interface Job {
  readonly queue: EditingQueue;
  readonly data: VersionName;
  readonly startAfter: Date | null;
}

/** A desk on a database, with its clock, its jobs and a machine that can be told to fail. */
export class EditingBench {
  readonly db: Kysely<Tables>;
  readonly editing: Editing;
  settings: EditingSettings = {
    languages: ['de', 'en', 'ru'],
    translations: [{ from: 'de', to: 'ru', engine: 'book', publish: 'reviewed' }],
    review: [],
  };
  now = new Date('2026-11-22T12:00:00.000Z');
  /** Jobs that wait, in order. */
  jobs: Job[] = [];
  /** What the machine makes of a text; null where it fails. */
  machine: (text: string) => string | null = (text) => `[${text}]`;
  /** Called in the middle of the machine's work. */
  whileTranslating: () => Promise<void> = async () => {};
  /** What the machine was asked. */
  readonly asked: string[] = [];

  constructor(db: Kysely<Tables>) {
    this.db = db;
    this.editing = openEditing({
      db,
      settings: () => this.settings,
      now: () => this.now,
      random,
      enqueue: this.#enqueue,
      onChange: () => {},
    });
  }

  readonly #enqueue = async (
    _trx: unknown,
    queue: EditingQueue,
    data: VersionName,
    { startAfter }: { readonly startAfter?: Date } = {},
  ): Promise<void> => {
    this.jobs.push({ queue, data, startAfter: startAfter ?? null });
  };

  #act() {
    return { settings: this.settings, now: this.now, random, enqueue: this.#enqueue };
  }

  later(minutes: number): void {
    this.now = new Date(this.now.getTime() + minutes * 60_000);
  }

  /** An item of a source comes in, or comes again; its first text is the headline. */
  async arrive(
    key: string,
    [headline = '', ...paragraphs]: readonly string[],
    { language = 'de', group = `feed ${key}` } = {},
  ): Promise<string> {
    const blocks = paragraphs.map((text) => ({ type: 'paragraph', content: [{ type: 'text', text }] }) as const);
    const body = {
      language,
      direction: 'ltr',
      headline,
      sections: [],
      bylines: [],
      publishedAt: '2026-11-20T08:00:00Z',
      blocks,
    } as const;
    const contentHash = JSON.stringify([headline, paragraphs]);
    const arrival = {
      status: 'new',
      source: 'https://feed.example/',
      key,
      group,
      alternates: [],
      contentHash,
      body,
    } as const;
    const kept = await this.db
      .transaction()
      .execute((trx) => keepArrivals(trx, [{ arrival, blocks }], [], this.#act()));
    assert.deepEqual(kept.warnings, []);
    const row = await this.db
      .selectFrom('versions')
      .select('article')
      .where('item', '=', key)
      .executeTakeFirstOrThrow();
    return row.article;
  }

  /** The source withdraws an item. */
  async takeBack(key: string, reason = 'Eine Quelle war in Gefahr.'): Promise<void> {
    const withdrawal = { source: 'https://feed.example/', key, language: 'de', reason, evidence: 'tombstone' } as const;
    await this.db.transaction().execute((trx) => keepArrivals(trx, [], [withdrawal], this.#act()));
  }

  /** Does the translation jobs that wait. */
  async work(signal: AbortSignal = new AbortController().signal): Promise<void> {
    const jobs = this.jobs.filter(({ queue }) => queue === 'translate');
    this.jobs = this.jobs.filter(({ queue }) => queue !== 'translate');
    for (const { data } of jobs) await this.translate(data, signal);
  }

  translate(name: VersionName, signal: AbortSignal = new AbortController().signal): Promise<void> {
    const engine: Engine = {
      name: 'book',
      translate: async ({ segments }, stop) => {
        await this.whileTranslating();
        stop.throwIfAborted();
        this.asked.push(...segments.map(({ text }) => text));
        const results = segments.flatMap(({ id, text }): EngineResult[] => {
          const made = this.machine(text);
          return [made === null ? { id, failure: 'The machine is at a loss.' } : { id, text: made }];
        });
        return { engine: 'book@1', results, characters: 0 };
      },
    };
    return translateDraft(
      {
        db: this.db,
        settings: () => this.settings,
        now: () => this.now,
        random,
        enqueue: this.#enqueue,
        engines: { get: (each) => (each === 'book' ? engine : undefined) },
        onChange: () => {},
      },
      name,
      signal,
    );
  }

  /** Publishes as the newsroom does: what is due is released, what waits goes out. */
  async publish(): Promise<KeptVersion[]> {
    assert.deepEqual(await releaseDue(this.db, this.#act()), []);
    const waiting = await takeWaiting(this.db);
    await markPublished(this.db, waiting, { now: this.now, random });
    return waiting;
  }

  /** What publishing brings out, said short: `de 1 current`. */
  async published(): Promise<string[]> {
    return (await this.publish())
      .filter(({ revision, publishedRevision }) => revision > publishedRevision)
      .map(({ body, revision }) => `${body.language} ${revision} ${body.state}`)
      .sort();
  }

  /** What readers of a language may see: the texts of its front, with everything in them. */
  async front(language: string): Promise<string> {
    const shown = await loadNewest(this.db, language, 60);
    return JSON.stringify(shown.filter(({ published }) => published > 0).map(({ body }) => body));
  }

  async segments(name: VersionName): Promise<readonly SegmentView[]> {
    return (await this.editing.draft(name))?.segments ?? [];
  }

  async segment(name: VersionName, key: string): Promise<SegmentView> {
    return (await this.segments(name)).find((each) => each.key === key) ?? assert.fail(`no segment ${key}`);
  }

  /** How the segments of a draft stand: `headline confirmed`. */
  async standing(name: VersionName): Promise<string[]> {
    return (await this.segments(name)).map(({ key, state }) => `${key} ${state}`);
  }

  /** A person confirms every segment as it stands, or what the machine's text is replaced by. */
  async confirmAll(
    name: VersionName,
    textOf: (segment: SegmentView) => string = ({ target }) => target,
    who = ANNA,
  ): Promise<void> {
    for (const segment of await this.segments(name)) {
      if (segment.state === 'confirmed') continue;
      const outcome = await this.editing.confirmSegment(
        { ...name, key: segment.key, edit: segment.edit },
        textOf(segment),
        who,
      );
      assert.equal(outcome.outcome, 'saved', JSON.stringify(outcome));
    }
  }

  async state(name: VersionName): Promise<string | undefined> {
    const view = await this.editing.article(name.article);
    return view?.cells.find(({ language }) => language === name.language)?.state;
  }

  /** Every text of every table, to look for what must not be there. */
  async everything(): Promise<string> {
    const tables = [
      'articles',
      'versions',
      'drafts',
      'segments',
      'held',
      'revisions',
      'cells',
      'audit',
      'memory',
      'memory_uses',
    ] as const;
    const all = await Promise.all(tables.map((table) => this.db.selectFrom(table).selectAll().execute()));
    return JSON.stringify(all);
  }
}
