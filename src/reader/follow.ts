/** One page on the screen: found, settled, and watched until the reader goes elsewhere. */
import { type FailureName, parsePagePath } from '../proof/index.ts';
import { askHead } from './ask-carriers.ts';
import { type FoundPage, findPage, isLater } from './find.ts';
import type { KeepingStore } from './keeping.ts';
import { type Genuine, isGenuine } from './knowledge.ts';
import type { Origin, View } from './session.ts';
import { isSettled, isSuperseded, lookUp, settle, takeCarriers } from './settle.ts';
import type { Visit } from './visit.ts';

type PageView = View & { readonly kind: 'page' };

/** How often a page that should be newer than what carriers gave is searched for again, in looks. */
const LOOKS_BETWEEN = 3;
/** How often in a row a page may turn out to be superseded before that is told. */
const TRIES = 3;

/** A page that is shown. */
interface Shown {
  readonly bytes: Uint8Array;
  readonly judged: Genuine;
  readonly origin: Origin;
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
    await this.#showKept();
    while (!this.#signal.aborted) {
      await this.#search();
      await this.#watch();
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
        noteOldPage(this.#visit, found);
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
    this.#tell({ kind: 'unreached', path: this.#path, failure });
  }

  /** Waits until it is worth searching again. */
  async #watch(): Promise<void> {
    const { pool, knowledge, ports, strategy } = this.#visit;
    for (let looks = 1; ; looks += 1) {
      await pause(strategy.watchMs, this.#signal);
      if (this.#signal.aborted) return;
      const carrier = pool.spare()[0];
      if (carrier === undefined || !ports.isVisible()) continue;
      const report = await askHead(this.#visit, carrier, this.#signal);
      // Not before: a first view asks nobody for more than it needs.
      if (report !== null) await takeCarriers(this.#visit, this.#signal);
      if (this.#signal.aborted) return;
      const isNewer = (knowledge.newest?.head.edition.number ?? 0) > this.#searchedUnder;
      if (this.#shown === null || this.#shown.origin.kind === 'kept') {
        if (report !== null && (isNewer || looks % LOOKS_BETWEEN === 0)) return;
        continue;
      }
      const { newest } = knowledge;
      const isKnown = newest === this.#lookedUnder && isSettled(this.#shown.judged);
      if (isKnown && !isSuperseded(this.#shown.judged)) continue;
      const judged = await lookUp(this.#visit, this.#shown.bytes, this.#path, this.#signal);
      if (this.#signal.aborted) return;
      this.#lookedUnder = newest;
      if (!isGenuine(judged)) {
        this.#disown(judged.report.label.failure);
        return;
      }
      if (isSuperseded(judged)) {
        // Said before anybody is asked for what replaces it: they may all be silent.
        if (isOtherLabel(judged, this.#shown.judged)) this.#show({ ...this.#shown, judged }, isNewer);
        if (isNewer || looks % LOOKS_BETWEEN === 0) return;
      } else if (isSettled(judged) && isOtherLabel(judged, this.#shown.judged)) {
        this.#show({ ...this.#shown, judged }, false);
      }
    }
  }

  async #showKept(): Promise<void> {
    const kept = await this.#store.read(this.#path);
    if (kept === null || this.#signal.aborted) return;
    const judged = await this.#visit.knowledge.judge({ head: null, page: kept.bytes, path: this.#path });
    if (!isGenuine(judged) || this.#signal.aborted) return;
    this.#show({ bytes: kept.bytes, judged, origin: { kind: 'kept', keptAt: kept.keptAt } }, true);
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
    const { judged, origin } = next;
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

/** A carrier with the newest head and an older page than that names. */
function noteOldPage({ pool, knowledge }: Visit, { carrier }: FoundPage): void {
  if (carrier.standing.edition === knowledge.newest?.head.edition.number) pool.accuse(carrier, 'old', 'rollback');
  pool.winner = null;
}

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
