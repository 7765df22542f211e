/** One page on the screen: found, settled, and watched until the reader goes elsewhere. */
import { type FailureName, parsePagePath } from '../proof/index.ts';
import { askHead, keepLast } from './ask-carriers.ts';
import type { Carrier } from './carrier-pool.ts';
import { noteOld } from './carrier-verdict.ts';
import { type FoundPage, findPage, isLater } from './find.ts';
import type { KeepingStore } from './keeping.ts';
import { type Genuine, isGenuine } from './knowledge.ts';
import { race } from './race.ts';
import type { Origin, View } from './session.ts';
import { isSettled, isSuperseded, lookUp, settle, takeCarriers } from './settle.ts';
import type { OwnPage, Visit } from './visit.ts';

type PageView = View & { readonly kind: 'page' };

/** How often a page that should be newer than what carriers gave is searched for again, in looks. */
const LOOKS_BETWEEN = 3;
/** How often in a row a page may turn out to be superseded before that is told. */
const TRIES = 3;

/** Pages of this visit that are shown at once when the reader comes back to them; in memory only. */
const MAX_PAGES = 20;

/** A page that is shown. */
interface Shown extends OwnPage {
  readonly judged: Genuine;
}

/** See the head of this file. `run` ends when the signal aborts; after that nothing is called any more. */
export class Follower {
  readonly #visit: Visit;
  readonly #store: KeepingStore;
  readonly #path: string;
  readonly #onView: (view: View) => void;
  readonly #signal: AbortSignal;
  #shown: Shown | null = null;
  #change: PageView['change'] = null;
  /** The head under which it was last looked up what is current. */
  #lookedUnder: Visit['knowledge']['newest'] = null;
  /** The edition under which the page was last searched for. */
  #searchedUnder = 0;
  #looks = 0;

  constructor(visit: Visit, store: KeepingStore, path: string, onView: (view: View) => void, signal: AbortSignal) {
    this.#visit = visit;
    this.#store = store;
    this.#path = path;
    this.#onView = onView;
    this.#signal = signal;
  }

  /** The page that is shown, for whoever keeps it. */
  get shown(): { readonly path: string; readonly bytes: Uint8Array; readonly judged: Genuine } | null {
    return this.#shown === null ? null : { path: this.#path, ...this.#shown };
  }

