/**
 * Rounds of editing and death. In each an editor saves and confirms every text of one article in the console and publishes
 * it, while the process is killed at a step that the dice choose: what was acknowledged must be there, what was on its way
 * may be, wholly or not at all. Then a process runs to its end, and publishes what was released.
 */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openServerStore, openStore, type Store } from '../../src/platform/store/index.ts';
import { migrations, type Tables } from '../../src/tables/index.ts';
import { command, openScratch, type Running, start } from '../journey/command.ts';
import { type DeskVisitor, visitAgain, visitFirst } from '../journey/desk-visitor.ts';
import { type FeedSite, openFeedSite, rssOf } from '../journey/feed-site.ts';
import { readCarried } from '../journey/folder.ts';
import { openNewsroom } from '../journey/newsroom.ts';
import { until } from '../journey/until.ts';
import { Dice } from './dice.ts';
import type { Area } from './kill-at.ts';
import { Observer } from './observer.ts';
import type { Steps } from './process.ts';

/** How the rounds are to go. */
export interface DeskPlan {
  readonly seed: number;
  readonly rounds: number;
  /** Address of its own empty database on a server; null for the embedded one. */
  readonly database: string | null;
  /** Told after each round. */
  readonly onRound: (line: string) => void;
}

/** What one text of the draft is known to be, and what it may be as well because no answer came. */
interface Known {
  target: string;
  isConfirmed: boolean;
  maybe: { readonly target: string; readonly isConfirmed: boolean } | null;
}

/** What the editor knows when the process is gone. */
interface Remembered {
  readonly texts: Map<string, Known>;
  publication: 'not asked' | 'no answer' | 'done';
}

const EDITOR = 'Ada Brook';

/** Runs the rounds; returns how many processes were killed. Rejects at the first thing that is not as it must be. */
export async function runDeskRounds(plan: DeskPlan): Promise<number> {
  const scratch = await openScratch();
  const site = await openFeedSite();
  const desk = new HuntedDesk(site, scratch.path, plan);
  try {
    await desk.begin();
    for (let round = 1; round <= plan.rounds; round += 1) await desk.round(round);
    return desk.killed;
  } catch (error) {
    throw new Error(`seed ${plan.seed}, ${desk.where}: ${(error as Error).message}`, { cause: error });
  } finally {
    await desk.close();
    await site.close();
    await scratch.remove();
  }
}

class HuntedDesk {
  where = 'at the beginning';
  killed = 0;
  readonly #site: FeedSite;
  readonly #path: (name: string) => string;
  readonly #plan: DeskPlan;
  readonly #dice: Dice;
  readonly #observer = new Observer();
  #articles: readonly string[] = [];
  #cookie = '';
  #steps: Steps | null = null;
  #running: Running | null = null;

  constructor(site: FeedSite, path: (name: string) => string, plan: DeskPlan) {
    this.#site = site;
    this.#path = path;
    this.#plan = plan;
    this.#dice = new Dice(plan.seed);
  }

