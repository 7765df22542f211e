/** Does a carrier show what the log says: calendar, fronts, notices and pages of one verified edition? */
import {
  type BodyClaims,
  type CalendarLine,
  calendarPath,
  checkBody,
  checkPlace,
  checkWrapper,
  comparePlaces,
  compareTrees,
  ForkError,
  formatPlace,
  frontPath,
  lookupCalendar,
  MAX_NOTICES,
  MAX_PAGE_BYTES,
  type Notice,
  objectReader,
  ProofError,
  parseNotices,
  readChecked,
  type SignedTree,
  type Trusted,
  type VerifiedHead,
  type VerifiedPage,
  verifyPage,
} from '../proof/index.ts';
import { type FindingName, forkFiles, nameOf, type Raised, raise } from './finding.ts';
import type { Session } from './session.ts';
import { type FollowedLog, isOlder, MAX_THINGS, type Thing, thingKey } from './state.ts';
import { treeOf } from './trees.ts';

/** Findings of one carrier and round that are shown with files: one that makes up more is known well enough. */
const MAX_SHOWN = 20;

/** Parses the body of a page and tells what it says; this room knows where one stands, not what may stand in it. */
export type ReadBody = (page: VerifiedPage) => BodyClaims;

/** Where the page of a thing lies: its first part. */
export function pathOf({ article, day, language }: Thing): string {
  return day === null ? frontPath(language) : calendarPath({ article, day, language });
}

/** One carrier whose trust data and head are verified, and the log it is compared with. */
export class PageCheck {
  readonly raised: Raised[] = [];
  /** Trees of pages that the carrier does not itself show to agree with the log. */
  readonly unproven: SignedTree[] = [];
  readonly #session: Session;
  readonly #trusted: Trusted;
  readonly #head: VerifiedHead;
  readonly #log: FollowedLog;
  readonly #readBody: ReadBody;
  /** Trees of pages that were compared already. */
  readonly #trees = new Set<string>();

  constructor(session: Session, trusted: Trusted, head: VerifiedHead, log: FollowedLog, readBody: ReadBody) {
    this.#session = session;
    this.#trusted = trusted;
    this.#head = head;
    this.#log = log;
    this.#readBody = readBody;
  }

  /** Whether the carrier's edition is new enough to have a thing. */
  has(thing: Thing): boolean {
    const { log, size } = this.#head.checkpoint;
    return comparePlaces(thing, { log, index: size }) < 0;
  }

