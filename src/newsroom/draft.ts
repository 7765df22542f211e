import {
  directionOf,
  type Listing,
  type ListingEntry,
  newSalt,
  parseBody,
  parseListing,
  teaserOf,
} from '../article/index.ts';
import {
  type ComposedPage,
  ComposeError,
  composeArticle,
  composeDay,
  composeFeeds,
  composeFront,
  composeLanguageChoice,
  composeWithdrawal,
  dayTitle,
  frontTitle,
  type NewsroomFace,
} from '../compose/index.ts';
import { type PageDraft, readPublishedPage, type StagedFile } from '../edition/index.ts';
import { articlePath, BODY_END, BODY_START, dayPath, frontPath, type ReadFile } from '../proof/index.ts';
import { mediaOf, type ShownFile } from './media-of.ts';
import { type Db, isMediaUsed, type KeptVersion, loadDay, loadDays, loadNewest, loadVersionsOf } from './versions.ts';

/** Entries offered to the front page; it takes as many as fit its budget. */
const FRONT_ENTRIES = 60;
/** Articles in a feed, in full. */
const FEED_ITEMS = 30;
/** Day pages a page links to. */
const DAYS = 14;
const TEASER_CHARACTERS = 160;

/** What drawing an edition needs to know. */
export interface DraftContext {
  readonly db: Db;
  readonly face: NewsroomFace;
  /** Reads the edition as published. */
  readonly read: ReadFile;
  /** Leaves of the log now: longer proofs take room from the text. */
  readonly logSize: number;
  readonly random: (count: number) => Uint8Array;
  /** Address of the edition on its first public carrier, for feeds. */
  readonly baseAddress?: string;
}

/** Whether a version has a page, now or after this publication: only then may anything link to it. */
type HasPage = (version: KeptVersion) => boolean;

/** Pages and files that should be published for a set of changed versions. */
export interface EditionDraft {
  readonly pages: readonly PageDraft[];
  /** Feeds and the choice of languages. */
  readonly files: readonly StagedFile[];
  /** Media the changed versions show. */
  readonly media: readonly ShownFile[];
  /** Paths of media that nothing shows any more. */
  readonly removals: readonly string[];
  /** The waiting versions that were drawn: publishing brings them out. */
  readonly published: readonly KeptVersion[];
  /** Versions that cannot be drawn within the limits; they go on waiting, and everything else is published. */
  readonly refused: readonly { readonly headline: string; readonly message: string }[];
}

/**
 * Raw length of a proof comment: record and note (about 620 bytes and 90 a part), one hash a level of the tree, and
 * the checkpoint with two signatures. Levels are counted generously, since a batch grows the tree.
 */
function proofBytes(logSize: number, parts: number): number {
  return 1200 + 90 * parts + 45 * Math.ceil(Math.log2(logSize + 1024));
}

/** Draws everything that the waiting versions touch: their pages, their siblings' links, days, fronts, feeds. */
export async function draftEdition(waiting: readonly KeptVersion[], context: DraftContext): Promise<EditionDraft> {
  const { face, db } = context;
  const pages: PageDraft[] = [];
  const media = new Map<string, ShownFile>();
  const removed = new Map<string, ShownFile>();
  const published: KeptVersion[] = [];
  const refused: { headline: string; message: string }[] = [];
  for (const version of waiting) {
    try {
      const { draft, before } = await draftVersion(version, context);
      pages.push(draft);
      published.push(version);
      for (const file of mediaOf(version.body)) media.set(file.path, file);
      for (const file of before) removed.set(file.path, file);
    } catch (error) {
      if (!(error instanceof ComposeError)) throw error;
      refused.push({ headline: version.body.headline, message: error.message });
    }
  }
  const drawn = new Set(published.map((version) => `${version.article} ${version.body.language}`));
  const hasPage: HasPage = ({ article, body, published: at }) => at > 0 || drawn.has(`${article} ${body.language}`);
  for (const [language, days] of await touchedDays(published, context)) {
    for (const day of days) pages.push(await draftDay(language, day, context, hasPage));
  }
  const languages = new Set(published.map((version) => version.body.language));
  for (const language of face.languages) {
    const unpublished = (await context.read(frontPath(language), 256 * 1024)) === null;
    if (languages.has(language) || unpublished) pages.push(await draftFront(language, context, hasPage));
  }
  const files: StagedFile[] = [composeLanguageChoice(face)];
  for (const language of face.languages) {
    const versions = (await loadNewest(db, language, FEED_ITEMS)).filter(hasPage);
    const base = context.baseAddress;
    files.push(...composeFeeds({ face, language, versions, ...(base === undefined ? {} : { baseAddress: base }) }));
  }
  const removals: string[] = [];
  for (const { path, sha256 } of removed.values()) {
    if (!media.has(path) && !(await isMediaUsed(db, sha256))) removals.push(path);
  }
  return { pages, files, media: [...media.values()], removals, published, refused };
}

async function draftVersion(
  version: KeptVersion,
  context: DraftContext,
): Promise<{ draft: PageDraft; before: ShownFile[] }> {
  const { body, article, day, revision } = version;
  const siblings = await loadVersionsOf(context.db, article);
  const others = siblings
    .filter((sibling) => sibling.body.language !== body.language && sibling.body.state !== 'withdrawn')
    .map((sibling) => ({ language: sibling.body.language }));
  const withdrawn = body.state === 'withdrawn';
  const draw = (parts: number): ComposedPage[] =>
    (withdrawn ? composeWithdrawal : composeArticle)({
      face: context.face,
      version,
      others,
      salt: version.salt,
      proofBytes: proofBytes(context.logSize, parts),
      // A withdrawn text is not to be looked for at its old place.
      ...(version.address === null || withdrawn ? {} : { homeAddress: version.address }),
    });
  // Each part's proof carries the hashes of all parts: a long read leaves each a little less room.
  let drawn = draw(1);
  while (drawn.length > 1) {
    const again = draw(drawn.length);
    if (again.length === drawn.length) {
      drawn = again;
      break;
    }
    drawn = again;
  }
  return {
    draft: {
      kind: withdrawn ? 'withdrawal' : 'article',
      article,
      day,
      language: body.language,
      revision,
      parts: drawn.map((page) => page.bytes),
    },
    before: await mediaBefore(articlePath(body.language, day, article), context.read),
  };
}

