import {
  addNotices,
  appendEntries,
  bytesOf,
  type CarrierEntry,
  CHECKPOINT_PATH,
  type EditionRecord,
  formatCarriers,
  formatEdition,
  formatHead,
  formatNotices,
  formatTime,
  HEAD_PATH,
  joinPage,
  makeObject,
  type Notice,
  type ObjectFile,
  objectPath,
  objectReader,
  parseNotices,
  proveInclusion,
  type ReadFile,
  type RecordFields,
  readChecked,
  signCheckpoint,
  signNote,
  type TrustFile,
  updateCalendar,
} from '../proof/index.ts';
import { unwritable } from './disk-errors.ts';
import { EditionError } from './error.ts';
import { type EditionFolder, emptyLog, fileReader, type PublishedHead, readPublishedHead } from './folder.ts';
import type { OnlineKeys } from './keys-in-use.ts';
import { removedTiles } from './old-tiles.ts';
import {
  calendarLine,
  changedPages,
  frontsOf,
  noticeOf,
  type PageDraft,
  recordPages,
  refOf,
  surplusParts,
} from './pages.ts';
import { replaceFiles } from './replace.ts';
import { applyCommitted, type OnStep, type StagedFile } from './staging.ts';
import { oldSnapshots, readSuperseded, SUPERSEDED_FILE, supersede } from './superseded.ts';
import { readTrust } from './trust-state.ts';
import { hasTwins, type MakeTwins, twinPaths, withTwins } from './twins.ts';

/** Everything that should be published: what already is, is left alone. */
export interface Publication {
  readonly pages: readonly PageDraft[];
  /** Files that are not pages: media, feeds, the choice of languages. Twins are added here. */
  readonly files: readonly StagedFile[];
  /** Paths of files to take away (media of withdrawn articles); their twins go with them. */
  readonly removals: readonly string[];
  /** New files of `trust/`, names relative to it; empty when they stay as they are. */
  readonly trust: readonly TrustFile[];
  /** The public carriers to name. */
  readonly carriers: readonly CarrierEntry[];
}

/** What a publication came to. */
export interface PublishResult {
  /** Number of the newest edition. */
  readonly edition: number;
  /** False when everything was published already. */
  readonly changed: boolean;
  /** Records that were added, without the edition's own. */
  readonly records: readonly RecordFields[];
  /** Paths of all files that were written and removed. */
  readonly written: readonly string[];
  readonly removed: readonly string[];
  readonly writtenBytes: number;
}

/** With what an edition is made; `onStep` is called before each step that touches the disk. */
export interface PublishOptions {
  readonly folder: EditionFolder;
  readonly newsroom: string;
  readonly keys: OnlineKeys;
  readonly now: () => Date;
  readonly makeTwins: MakeTwins;
  readonly onStep?: OnStep;
}

/**
 * Publishes one edition: all records of articles, then of day pages and fronts, then the edition record, as one batch
 * under one checkpoint (docs/spec/edition.md). Declarative: drafts whose bytes are published already are skipped, so
 * repeating a publication after a crash changes nothing.
 *
 * Nothing is visible before the commit; a full or read-only disk leaves the last edition as it was
 * (`edition-unwritable`). Only one process may publish at a time: hold the newsroom's lock.
 */
