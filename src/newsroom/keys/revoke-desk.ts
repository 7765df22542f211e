import type { SyncReport } from '../../carry/index.ts';
import { makeTwins } from '../../compose/index.ts';
import {
  changeTargets,
  type DeskClosing,
  desksClosed,
  desksWithNext,
  EditionError,
  editionFolder,
  fileReader,
  isNamedIn,
  nextOnlineKey,
  openOfflineKeys,
  openTrustKey,
  type PageDraft,
  planClosing,
  publishEdition,
  readPublishedHead,
  readPublishedPage,
  reissueOf,
  type VoidRecord,
  voidRecords,
  writeTrust,
} from '../../edition/index.ts';
import type { Desk, SignerKey } from '../../proof/index.ts';
import { Carriers } from '../carriers/carriers.ts';
import { openMediaFiles } from '../keeping/storage.ts';
import type { OpenedFolder } from '../open-folder.ts';
import { publicCarriers } from '../publishing/face.ts';
import { publishWaiting } from '../publishing/publishing.ts';
import { noteEdition } from '../publishing/versions.ts';
import { openKeys, readOwnTrust } from './desks.ts';
import { openToRevoke, type RevokePorts } from './revoke-open.ts';
import { redrawListing, withdrawVersion } from './revoke-pages.ts';

/** What is to be closed, and what becomes of the pages that this makes void. */
export interface ClosingRequest {
  readonly language: string;
  /** Last index of the log at which the key is valid; null for the newest entry. */
  readonly after: number | null;
  /** Ids of articles whose void revision is to be withdrawn. */
  readonly withdraw: readonly string[];
  /** Whether the other void articles were looked at, and are to be signed with the new key. */
  readonly reissue: boolean;
}

/** What closing a desk's key came to. */
export type Closing =
  /** Nothing was done: these current articles would become void, and nobody said what is to become of them. */
  | { readonly kind: 'undecided'; readonly after: number; readonly undecided: readonly VoidRecord[] }
  | {
      readonly kind: 'closed';
      readonly after: number;
      /** Every record that is void now. */
      readonly records: readonly VoidRecord[];
      readonly reissued: number;
      readonly withdrawn: number;
      readonly edition: number;
      readonly reports: readonly SyncReport[];
    };

/**
 * Closes the key in use of a desk at an index and gives the desk a new one. What the old key signed up to the index stays
 * valid, what it signed after it is void. Order, so that no carrier ever shows a page that its trust data does not cover:
 *
 * 1. trust data names the new key beside the old one;
 * 2. void articles are withdrawn or recorded again under the new key, listings are drawn again; all is carried;
 * 3. trust data closes the old key; that is carried.
 *
 * Killed anywhere, it goes on when it is run again. Needs the targets keys.
 *
 * @throws EditionError `request-invalid`, `signatures-missing`, `passphrase-needed`; as `openToRevoke`
 */
export async function closeDeskKey(folder: string, request: ClosingRequest, ports: RevokePorts): Promise<Closing> {
  const opened = await openToRevoke(folder, ports);
  try {
    return await new DeskRevocation(opened, request, ports).run();
  } finally {
    await opened.store.close().finally(() => opened.lock.close());
  }
}

class DeskRevocation {
  readonly #opened: OpenedFolder;
  readonly #request: ClosingRequest;
  readonly #ports: RevokePorts;
  readonly #carriers: Carriers;

  constructor(opened: OpenedFolder, request: ClosingRequest, ports: RevokePorts) {
    this.#opened = opened;
    this.#request = request;
    this.#ports = ports;
    const { files } = editionFolder(opened.places.edition);
    const { now, log, env, isCarrierDoubted: isDoubted } = ports;
    this.#carriers = new Carriers({ db: opened.store.db, files, now, log, env, isDoubted });
  }

  get #edition() {
    return editionFolder(this.#opened.places.edition);
  }

  get #read() {
    return fileReader(this.#edition.files);
  }