  #raise(name: FindingName, subject: string, detail: string, error: ProofError | null, page?: Uint8Array): void {
    const more = page === undefined ? undefined : new Map([[subject, page]]);
    const { name: carrier } = this.#session;
    const failure = error?.code ?? null;
    const about = { carrier, subject, detail, failure };
    if (this.raised.length >= MAX_SHOWN) {
      this.raised.push(raise(name, about));
      return;
    }
    const trees = error instanceof ForkError ? forkFiles(error) : [];
    this.raised.push(raise(name, about, new Map([...trees, ...this.#session.files('carrier', more)])));
  }

  /** Compares the line of a thing under this head with the log. Silence of the carrier is told as such. */
  async checkLine(thing: Thing): Promise<void> {
    const subject = pathOf(thing);
    const { number, fronts, calendar } = this.#head.edition;
    try {
      if (thing.day === null) {
        const front = fronts.find(({ language }) => language === thing.language);
        const isTold = front !== undefined && comparePlaces(front.place, thing) === 0 && front.leaf === thing.leaf;
        if (!isTold) this.#raise('calendar-false', subject, `edition ${number} names another front than its log`, null);
        return;
      }
      const lines = await lookupCalendar(objectReader(this.#session.read), calendar, thing.day, thing.article);
      this.#compareLine(
        thing,
        subject,
        lines.find(({ language }) => language === thing.language),
      );
    } catch (error) {
      this.#silentOr('calendar-false', subject, error);
    }
  }

  #compareLine(thing: Thing, subject: string, line: CalendarLine | undefined): void {
    const { number } = this.#head.edition;
    const place = `log entry ${formatPlace(thing)}`;
    const order = line === undefined ? 0 : comparePlaces(line.place, thing);
    const isWithdrawal = thing.kind === 'withdrawal';
    if (line === undefined) {
      this.#raise('absent', subject, `edition ${number} does not have ${place}`, null);
    } else if (line.revision < thing.revision || (order < 0 && isWithdrawal)) {
      const what = isWithdrawal ? 'the withdrawal' : `revision ${thing.revision}`;
      this.#raise('correction-suppressed', subject, `edition ${number} does not have ${what} of ${place}`, null);
    } else if (isWithdrawal && line.state !== 'withdrawn') {
      this.#raise('correction-suppressed', subject, `edition ${number} does not call it withdrawn`, null);
    } else if (order !== 0 || line.leaf !== thing.leaf || line.revision !== thing.revision) {
      this.#raise('calendar-false', subject, `edition ${number} names another entry than ${place}, the newest`, null);
    }
  }

  /** Compares the page that is served with the log. False when none is served. */
  async checkPage(thing: Thing): Promise<boolean> {
    const subject = pathOf(thing);
    let bytes: Uint8Array | null = null;
    try {
      bytes = await this.#session.read(subject, MAX_PAGE_BYTES);
      if (bytes === null) return false;
      const page = await verifyPage(this.#trusted, bytes, subject);
      checkPlace(page, subject);
      checkBody(page, this.#readBody(page));
      await checkWrapper(page);
      await this.#compareTree(page);
      this.#comparePage(thing, subject, page, bytes);
    } catch (error) {
      if (!(error instanceof ProofError)) throw error;
      this.#raise(nameOf(error, 'page-false'), subject, error.message, error, bytes ?? undefined);
    }
    return true;
  }

  /** A page brings a signed tree of its own, as a head does; that its carrier cannot prove it is no fault of the page. */
  async #compareTree({ checkpoint }: VerifiedPage): Promise<void> {
    if (checkpoint.isRetired || checkpoint.origin !== this.#log.origin || this.#trees.has(checkpoint.note)) return;
    this.#trees.add(checkpoint.note);
    try {
      if ((await compareTrees(treeOf(this.#log), checkpoint, this.#session.read)) === 'agree') return;
    } catch (error) {
      if (!(error instanceof ProofError) || error instanceof ForkError) throw error;
    }
    this.unproven.push(checkpoint);
  }

  #comparePage(thing: Thing, subject: string, page: VerifiedPage, bytes: Uint8Array): void {
    const { revision } = page.record;
    if (comparePlaces(page.place, thing) === 0 && page.leaf !== thing.leaf) {
      const notes = [this.#log.checkpoint, page.checkpoint.note] as const;
      throw new ForkError(notes, 'this page is proven at a place where the log has another entry');
    }
    if (thing.article === null || !isOlder(page.record, thing)) return;
    const what = thing.kind === 'withdrawal' ? 'has withdrawn it' : `has revision ${thing.revision}`;
    const detail = `revision ${revision} is served, but the log ${what}`;
    this.#raise('correction-suppressed', subject, detail, null, bytes);
  }

  /** Checks that the notices of this edition tell every correction and withdrawal that they have room for. */
  async checkNotices(): Promise<void> {
    const { notices: ref, number } = this.#head.edition;
    const subject = 'notices';
    try {
      const notices = parseNotices(await readChecked(objectReader(this.#session.read), ref, subject));
      const invented = notices.find((notice) => this.#isInvented(notice));
      if (invented !== undefined) {
        const { kind, revision, place } = invented;
        const detail = `edition ${number} tells a ${kind} at log entry ${formatPlace(place)}, revision ${revision}, that is not there`;
        this.#raise('calendar-false', subject, detail, null);
      }
      const oldest = notices.length < MAX_NOTICES ? '' : (notices.at(-1)?.time ?? '');
      // By revision, not by place: a record that was signed anew (a closed desk, a retired log) has no notice of its own.
      const told = new Set(notices.map((notice) => `${thingKey(notice)} ${notice.kind} ${notice.revision}`));
      for (const thing of this.#log.things.values()) {
        if (thing.notice === null || thing.notice <= oldest || !this.has(thing)) continue;
        const kind = thing.kind === 'withdrawal' ? 'withdrawal' : 'correction';
        if (told.has(`${thingKey(thing)} ${kind} ${thing.revision}`)) continue;
        const detail = `the notices of edition ${number} do not tell revision ${thing.revision} of ${pathOf(thing)}`;
        this.#raise('correction-suppressed', `${subject} ${pathOf(thing)}`, detail, null);
      }
    } catch (error) {
      this.#silentOr('calendar-false', subject, error);
    }
  }

  /** Whether the log was read and has no such correction or withdrawal: a hundred of those leave no room for a true one. */
  #isInvented(notice: Notice): boolean {
    const { cursor, things } = this.#log;
    const { log, size } = this.#head.checkpoint;
    if (notice.place.log !== log) return false;
    if (notice.place.index >= size) return true;
    if (notice.place.index >= cursor || things.size >= MAX_THINGS) return false;
    const thing = things.get(thingKey(notice));
    if (thing === undefined || notice.revision > thing.revision) return true;
    const kind = thing.kind === 'withdrawal' ? 'withdrawal' : 'correction';
    return notice.revision === thing.revision && notice.kind !== kind;
  }

  #silentOr(name: FindingName, subject: string, error: unknown): void {
    if (!(error instanceof ProofError)) throw error;
    const isSilent = error.code === 'object-missing';
    const { number } = this.#head.edition;
    const detail = isSilent ? `edition ${number}: ${error.message}` : error.message;
    this.#raise(isSilent ? 'silent' : name, subject, detail, error);
  }
}
