import {
  articlePath,
  bytesOf,
  type CalendarEntry,
  checkContent,
  dayPath,
  type FrontRef,
  formatRecord,
  frontPath,
  hexOf,
  leafHash,
  logNumber,
  makeObject,
  type Notice,
  type ObjectRef,
  type ReadFile,
  type RecordFields,
  type RecordKind,
  signNote,
} from '../proof/index.ts';
import { EditionError } from './error.ts';
import { type PublishedHead, type PublishedPage, readPublishedPage } from './folder.ts';
import type { OnlineKeys } from './keys-in-use.ts';

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
  /** A new record of the same bytes is wanted: the key that signed the old one is being closed. */
  readonly isReissue?: boolean;
}

/** A draft with what is published at its place, when the two differ. */
export interface ChangedPage {
  readonly draft: PageDraft;
  readonly paths: readonly string[];
  readonly refs: readonly ObjectRef[];
  readonly before: PublishedPage | null;
}

/** A changed page with its signed record. */
export interface RecordedPage extends ChangedPage {
  readonly record: RecordFields;
  readonly note: string;
  readonly index: number;
  readonly leaf: string;
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
export async function changedPages(drafts: readonly PageDraft[], read: ReadFile): Promise<ChangedPage[]> {
  const rank: Readonly<Record<RecordKind, number>> = { article: 0, withdrawal: 0, day: 1, front: 2 };
  const changed: ChangedPage[] = [];
  for (const draft of drafts.toSorted((a, b) => rank[a.kind] - rank[b.kind])) {
    const paths = pathsOf(draft);
    for (const [at, part] of draft.parts.entries()) checkContent(part, paths[at]);
    const refs = (await Promise.all(draft.parts.map(makeObject))).map(refOf);
    const before = await readPublishedPage(read, paths[0] ?? '');
    const same =
      draft.isReissue !== true &&
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

/** Signs the record of each changed page, in order, for the places in the log from `firstIndex` on. */
export async function recordPages(
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

/** The reference alone of something that has more. */
export const refOf = ({ sizeBytes, sha256 }: ObjectRef): ObjectRef => ({ sizeBytes, sha256 });

const placeOf = (page: RecordedPage) => ({ log: logNumber(page.record.log) ?? 1, index: page.index });

/** What the calendar is to say of a recorded page; nothing of fronts, which the edition record names itself. */
export function calendarLine(page: RecordedPage): CalendarEntry[] {
  const { kind, article, day, language, revision } = page.record;
  if (day === null) return [];
  const isCorrected = kind === 'article' && revision > 1;
  const state = kind === 'withdrawal' ? 'withdrawn' : isCorrected ? 'corrected' : 'current';
  return [{ day, article, language, revision, state, place: placeOf(page), leaf: page.leaf }];
}

/** A new revision is a correction or a withdrawal; a re-issue of the same revision is neither. */
export function noticeOf(page: RecordedPage): Notice[] {
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

/** The newest front of each language: those just recorded, else those of the edition before. */
export function frontsOf(head: PublishedHead | null, recorded: readonly RecordedPage[]): FrontRef[] {
  const fronts = new Map((head?.edition.fronts ?? []).map((front) => [front.language, front]));
  for (const page of recorded) {
    const { kind, language } = page.record;
    if (kind === 'front') fronts.set(language, { language, place: placeOf(page), leaf: page.leaf });
  }
  return [...fronts.values()].sort((a, b) => (a.language < b.language ? -1 : 1));
}

/** Parts of the page as it was that the new one does not have. */
export function surplusParts({ draft, before }: ChangedPage): string[] {
  const had = before?.record.pages.length ?? 0;
  const has = draft.parts.length;
  if (had <= has) return [];
  const parts = Array.from({ length: had }, () => new Uint8Array());
  return pathsOf({ ...draft, parts }).slice(has);
}
