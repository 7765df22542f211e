import {
  addNotices,
  appendEntries,
  articlePath,
  bytesOf,
  type CalendarEntry,
  type CarrierEntry,
  CHECKPOINT_PATH,
  checkContent,
  dayPath,
  type EditionRecord,
  type FrontRef,
  formatCarriers,
  formatEdition,
  formatHead,
  formatNotices,
  formatRecord,
  formatTime,
  frontPath,
  HEAD_PATH,
  hexOf,
  joinPage,
  leafHash,
  logNumber,
  makeObject,
  type Notice,
  type ObjectFile,
  type ObjectRef,
  objectPath,
  objectReader,
  parseNotices,
  proveInclusion,
  type ReadFile,
  type RecordFields,
  type RecordKind,
  readChecked,
  signCheckpoint,
  signNote,
  type TrustFile,
  updateCalendar,
} from '../proof/index.ts';
import { EditionError } from './error.ts';
import {
  type EditionFolder,
  emptyLog,
  fileReader,
  type PublishedHead,
  type PublishedPage,
  readPublishedHead,
  readPublishedPage,
} from './folder.ts';
import type { OnlineKeys } from './keys.ts';
import { removedTiles } from './old-tiles.ts';
import { applyCommitted, commitFiles, type OnStep, type StagedFile } from './staging.ts';
import { readTrust } from './trust.ts';
import { hasTwins, type MakeTwins, twinPaths, withTwins } from './twins.ts';

/** A page as `compose` drew it, to be recorded and signed. */
export interface PageDraft {
  readonly kind: RecordKind;
  /** Null of front and day pages. */
  readonly article: string | null;
  /** Null of a front. */
  readonly day: string | null;
  readonly language: string;
  /** Of articles and withdrawals: the revision. Fronts and day pages count theirs by themselves. */
  readonly revision: number | null;
  /** Each file's bytes before the proof, in order. Their paths follow from the fields above. */
  readonly parts: readonly Uint8Array[];
}

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

export interface PublishOptions {
  readonly folder: EditionFolder;
  readonly newsroom: string;
  readonly keys: OnlineKeys;
  readonly now: () => Date;
  readonly makeTwins: MakeTwins;
  readonly onStep?: OnStep;
}

/** A draft with what is published at its place, when the two differ. */
interface ChangedPage {
  readonly draft: PageDraft;
  readonly paths: readonly string[];
  readonly refs: readonly ObjectRef[];
  readonly before: PublishedPage | null;
}

/** A changed page with its signed record. */
interface RecordedPage extends ChangedPage {
  readonly record: RecordFields;
  readonly note: string;
  readonly index: number;
  readonly leaf: string;
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
  for (const { name, bytes } of publication.trust) staged.push({ path: `trust/${name}`, bytes });
  const removals = new Set(publication.removals.flatMap((path) => [path, ...twinPaths(path)]));

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
    for (const object of objects) staged.push({ path: objectPath(object.sha256), bytes: object.bytes });
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
  if (all.length > 0 || existing.length > 0) await commit(folder, all, existing, onStep);
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
  return unwritable(folder, () => applyCommitted(folder, onStep));
}

async function commit(
  folder: EditionFolder,
  files: readonly StagedFile[],
  removals: readonly string[],
  onStep?: OnStep,
): Promise<void> {
  await unwritable(folder, async () => {
    await commitFiles(folder, files, removals, onStep);
    await applyCommitted(folder, onStep);
  });
}

/** Turns what the disk says into an error that tells the operator that nothing is lost. */
async function unwritable<T>(folder: EditionFolder, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const reasons: Record<string, string> = {
      ENOSPC: 'the disk is full',
      EDQUOT: 'the disk quota is used up',
      EROFS: 'the disk is read-only',
      EACCES: 'this user may not write there',
      EPERM: 'this user may not write there',
    };
    const reason = code === undefined ? undefined : reasons[code];
    if (reason === undefined) throw cause;
    throw new EditionError('edition-unwritable', `cannot write the edition in ${folder.path}: ${reason}`, {
      hint: 'the last edition is intact; make room or give access, then run the same again',
      retryable: true,
      cause,
    });
  }
}

function pathsOf(draft: PageDraft): string[] {
  return draft.parts.map((_, at) => {
    if (draft.kind === 'front') return frontPath(draft.language);
    if (draft.day === null) throw new EditionError('request-invalid', `a ${draft.kind} page needs a day`);
    if (draft.article === null) return dayPath(draft.language, draft.day, at + 1);
    return articlePath(draft.language, draft.day, draft.article, at + 1);
  });
}