export async function publishEdition(publication: Publication, options: PublishOptions): Promise<PublishResult> {
  const { folder, keys, onStep } = options;
  await recoverEdition(folder, onStep);
  const read = fileReader(folder.files);
  const head = await readPublishedHead(read);
  const log = head ?? (await emptyLog());
  const now = options.now();
  // A clock that was set back must not date an edition before the one it follows.
  const time = [formatTime(now), head?.edition.time ?? ''].sort().at(-1) ?? '';

  const changed = await changedPages(publication.pages, read);
  const recorded = await recordPages(changed, { ...options, time, firstIndex: log.size });
  const trust = await trustVersions(publication.trust, read);
  const carriers = await makeObject(formatCarriers(publication.carriers));
  const files = await changedFiles(publication.files, read);
  const needsEdition =
    head === null ||
    recorded.length > 0 ||
    trust.root !== head.edition.trust.root ||
    trust.targets !== head.edition.trust.targets ||
    carriers.sha256 !== head.edition.carriers.sha256;

  const staged: StagedFile[] = [...files];
  const notes: StagedFile[] = [];
  for (const { name, bytes } of publication.trust) staged.push({ path: `trust/${name}`, bytes });
  const removals = new Set(
    [...publication.removals, ...oldSnapshots(publication.trust)].flatMap((path) => [path, ...twinPaths(path)]),
  );

  if (needsEdition) {
    const objects: ObjectFile[] = [carriers];
    const calendar = await updateCalendar(
      objectReader(read),
      head?.edition.calendar ?? null,
      recorded.flatMap(calendarLine),
    );
    objects.push(...calendar.nodes);
    const notices = await makeObject(
      formatNotices(addNotices(await oldNotices(head, read), recorded.flatMap(noticeOf))),
    );
    objects.push(notices);
    const edition: EditionRecord = {
      newsroom: options.newsroom,
      log: keys.log.name,
      number: (head?.edition.number ?? 0) + 1,
      time,
      trust,
      fronts: frontsOf(head, recorded),
      calendar: calendar.root,
      notices: refOf(notices),
      carriers: refOf(carriers),
    };
    const before = head === null ? [] : [head.edition.notices.sha256, head.edition.carriers.sha256];
    const superseded = supersede({
      known: await readSuperseded(folder),
      replaced: [...calendar.replaced, ...before],
      current: objects.map(({ sha256 }) => sha256),
      time,
    });
    notes.push({ path: SUPERSEDED_FILE, bytes: superseded.list });
    for (const path of superseded.expired) for (const each of [path, ...twinPaths(path)]) removals.add(each);
    const editionNote = await signNote(formatEdition(edition), [keys.log]);
    const appended = await appendEntries(read, log, [
      ...recorded.map((page) => bytesOf(page.note)),
      bytesOf(editionNote),
    ]);
    const checkpoint = await signCheckpoint(
      { origin: keys.log.name, size: appended.size, root: appended.root },
      keys.log,
      [keys.clock],
    );
    const prove = async (index: number) => ({
      index,
      hashes: await proveInclusion(appended.reader, index, appended.size),
      checkpoint,
    });

    for (const page of recorded) {
      const proven = { note: page.note, proof: await prove(page.index) };
      for (const [at, content] of page.draft.parts.entries()) {
        staged.push({ path: page.paths[at] ?? '', bytes: joinPage(content, proven) });
      }
      for (const path of surplusParts(page)) for (const each of [path, ...twinPaths(path)]) removals.add(each);
    }
    const stagedObjects = objects.map(({ sha256, bytes }): StagedFile => ({ path: objectPath(sha256), bytes }));
    staged.push(...(await changedFiles(stagedObjects, read)));
    staged.push(...appended.files);
    staged.push({ path: CHECKPOINT_PATH, bytes: bytesOf(checkpoint) });
    staged.push({
      path: HEAD_PATH,
      bytes: bytesOf(formatHead({ note: editionNote, proof: await prove(appended.size - 1) })),
    });
    for (const path of await removedTiles(folder.files, appended.size, appended.files)) removals.add(path);
  }

  const all = unique(staged.flatMap((file) => (hasTwins(file.path) ? withTwins(file, options.makeTwins) : [file])));
  for (const { path } of all) removals.delete(path);
  const existing = [...removals];
  await replaceFiles(folder, all, existing, onStep, notes);
  const edition = (head?.edition.number ?? 0) + (needsEdition ? 1 : 0);
  return {
    edition,
    changed: all.length > 0,
    records: recorded.map((page) => page.record),
    written: all.map((file) => file.path),
    removed: existing,
    writtenBytes: all.reduce((sum, file) => sum + file.bytes.length, 0),
  };
}

/** Finishes a publication that a crash interrupted after its commit. True when there was one. */
export function recoverEdition(folder: EditionFolder, onStep?: OnStep): Promise<boolean> {
  return unwritable(folder.path, () => applyCommitted(folder, onStep));
}

async function oldNotices(head: PublishedHead | null, read: ReadFile): Promise<readonly Notice[]> {
  return head === null ? [] : parseNotices(await readChecked(objectReader(read), head.edition.notices, 'notices'));
}

async function trustVersions(files: readonly TrustFile[], read: ReadFile): Promise<{ root: number; targets: number }> {
  const bundle = files.find((file) => file.name === 'bundle');
  const state = await readTrust(bundle === undefined ? read : async () => bundle.bytes);
  if (state === null) {
    throw new EditionError('request-invalid', 'an edition cannot be made before there is trust data', {
      hint: 'make the newsroom with "tamizdat init" first',
    });
  }
  return { root: state.versions.root, targets: state.versions.targets };
}

async function changedFiles(files: readonly StagedFile[], read: ReadFile): Promise<StagedFile[]> {
  const changed: StagedFile[] = [];
  for (const file of files) {
    const before = await read(file.path, file.bytes.length);
    if (before === null || Buffer.compare(before, file.bytes) !== 0) changed.push(file);
  }
  return changed;
}

function unique(files: readonly StagedFile[]): StagedFile[] {
  return [...new Map(files.map((file) => [file.path, file])).values()];
}
