/**
 * Rounds of change, death and recovery. In each the feed changes (an article is added, corrected or withdrawn) or time
 * passes (so that the proof of freshness and trust data are renewed); then a `tamizdat carry` is killed at a step that the
 * dice choose, sometimes the one after it as well; then one runs to its end.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openStore } from '../../src/platform/store/index.ts';
import { parseEdition, parseHead, parseNote } from '../../src/proof/index.ts';
import { migrations, type Tables } from '../../src/tables/index.ts';
import { command, openScratch } from '../journey/command.ts';
import { type FeedSite, openFeedSite } from '../journey/feed-site.ts';
import { filesOf, hashesOf, readCarried } from '../journey/folder.ts';
import { Dice } from './dice.ts';
import type { Area } from './kill-at.ts';
import { Observer } from './observer.ts';
import { openPartner, type Partner } from './partner.ts';
import { runUntil, type Steps } from './process.ts';
import { feedOf, type Story } from './stories.ts';

/** What happened in the world before a round. */
type Change = 'added' | 'corrected' | 'withdrawn' | 'later';

const HOUR_MS = 3_600_000;
/** What the rounds came to. */
export interface Outcome {
  /** Processes that were killed at a step of theirs. */
  readonly killed: number;
  /** The same by area. */
  readonly byArea: Readonly<Record<Area, number>>;
  /** Sizes of the log that were seen signed. */
  readonly sizes: number;
}

/** How the rounds are to go. */
export interface Plan {
  readonly seed: number;
  readonly rounds: number;
  /** Whether a partner witnesses the log. */
  readonly isWitnessed: boolean;
  /** Told after each round. */
  readonly onRound?: (line: string) => void;
}

/** Runs the rounds; rejects at the first thing that is not as it must be, naming seed, round and step. */
export async function runRounds(plan: Plan): Promise<Outcome> {
  const scratch = await openScratch();
  const site = await openFeedSite();
  const newsroom = new HuntedNewsroom(site, scratch.path, plan);
  try {
    await newsroom.begin();
    for (let round = 1; round <= plan.rounds; round += 1) await newsroom.round(round);
    await newsroom.finish();
    return newsroom.outcome();
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`seed ${plan.seed}, ${newsroom.where}: ${message}`, { cause: error });
  } finally {
    await newsroom.close();
    await site.close();
    await scratch.remove();
  }
}

class HuntedNewsroom {
  where = 'at the beginning';
  readonly #site: FeedSite;
  readonly #path: (name: string) => string;
  readonly #plan: Plan;
  readonly #dice: Dice;
  readonly #observer = new Observer();
  readonly #byArea: Record<Area, number> = { edition: 0, carrier: 0, database: 0, rest: 0 };
  readonly #steps = new Map<Change, Steps>();
  #stories: readonly Story[] = [1, 2, 3].map((number) => ({ id: `item-${number}`, text: 'first', isWithdrawn: false }));
  #shiftMs = 0;
  #edition = 0;
  #settings = '';
  #partner: Partner | null = null;