/** The drafts that are not published as they are. Order: articles, then days, then fronts (docs/spec/edition.md). */
async function changedPages(drafts: readonly PageDraft[], read: ReadFile): Promise<ChangedPage[]> {
  const rank: Readonly<Record<RecordKind, number>> = { article: 0, withdrawal: 0, day: 1, front: 2 };
  const changed: ChangedPage[] = [];
  for (const draft of drafts.toSorted((a, b) => rank[a.kind] - rank[b.kind])) {
    const paths = pathsOf(draft);
    for (const [at, part] of draft.parts.entries()) checkContent(part, paths[at]);
    const refs = (await Promise.all(draft.parts.map(makeObject))).map(refOf);
    const before = await readPublishedPage(read, paths[0] ?? '');
    const same =
      before !== null &&
      before.record.kind === draft.kind &&
      (draft.revision === null || before.record.revision === draft.revision) &&
      before.record.pages.length === refs.length &&
      before.record.pages.every(
        (page, at) => page.sha256 === refs[at]?.sha256 && page.sizeBytes === refs[at]?.sizeBytes,
      );
    if (!same) changed.push({ draft, paths, refs, before });
  }
  return changed;
}

async function recordPages(
  pages: readonly ChangedPage[],
  context: { readonly newsroom: string; readonly keys: OnlineKeys; readonly time: string; readonly firstIndex: number },
): Promise<RecordedPage[]> {
  const recorded: RecordedPage[] = [];
  for (const [at, page] of pages.entries()) {
    const { draft, before } = page;
    const desk = context.keys.desks.get(draft.language);
    if (desk === undefined) {
      throw new EditionError('key-missing', `there is no desk key for the language ${draft.language}`, {
        hint: 'add the language to "languages" in the settings and start again',
      });
    }
    const record: RecordFields = {
      newsroom: context.newsroom,
      log: context.keys.log.name,
      kind: draft.kind,
      article: draft.article,
      day: draft.day,
      language: draft.language,
      revision: draft.revision ?? (before?.record.revision ?? 0) + 1,
      time: context.time,
      pages: page.refs,
      replaces: before?.place ?? null,
    };
    const note = await signNote(formatRecord(record), [desk]);
    recorded.push({
      ...page,
      record,
      note,
      index: context.firstIndex + at,
      leaf: hexOf(await leafHash(bytesOf(note))),
    });
  }
  return recorded;
}

const refOf = ({ sizeBytes, sha256 }: ObjectRef): ObjectRef => ({ sizeBytes, sha256 });

const placeOf = (page: RecordedPage) => ({ log: logNumber(page.record.log) ?? 1, index: page.index });

function calendarLine(page: RecordedPage): CalendarEntry[] {
  const { kind, article, day, language, revision } = page.record;
  if (article === null || day === null) return [];
  const state = kind === 'withdrawal' ? 'withdrawn' : revision > 1 ? 'corrected' : 'current';
  return [{ day, article, language, revision, state, place: placeOf(page), leaf: page.leaf }];
}

/** A new revision is a correction or a withdrawal; a re-issue of the same revision is neither. */
function noticeOf(page: RecordedPage): Notice[] {
  const { kind, article, day, language, revision, time } = page.record;
  if (article === null || day === null) return [];
  if (kind !== 'withdrawal' && revision <= (page.before?.record.revision ?? revision)) return [];
  if (kind === 'withdrawal' && page.before?.record.kind === 'withdrawal') return [];
  return [
    {
      time,
      kind: kind === 'withdrawal' ? 'withdrawal' : 'correction',
      day,
      article,
      language,
      revision,
      place: placeOf(page),
      leaf: page.leaf,
    },
  ];
}

async function oldNotices(head: PublishedHead | null, read: ReadFile): Promise<readonly Notice[]> {
  return head === null ? [] : parseNotices(await readChecked(objectReader(read), head.edition.notices, 'notices'));
}

function frontsOf(head: PublishedHead | null, recorded: readonly RecordedPage[]): FrontRef[] {
  const fronts = new Map((head?.edition.fronts ?? []).map((front) => [front.language, front]));
  for (const page of recorded) {
    const { kind, language } = page.record;
    if (kind === 'front') fronts.set(language, { language, place: placeOf(page), leaf: page.leaf });
  }
  return [...fronts.values()].sort((a, b) => (a.language < b.language ? -1 : 1));
}

/** Parts of the page as it was that the new one does not have. */
function surplusParts({ draft, before }: ChangedPage): string[] {
  const had = before?.record.pages.length ?? 0;
  const has = draft.parts.length;
  if (had <= has) return [];
  const parts = Array.from({ length: had }, () => new Uint8Array());
  return pathsOf({ ...draft, parts }).slice(has);
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