  async run(): Promise<Closing> {
    const size = await this.#size();
    const { language, after, reissue, withdraw } = this.#request;
    const closing = planClosing(await readOwnTrust(this.#opened.places), language, after, size);
    if (closing === null) return this.#wasClosed(after ?? size - 1);
    const records = await voidRecords(this.#read, closing, size);
    this.#refuseUnknown(records);
    const undecided = records.filter(
      ({ isCurrent, record }) => isCurrent && record.article !== null && !reissue && !withdraw.includes(record.article),
    );
    if (undecided.length > 0) return { kind: 'undecided', after: closing.after, undecided };
    const targets = await this.#openTargets(closing);
    const { withdrawn, reissued } = await this.#changing(async () => {
      await this.#addNext(closing, targets);
      return { withdrawn: await this.#withdraw(records), reissued: await this.#reissue(closing) };
    });
    if (withdrawn + reissued > 0) await this.#carry();
    const edition = await this.#changing(() => this.#close(closing, targets));
    return {
      kind: 'closed',
      after: closing.after,
      records,
      reissued,
      withdrawn,
      edition,
      reports: await this.#carry(),
    };
  }

  async #wasClosed(after: number): Promise<Closing> {
    const edition = (await readPublishedHead(this.#read))?.edition.number ?? 0;
    return { kind: 'closed', after, records: [], reissued: 0, withdrawn: 0, edition, reports: await this.#carry() };
  }

  async #size(): Promise<number> {
    const head = await readPublishedHead(this.#read);
    if (head !== null) return head.size;
    throw new EditionError('request-invalid', 'nothing is published yet, so no entry can be the last valid one', {
      hint: 'to replace a key that never signed: tamizdat keys rotate',
    });
  }

  #refuseUnknown(records: readonly VoidRecord[]): void {
    for (const id of this.#request.withdraw) {
      // Not only current ones: an earlier attempt may have withdrawn it.
      if (records.some(({ record }) => record.article === id)) continue;
      throw new EditionError('request-invalid', `--withdraw ${id}: no record of that article becomes void`, {
        hint: 'run it without --withdraw and --reissue to see which ones do',
      });
    }
  }

  async #openTargets({ language, after }: DeskClosing): Promise<readonly SignerKey[]> {
    const { places, settings } = this.#opened;
    const trust = await readOwnTrust(places);
    const why = `close the key of the desk ${language} after entry ${after}`;
    return openOfflineKeys(places.keys, settings.newsroom, trust, 'targets', this.#ports.ask, why);
  }

  /** Signs changed desks over the newest trust data; the files are the caller's to publish at once. */
  async #sign(desks: readonly Desk[], targets: readonly SignerKey[]) {
    const { places, settings } = this.#opened;
    const trust = await readOwnTrust(places);
    const online = await openTrustKey(places.keys, settings.newsroom, trust);
    return changeTargets(trust, { desks }, targets, online, this.#ports.now());
  }

  async #addNext(closing: DeskClosing, targets: readonly SignerKey[]): Promise<void> {
    if (closing.next !== null) return;
    const { places, settings } = this.#opened;
    const trust = await readOwnTrust(places);
    const key = await nextOnlineKey(places.keys, settings.newsroom, `desk-${closing.language}`, isNamedIn(trust));
    const files = await this.#sign(await desksWithNext(trust, closing, key), targets);
    this.#ports.onStep?.('name the next key');
    await writeTrust(this.#edition, files, makeTwins);
  }

  async #withdraw(records: readonly VoidRecord[]): Promise<number> {
    const { store, settings, places } = this.#opened;
    const named = records.filter(
      ({ isCurrent, record }) =>
        isCurrent && record.kind === 'article' && this.#request.withdraw.includes(record.article ?? ''),
    );
    for (const { record } of named) await withdrawVersion(store.db, record, this.#ports.now());
    if (named.length === 0) return 0;
    this.#ports.onStep?.('publish withdrawals');
    await publishWaiting({
      db: store.db,
      blobs: await openMediaFiles(settings, places),
      settings,
      edition: this.#edition,
      keys: await this.#keys(),
      now: this.#ports.now,
      isSettled: false,
      release: null,
      refused: new Map(),
    });
    await store.upkeep({ erase: true });
    await this.#refuseStanding(named);
    return named.length;
  }

  /** What somebody said is not theirs must not be signed anew because the database does not know it. */
  async #refuseStanding(named: readonly VoidRecord[]): Promise<void> {
    for (const { path } of named) {
      const page = await readPublishedPage(this.#read, path);
      if (page?.record.kind === 'withdrawal') continue;
      throw new EditionError('edition-damaged', `${path} could not be withdrawn: the database does not know it`, {
        hint: `move ${this.#opened.places.database} away, it is made anew from what is published; then run the same again`,
      });
    }
  }

  /** Records what is current and void again, under the new key; listings as they are drawn now. */
  async #reissue(closing: DeskClosing): Promise<number> {
    const { store, settings } = this.#opened;
    const records = await voidRecords(this.#read, closing, await this.#size());
    const pages: PageDraft[] = [];
    for (const each of records.filter(({ isCurrent }) => isCurrent)) {
      const page =
        each.record.article === null
          ? await redrawListing(each.record, { db: store.db, settings, read: this.#read })
          : await reissueOf(this.#read, each);
      if (page !== null) pages.push(page);
    }
    if (pages.length === 0) return 0;
    this.#ports.onStep?.('publish re-issued pages');
    await this.#publish(pages, []);
    return pages.filter(({ article }) => article !== null).length;
  }

  async #close(closing: DeskClosing, targets: readonly SignerKey[]): Promise<number> {
    const trust = await readOwnTrust(this.#opened.places);
    const files = await this.#sign(desksClosed(trust, closing), targets);
    this.#ports.onStep?.('close the key');
    return this.#publish([], files);
  }

  async #publish(pages: readonly PageDraft[], trust: Awaited<ReturnType<typeof changeTargets>>): Promise<number> {
    const { store, settings } = this.#opened;
    const { onStep, now } = this.#ports;
    const carriers = publicCarriers(settings.carriers);
    const { edition } = await publishEdition(
      { pages, files: [], removals: [], trust, carriers },
      {
        folder: this.#edition,
        newsroom: settings.newsroom,
        keys: await this.#keys(),
        now,
        makeTwins,
        ...(onStep && { onStep }),
      },
    );
    await noteEdition(store.db, edition);
    return edition;
  }

  /** The keys in use now: they change on the way. */
  #keys() {
    return openKeys(this.#opened.settings, this.#opened.places, this.#ports.now);
  }

  /** Does work that changes the edition; the next carrying compares everything. */
  #changing<T>(work: () => Promise<T>): Promise<T> {
    return this.#carriers.changing(work, () => null);
  }

  #carry(): Promise<SyncReport[]> {
    this.#ports.onStep?.('carry');
    return this.#carriers.carry(this.#opened.settings, this.#ports.signal, this.#ports.onProgress);
  }
}