  constructor(site: FeedSite, path: (name: string) => string, plan: Plan) {
    this.#site = site;
    this.#path = path;
    this.#plan = plan;
    this.#dice = new Dice(plan.seed);
    site.answers.set('/feed.xml', (_request, response) => response.end(feedOf(this.#stories)));
  }

  get #folders(): readonly string[] {
    return ['one', 'two'].map((name) => join(this.#path('carriers'), name));
  }

  get #files(): string {
    return join(this.#settings, 'data/edition/files');
  }

  outcome(): Outcome {
    const killed = Object.values(this.#byArea).reduce((sum, each) => sum + each);
    return { killed, byArea: this.#byArea, sizes: this.#observer.sizes };
  }

  async begin(): Promise<void> {
    for (const folder of this.#folders) await this.#complete('added', folder);
    const home = this.#path('home');
    const found = (await filesOf(home)).filter((path) => path.endsWith('tamizdat.yaml'));
    assert.equal(found.length, 1, 'one newsroom a feed');
    this.#settings = join(home, found[0] ?? '', '..');
    if (this.#plan.isWitnessed) {
      this.#partner = await openPartner(this.#path('partner'), this.#settings, home);
      await this.#complete('added');
    }
    // Making the newsroom took more steps than anything to come.
    this.#steps.clear();
    this.#change('added');
    await this.#complete('added');
    this.#edition = await editionIn(this.#files);
    await this.#assertWhole();
    await this.#assertDatabase();
  }

  async close(): Promise<void> {
    await this.#partner?.close();
  }

  async round(round: number): Promise<void> {
    const change = this.#dice.weighted<Change>([
      ['added', 3],
      ['corrected', 3],
      ['withdrawn', 1],
      ['later', 3],
    ]);
    this.#change(change);
    const next = change === 'later' ? this.#edition : this.#edition + 1;
    const deaths: string[] = [];
    do {
      const area = this.#dice.weighted<Area>([
        ['edition', 4],
        ['carrier', 3],
        ['database', 2],
        ['rest', 1],
      ]);
      // As many steps as such runs take, or any while there was none.
      const steps = this.#steps.get(change) ?? this.#steps.get('added');
      const step = 1 + this.#dice.below(Math.max(1, steps?.[area] ?? 1));
      this.where = `round ${round} (${change}), to be killed at ${area}:${step} after ${deaths.join('; ') || 'nothing'}`;
      const death = await runUntil(this.#args(), this.#stage(), { area, step });
      if (death.killedAt !== null) {
        this.#byArea[area] += 1;
        deaths.push(death.killedAt.replace(this.#path(''), ''));
      } else {
        assert.equal(death.exitCode, 0, death.written);
        // It began where nothing had been begun: so many steps it takes.
        if (death.steps !== null && deaths.length === 0) this.#steps.set(change, death.steps);
      }
      this.where = `round ${round} (${change}), after ${deaths.join('; ') || `no death at ${area}:${step}`}`;
      await this.#assertAfterDeath(next);
    } while (this.#dice.next() < 0.25);
    await this.#complete(change);
    assert.equal(await editionIn(this.#files), next, 'not the one edition that was to come');
    this.#edition = next;
    await this.#assertWhole();
    if (round % 5 === 0) await this.#assertDatabase();
    this.#plan.onRound?.(`${round}: ${change}, edition ${next}, killed ${deaths.join('; ') || 'never'}`);
  }

  async finish(): Promise<void> {
    this.where = 'at the end';
    await this.#assertDatabase();
    // Nothing is left to be done: what was published is known to be, in the database and in the files.
    const before = await hashesOf(this.#files);
    await this.#complete('added');
    assert.deepEqual(await hashesOf(this.#files), before, 'published although nothing changed');
  }

  #change(change: Change): void {
    const stories = this.#stories;
    const standing = stories.filter(({ isWithdrawn }) => !isWithdrawn);
    const { id } = this.#dice.pick(standing);
    const replaced = (by: Partial<Story>) => stories.map((each) => (each.id === id ? { ...each, ...by } : each));
    // Half an hour makes the proof of freshness old, days the trust data.
    this.#shiftMs += change === 'later' ? HOUR_MS * this.#dice.pick([2, 30, 24 * 8]) : 5_000;
    if (change === 'added' || (change === 'withdrawn' && standing.length < 3)) {
      this.#stories = [...stories, { id: `item-${stories.length + 1}`, text: 'first', isWithdrawn: false }];
    } else if (change === 'corrected') this.#stories = replaced({ text: `after ${this.#shiftMs}` });
    else if (change === 'withdrawn') this.#stories = replaced({ isWithdrawn: true });
  }

  #args(folder: string = this.#folders[0] ?? ''): string[] {
    return ['carry', `${this.#site.address}/feed.xml`, '--to', folder];
  }

  #stage() {
    return { home: this.#path('home'), carriers: this.#path('carriers'), shiftMs: this.#shiftMs };
  }

  async #complete(change: Change, folder?: string): Promise<void> {
    const { steps, exitCode, written } = await runUntil(this.#args(folder), this.#stage(), null);
    assert.equal(exitCode, 0, written);
    if (steps === null) return;
    // The most that any such run took: one after a death has less left to do.
    const most = this.#steps.get(change) ?? steps;
    const areas = Object.keys(steps) as Area[];
    const sum = Object.fromEntries(areas.map((area) => [area, Math.max(most[area], steps[area])])) as Record<
      Area,
      number
    >;
    this.#steps.set(change, sum);
  }

  async #look(): Promise<void> {
    await this.#observer.look([this.#files, join(this.#settings, 'data/edition/publishing/files'), ...this.#folders]);
  }

  /** What lies on the disks after a death: the edition from before or the next one, genuine on every carrier. */
  async #assertAfterDeath(next: number): Promise<void> {
    await this.#look();
    for (const folder of [this.#files, ...this.#folders]) {
      const number = await editionIn(folder);
      assert.ok(number === this.#edition || number === next, `${folder}: edition ${number}, neither before nor next`);
    }
    await this.#assertGenuine();
  }

  /** Each carrier has a reader, who remembers what was there before. */
  async #assertGenuine(): Promise<void> {
    const now = () => new Date(Date.now() + this.#shiftMs);
    for (const folder of this.#folders) {
      const person = { home: `${folder}-reader`, now };
      const added = await command(['trust', 'add', folder], person);
      assert.equal(added.exitCode, 0, added.err);
      const { exitCode, out, err } = await command(['verify', folder], person);
      assert.equal(exitCode, 0, out + err);
    }
  }

  /** After a run to the end: carriers are byte-equal to the edition, nothing is lost, doubled or left lying about. */
  async #assertWhole(): Promise<void> {
    await this.#look();
    const expected = await hashesOf(this.#files);
    for (const folder of this.#folders) assert.deepEqual(await hashesOf(folder), expected, `${folder} differs`);
    await this.#assertGenuine();
    const { calendar, pages } = await readCarried(this.#files);
    const texts = [...pages].filter(([path]) => /\/\w{10}\.html$/.test(path)).map(([, { text }]) => text);
    assert.equal(calendar.length, this.#stories.length, 'an article was doubled or lost');
    assert.equal(texts.length, this.#stories.length, 'a page was doubled or lost');
    const standing = this.#stories.filter(({ isWithdrawn }) => !isWithdrawn);
    for (const { id, text } of standing) {
      const own = texts.filter((each) => each.includes(`<h1>Report on ${id}</h1>`));
      assert.deepEqual([own.length, own[0]?.includes(`As known ${text}.`)], [1, true], `${id} as the feed has it`);
    }
    const withdrawn = calendar.filter(({ state }) => state === 'withdrawn').length;
    assert.equal(withdrawn, this.#stories.length - standing.length, 'withdrawals');
    const left = (await filesOf(join(this.#settings, 'data/edition'))).filter((path) =>
      /^publishing|\.tmp-/.test(path),
    );
    assert.deepEqual(left, [], 'left behind');
    await this.#observer.assertOneHistory(this.#files);
    await this.#partner?.assertNoFork();
  }

  /** The database says what the files say: what is published, and what each carrier holds. */
  async #assertDatabase(): Promise<void> {
    const { calendar } = await readCarried(this.#files);
    const store = await openStore<Tables>(join(this.#settings, 'data/database'), { migrations });
    try {
      const versions = await store.db
        .selectFrom('versions')
        .select(['article', 'language', 'published_revision', 'state', 'waits'])
        .execute();
      const told = versions.map((each) => [
        each.article,
        each.language,
        each.published_revision,
        each.state,
        each.waits,
      ]);
      const published = calendar.map((each) => [each.article, each.language, each.revision, each.state, false]);
      assert.deepEqual(told.sort(), published.sort(), 'the database and the calendar differ');
      const seen = await store.db.selectFrom('seen_edition').select('number').execute();
      assert.deepEqual(seen, [{ number: this.#edition }]);
      const carried = await store.db.selectFrom('carried').selectAll().execute();
      const expected = await hashesOf(this.#files);
      for (const folder of this.#folders) {
        const own = carried.filter(({ carrier }) => carrier === folder).map(({ path, sha256 }) => [path, sha256]);
        assert.deepEqual(new Map(own.sort() as [string, string][]), expected, `what the database says ${folder} holds`);
      }
    } finally {
      await store.close();
    }
  }
}

async function editionIn(folder: string): Promise<number> {
  const { note } = parseHead(new Uint8Array(await readFile(join(folder, 'head'))));
  return parseEdition(parseNote(note).text).number;
}