  get #folder(): string {
    return this.#path('newsroom');
  }

  async close(): Promise<void> {
    this.#running?.child.kill('SIGKILL');
    await this.#running?.ended;
  }

  /** A newsroom with an article for each round and one more, its editor signed in; that one is published undisturbed. */
  async begin(): Promise<void> {
    const items = Array.from({ length: this.#plan.rounds + 1 }, (_, at) => ({
      id: `item-${at}`,
      headline: `Die Fähre ${this.#words()}`,
      text: Array.from({ length: 3 }, () => `<p>Am Hafen ${this.#words()}.</p>`).join(''),
    }));
    this.#site.answers.set('/feed.xml', rssOf(items, 'Der Bote', 'de'));
    const home = this.#path('home');
    const feed = `${this.#site.address}/feed.xml`;
    const options = ['--name', 'bote.example', '--languages', 'de,ru', '--feed', feed];
    const made = await command(['init', this.#folder, ...options], { home });
    assert.equal(made.exitCode, 0, made.err);
    const file = join(this.#folder, 'tamizdat.yaml');
    const settings = (await readFile(file, 'utf8'))
      .replace('port: 8080', 'port: 0')
      .replace(/^translations: \[\]$/m, 'translations: [{ from: de, to: ru }]');
    const { database } = this.#plan;
    const where = database === null ? '' : 'database: file:database\n';
    await writeFile(file, `${settings}\nconsole: { port: 0 }\n${where}`);
    if (database !== null) await writeFile(join(this.#folder, 'database'), database, { mode: 0o600 });

    const running = await this.#start(null);
    const visitor = await visitFirst(running, EDITOR);
    this.#cookie = visitor.cookie;
    const { calendar } = await readCarried(join(this.#folder, 'public'));
    this.#articles = calendar.map(({ article }) => article ?? '').sort();
    assert.equal(this.#articles.length, items.length, 'the articles of the feed');
    running.child.kill('SIGUSR2');
    await this.#work(running, visitor, this.#articles[0] ?? '');
    await until(async () => (await this.#isCarried(this.#articles[0] ?? '')) || running.child.exitCode !== null);
    // What it takes to stop is not counted.
    running.child.kill('SIGUSR2');
    running.child.kill('SIGTERM');
    const { exitCode, err } = await running.ended;
    assert.equal(exitCode, 0, err);
    const { counts } = JSON.parse(await readFile(this.#path('steps.json'), 'utf8'));
    this.#steps = counts;
  }

  async round(round: number): Promise<void> {
    const chosen = this.#dice.weighted<Area>([
      ['database', 5],
      ['edition', 1],
      ['carrier', 1],
    ]);
    // The first dies for certain: half of what an article takes is always reached.
    const area = round === 1 ? 'database' : chosen;
    const steps = Math.max(1, this.#steps?.[area] ?? 1);
    const step = 1 + this.#dice.below(round === 1 ? steps >> 1 : steps);
    this.where = `round ${round}, to be killed at ${area}:${step}`;
    const article = this.#articles[round] ?? assert.fail();
    const running = await this.#start({ area, step });
    running.child.kill('SIGUSR2');
    const remembered = await this.#work(running, await visitAgain(running, this.#cookie), article);
    // What was released goes out by itself, and may be the end of the process yet.
    if (remembered.publication === 'done')
      await until(async () => running.child.signalCode !== null || (await this.#isCarried(article)));
    const died = running.child.signalCode === 'SIGKILL';
    if (died) this.killed += 1;
    else running.child.kill('SIGKILL');
    await running.ended;
    this.#running = null;
    const told = died ? JSON.parse(await readFile(this.#path('steps.json'), 'utf8')) : { ended: 'after all' };
    this.where = `round ${round}, killed ${told.ended}`;
    const isReleased = await this.#inDatabase((store) => this.#assertKept(store, article, remembered));
    await this.#assertGoesOn(article, isReleased);
    this.#plan.onRound(`${round}: ${told.ended.replace(this.#path(''), '')}, publication ${remembered.publication}`);
  }

  #words(alphabet = 'abdefgilmnoprstu'): string {
    const word = () => Array.from({ length: 6 }, () => alphabet[this.#dice.below(alphabet.length)]).join('');
    return Array.from({ length: 5 }, word).join(' ');
  }

  async #start(at: { readonly area: Area; readonly step: number } | null): Promise<Running> {
    const preload = new URL('kill-at.ts', import.meta.url);
    const { database } = this.#plan;
    const query = {
      report: this.#path('steps.json'),
      carriers: join(this.#folder, 'public'),
      isLater: 'true',
      ...(database === null ? {} : { server: new URL(database).port }),
      ...(at === null ? {} : { at: `${at.area}:${at.step}` }),
    };
    for (const [name, value] of Object.entries(query)) preload.searchParams.set(name, value);
    const env = { NODE_OPTIONS: `--import=${preload.href}` };
    const running = start(['run', this.#folder], { home: this.#path('home'), env });
    this.#running = running;
    await running.seen(/bote\.example is running/);
    return running;
  }

  /** Saves and confirms every text, each once, and publishes; ends early when no answer comes. */
  async #work({ child }: Running, visitor: DeskVisitor, article: string): Promise<Remembered> {
    const name = `/articles/${article}/ru`;
    const remembered: Remembered = { texts: new Map(), publication: 'not asked' };
    /** Null when the process went away under the question. */
    const ask = async (path: string, fields: Readonly<Record<string, string>>): Promise<Response | null> => {
      try {
        const answer = await visitor.post(`${name}${path}`, fields);
        // An answer is one when it came whole.
        return new Response(await answer.text(), answer);
      } catch (error) {
        await until(async () => child.signalCode !== null || child.exitCode !== null);
        assert.equal(child.signalCode, 'SIGKILL', String(error));
        return null;
      }
    };
    const edits = new Map<string, string>();
    for (const act of ['save', 'confirm'] as const) {
      for (const key of ['headline', 'b1', 'b2', 'b3']) {
        const target = `${this.#words('абвгдежзиклмнопрст')}${key === 'headline' ? '' : '.'}`;
        const known = remembered.texts.get(key) ?? { target: '', isConfirmed: false, maybe: null };
        remembered.texts.set(key, known);
        known.maybe = { target, isConfirmed: act === 'confirm' };
        const answer = await ask(`/segments/${key}`, { act, target, edit: edits.get(key) ?? '1' });
        if (answer === null) return remembered;
        const said = await answer.text();
        assert.equal(answer.status, 200, said);
        const { outcome, edit } = JSON.parse(said);
        assert.equal(outcome, 'saved');
        edits.set(key, String(edit));
        Object.assign(known, known.maybe, { maybe: null });
      }
    }
    remembered.publication = 'no answer';
    const answer = await ask('/publish', {});
    if (answer === null) return remembered;
    assert.equal(answer.status, 303, 'publishing was refused');
    remembered.publication = 'done';
    return remembered;
  }

  async #inDatabase<T>(work: (store: Store<Tables>) => Promise<T>): Promise<T> {
    const { database } = this.#plan;
    const store =
      database === null
        ? await openStore<Tables>(join(this.#folder, 'data/database'), { migrations })
        : await openServerStore<Tables>(database, { migrations });
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  }

  /** What was acknowledged is there; each act is there with all that belongs to it, or not at all. */
  async #assertKept({ db }: Store<Tables>, article: string, { texts, publication }: Remembered): Promise<boolean> {
    const segments = await db
      .selectFrom('segments')
      .select(['key', 'target', 'state', 'confirmed_by'])
      .where('article', '=', article)
      .execute();
    for (const { key, target, state } of segments) {
      const { maybe, ...known } = texts.get(key) ?? { target: '', isConfirmed: false, maybe: null };
      const found = { target, isConfirmed: state === 'confirmed' };
      const possible = maybe === null ? [known] : [known, maybe];
      const isPossible = possible.some((each) => each.target === target && each.isConfirmed === found.isConfirmed);
      assert.ok(isPossible, `${key} is ${JSON.stringify(found)}, not one of ${JSON.stringify(possible)}`);
    }
    const confirmed = segments.filter(({ state }) => state === 'confirmed');
    const keys = confirmed.map(({ key }) => key).sort();
    assert.ok(confirmed.every((each) => each.confirmed_by === EDITOR));
    const audit = await db.selectFrom('audit').select(['what', 'detail']).where('article', '=', article).execute();
    const acts = (what: string) => audit.filter((each) => each.what === what);
    const told = acts('segment-confirmed').map(({ detail }) => JSON.parse(detail).key);
    assert.deepEqual(told.sort(), keys, 'confirmed without a line of the audit trail, or the other way round');
    const learnt = await db
      .selectFrom('memory')
      .innerJoin('memory_uses', 'memory_uses.memory', 'memory.id')
      .select('memory.target')
      .where('memory_uses.article', '=', article)
      .execute();
    assert.deepEqual(
      learnt.map((each) => each.target).sort(),
      confirmed.map(({ target }) => target).sort(),
      'confirmed and not in the memory, or the other way round',
    );
    const cell = await db
      .selectFrom('cells')
      .select(['confirmed', 'state'])
      .where('article', '=', article)
      .where('language', '=', 'ru')
      .executeTakeFirst();
    assert.equal(cell?.confirmed ?? 0, keys.length, 'the table of articles says otherwise');

    const version = await db
      .selectFrom('versions')
      .select('body')
      .where('article', '=', article)
      .where('language', '=', 'ru')
      .executeTakeFirst();
    const isReleased = version !== undefined;
    if (publication !== 'no answer') assert.equal(isReleased, publication === 'done', `publication ${publication}`);
    assert.equal(acts('published').length, isReleased ? 1 : 0, 'released without a line of the audit trail');
    for (const { target } of isReleased ? confirmed : [])
      assert.ok(version?.body.includes(target), 'a text of the draft is not in what was released');
    return isReleased;
  }

  /** The next process publishes what was released, once, and nothing that was not; nothing is forked. */
  async #assertGoesOn(article: string, isReleased: boolean): Promise<void> {
    const folders = [join(this.#folder, 'data/edition/files'), join(this.#folder, 'public')];
    await this.#observer.look(folders);
    const room = await openNewsroom(this.#folder);
    try {
      const { refused, warnings } = await room.round();
      assert.deepEqual([refused, warnings], [[], []]);
      assert.equal((await room.round()).changed, false, 'published again though nothing changed');
      const view = await room.newsroom.editing.article(article);
      const state = view?.cells.find(({ language }) => language === 'ru')?.state;
      assert.equal(state === 'published', isReleased, `${state}`);
    } finally {
      await room.close();
    }
    assert.equal(await this.#isCarried(article), isReleased);
    await this.#observer.look(folders);
    await this.#observer.assertOneHistory(folders[0] ?? '');
    const reader = { home: this.#path('reader') };
    const added = await command(['trust', 'add', folders[1] ?? ''], reader);
    assert.equal(added.exitCode, 0, added.err);
    const verified = await command(['verify', folders[1] ?? ''], reader);
    assert.equal(verified.exitCode, 0, verified.out + verified.err);
  }

  async #isCarried(article: string): Promise<boolean> {
    const carried = await readCarried(join(this.#folder, 'public')).catch(() => null);
    return carried?.calendar.some((each) => each.article === article && each.language === 'ru') ?? false;
  }
}