  async run(): Promise<void> {
    const path = this.#path;
    this.#tell({ kind: 'searching', path });
    if (parsePagePath(path) === null) {
      this.#tell({ kind: 'missing', path });
      return;
    }
    await this.#showOwn();
    while (!this.#signal.aborted) {
      await this.#search();
      while ((await this.#look()) === 'wait');
    }
  }

  async #search(): Promise<void> {
    const { knowledge } = this.#visit;
    const path = this.#path;
    for (let tries = 1; ; tries += 1) {
      const found = await findPage(this.#visit, path, this.#signal);
      if (this.#signal.aborted) return;
      this.#searchedUnder = knowledge.newest?.head.edition.number ?? 0;
      if (found.kind !== 'page') {
        if (this.#shown === null) this.#tell({ ...found, path });
        else this.#show(this.#shown, false);
        return;
      }
      this.#show(shownOf(found, found.judged), true);
      const judged = await settle(this.#visit, found, path, this.#signal);
      if (this.#signal.aborted) return;
      if (!isGenuine(judged)) {
        this.#visit.pool.accuse(found.carrier, 'false', judged.report.label.failure);
        this.#disown(judged.report.label.failure);
        if (tries === TRIES) return;
      } else if (tries < TRIES && isSuperseded(judged)) {
        // Another carrier has what the newest edition names; this one comes last from now on.
        const { edition } = found.carrier.standing;
        if (edition !== null) noteOld(this.#visit, found.carrier, edition);
        this.#visit.pool.win(null);
      } else {
        this.#lookedUnder = knowledge.newest;
        this.#show(shownOf(found, judged), false);
        await this.#keep();
        return;
      }
    }
  }

  /** What a newer edition disowns must not stay on the screen. */
  #disown(failure: FailureName | null): void {
    this.#shown = null;
    this.#visit.pages.delete(this.#path);
    this.#tell({ kind: 'unreached', path: this.#path, failure });
  }

  /** Waits and looks for something newer; tells whether it is worth searching again. */
  async #look(): Promise<'search' | 'wait'> {
    const { pool, knowledge, ports, strategy } = this.#visit;
    await pause(strategy.watchMs, this.#signal);
    if (this.#signal.aborted) return 'search';
    if (!ports.isVisible()) return 'wait';
    this.#looks += 1;
    const isTurn = this.#looks % LOOKS_BETWEEN === 0;
    const pace = { start: 1, stepMs: strategy.stallMs, limitMs: strategy.limitMs };
    const ask = (carrier: Carrier, inner: AbortSignal) => askHead(this.#visit, carrier, inner);
    const report = await race(pool.spare(), ask, pace, this.#signal);
    // Not before: a first view asks nobody for more than it needs.
    if (report !== null) await takeCarriers(this.#visit, this.#signal);
    if (this.#signal.aborted) return 'search';
    const isNewer = (knowledge.newest?.head.edition.number ?? 0) > this.#searchedUnder;
    const shown = this.#shown;
    if (shown === null || shown.origin.kind === 'kept') {
      return report !== null && (isNewer || isTurn) ? 'search' : 'wait';
    }
    const { newest } = knowledge;
    const isKnown = newest === this.#lookedUnder && isSettled(shown.judged);
    if (isKnown && !isSuperseded(shown.judged)) return 'wait';
    const judged = await lookUp(this.#visit, shown.bytes, this.#path, this.#signal);
    if (this.#signal.aborted) return 'search';
    this.#lookedUnder = newest;
    if (!isGenuine(judged)) {
      this.#disown(judged.report.label.failure);
      return 'search';
    }
    if (isSuperseded(judged)) {
      // Said before anybody is asked for what replaces it: they may all be silent.
      if (isOtherLabel(judged, shown.judged)) this.#show({ ...shown, judged }, isNewer);
      return isNewer || isTurn ? 'search' : 'wait';
    }
    if (isSettled(judged) && isOtherLabel(judged, shown.judged)) this.#show({ ...shown, judged }, false);
    return 'wait';
  }

  /** Shows what this visit has read before, or an earlier one has kept, until it is found. */
  async #showOwn(): Promise<void> {
    const { pages, objects, knowledge } = this.#visit;
    const kept = pages.has(this.#path) ? null : await this.#store.read(this.#path);
    const own =
      pages.get(this.#path) ??
      (kept && { bytes: kept.bytes, origin: { kind: 'kept', keptAt: kept.keptAt } satisfies Origin });
    if (own === null || this.#signal.aborted) return;
    // Nobody is asked: what is known of the calendar must do.
    const read = async (path: string) => objects.get(path.slice(path.lastIndexOf('/') + 1)) ?? null;
    const judged = await knowledge.judge({ page: own.bytes, path: this.#path, read });
    if (isGenuine(judged) && !this.#signal.aborted) this.#show({ ...own, judged }, true);
  }

  async #keep(): Promise<void> {
    const { shown } = this;
    if (shown !== null && this.#shown?.origin.kind === 'carrier') await this.#store.keep(shown);
  }

  /** Shows a page, unless what is shown was written after it: no copy takes a reader back. */
  #show(next: Shown, isSettling: boolean): void {
    const before = this.#shown;
    if (before !== null && isLater(before, next)) {
      if (!isSettling) this.#show(before, false);
      return;
    }
    if (before !== null) this.#change = changeOf(before.judged, next.judged) ?? this.#change;
    this.#shown = next;
    const { bytes, judged, origin } = next;
    if (origin.kind === 'carrier') keepLast(this.#visit.pages, this.#path, { bytes, origin }, MAX_PAGES);
    const report = this.#visit.knowledge.told(judged.report);
    this.#tell({
      kind: 'page',
      path: this.#path,
      content: judged.content,
      report,
      origin,
      isSettling,
      change: this.#change,
    });
  }

  #tell(view: View): void {
    if (!this.#signal.aborted) this.#onView(view);
  }
}

const shownOf = ({ bytes, carrier }: FoundPage, judged: Genuine): Shown => ({
  bytes,
  judged,
  origin: { kind: 'carrier', address: carrier.entry.address },
});

function isOtherLabel({ report: a }: Genuine, { report: b }: Genuine): boolean {
  return a.label.kind !== b.label.kind || a.label.time?.getTime() !== b.label.time?.getTime();
}

/** What happened to a page that another one replaces. */
function changeOf({ report: a }: Genuine, { report: b, content }: Genuine): PageView['change'] {
  const [before, after] = [a.page.record, b.page.record];
  if (a.page.leaf === b.page.leaf) return null;
  if (after.kind === 'withdrawal') return before.kind === 'withdrawal' ? null : 'withdrawn';
  if (content.kind === 'listing') return 'newer';
  if (before.revision === after.revision) return null;
  return content.body.state === 'corrected' ? 'corrected' : 'newer';
}

/** Waits, or until the signal aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