/** The media that the published page of a version shows. */
async function mediaBefore(path: string, read: ReadFile): Promise<ShownFile[]> {
  const before = await readPublishedPage(read, path);
  if (before === null) return [];
  const files: ShownFile[] = [];
  for (const at of before.record.pages.keys()) {
    const part = at === 0 ? before : await readPublishedPage(read, path.replace(/\.html$/, `.${at + 1}.html`));
    if (part !== null) files.push(...mediaOf(parseBody(bodyText(part.content)).body));
  }
  return files;
}

function bodyText(content: Uint8Array): string {
  const text = new TextDecoder().decode(content);
  return text.slice(text.indexOf(BODY_START) + BODY_START.length, text.indexOf(BODY_END));
}

/** Days whose pages change: those of the versions, and where a day is new, the days after it, which link back to it. */
async function touchedDays(
  waiting: readonly KeptVersion[],
  { db, read }: DraftContext,
): Promise<Map<string, Set<string>>> {
  const touched = new Map<string, Set<string>>();
  for (const { day, body } of waiting) {
    const days = touched.get(body.language) ?? new Set();
    touched.set(body.language, days);
    if (days.has(day)) continue;
    days.add(day);
    if ((await read(dayPath(body.language, day), 256 * 1024)) !== null) continue;
    for (const later of await loadDays(db, body.language, DAYS, { after: day })) days.add(later);
  }
  return touched;
}

function entryOf(version: KeptVersion): ListingEntry {
  const { body, article, day } = version;
  const withdrawn = body.state === 'withdrawn';
  const [section] = body.sections;
  const byline = body.bylines.join(', ');
  const teaser = withdrawn ? '' : teaserOf(body, TEASER_CHARACTERS);
  return {
    path: articlePath(body.language, day, article),
    headline: body.headline,
    publishedAt: body.publishedAt,
    state: body.state,
    ...(body.kicker === undefined || withdrawn ? {} : { kicker: body.kicker }),
    ...(teaser === '' ? {} : { teaser }),
    ...(section === undefined || withdrawn ? {} : { section }),
    ...(byline === '' || withdrawn ? {} : { byline }),
  };
}

async function draftDay(language: string, day: string, context: DraftContext, hasPage: HasPage): Promise<PageDraft> {
  const { db, face } = context;
  const versions = (await loadDay(db, language, day)).filter(hasPage);
  const siblings = await Promise.all(versions.map((version) => loadVersionsOf(db, version.article)));
  const others = new Set(siblings.flat().map((version) => version.body.language));
  const days = await loadDays(db, language, DAYS, { before: day });
  const listing: Listing = {
    kind: 'day',
    language,
    direction: directionOf(language),
    title: dayTitle(language, day),
    day,
    entries: versions.map(entryOf),
    days: days.map((each) => ({ day: each, path: dayPath(language, each) })),
  };
  const parts = await unlessSame(dayPath(language, day), context, (salt) => {
    let drawn = composeDay({ face, listing, others: [...others], salt, proofBytes: proofBytes(context.logSize, 1) });
    if (drawn.length > 1) {
      drawn = composeDay({
        face,
        listing,
        others: [...others],
        salt,
        proofBytes: proofBytes(context.logSize, drawn.length + 1),
      });
    }
    return drawn;
  });
  return { kind: 'day', article: null, day, language, revision: null, parts };
}

async function draftFront(language: string, context: DraftContext, hasPage: HasPage): Promise<PageDraft> {
  const { db, face } = context;
  const newest = (await loadNewest(db, language, FRONT_ENTRIES)).filter(hasPage);
  const days = await loadDays(db, language, DAYS);
  const listing: Listing = {
    kind: 'front',
    language,
    direction: directionOf(language),
    title: frontTitle(face, language),
    entries: newest.filter((version) => version.body.state !== 'withdrawn').map(entryOf),
    days: days.map((day) => ({ day, path: dayPath(language, day) })),
  };
  const others = face.languages.filter((each) => each !== language);
  const parts = await unlessSame(frontPath(language), context, (salt) => [
    composeFront({ face, listing, others, salt, proofBytes: proofBytes(context.logSize, 1) }),
  ]);
  return { kind: 'front', article: null, day: null, language, revision: null, parts };
}

/**
 * Draws a listing under the salt it is published with; when that gives other bytes than the published ones, again
 * under a new salt. So an unchanged listing stays the same file, and no salt ever serves two contents.
 */
async function unlessSame(
  path: string,
  context: DraftContext,
  draw: (salt: string) => ComposedPage[],
): Promise<Uint8Array[]> {
  const before = await readPublishedPage(context.read, path);
  if (before !== null) {
    const same = draw(parseListing(bodyText(before.content)).salt);
    const [first] = same;
    if (
      first !== undefined &&
      same.length === before.record.pages.length &&
      Buffer.compare(first.bytes, before.content) === 0
    ) {
      return same.map((page) => page.bytes);
    }
  }
  return draw(newSalt(context.random)).map((page) => page.bytes);
}
