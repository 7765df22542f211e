import {
  cutText,
  directionOf,
  LIMITS,
  type Listing,
  type ListingEntry,
  newSalt,
  parseListing,
  teaserOf,
} from '../../article/index.ts';
import { type ComposedPage, composeDay, composeFront, dayTitle, frontTitle } from '../../compose/index.ts';
import { type PageDraft, readPublishedPage } from '../../edition/index.ts';
import { articlePath, dayPath, frontPath } from '../../proof/index.ts';
import type { DraftContext } from './draft.ts';
import { bodyText, type HasPage, proofBytes } from './draft-version.ts';
import { type KeptVersion, loadDay, loadDays, loadNewest, loadVersionsOf } from './versions.ts';

/** Entries offered to the front page; it takes as many as fit its budget. */
const FRONT_ENTRIES = 60;
/** Day pages a page links to. */
const DAYS = 14;
const TEASER_CHARACTERS = 160;

/** Which days have a page, now or after this publication. */
export type HasDay = (language: string, day: string) => Promise<boolean>;

/** What a listing may link to. */
export interface Linkable {
  readonly hasPage: HasPage;
  readonly hasDay: HasDay;
}

/** Days whose pages change: those of the versions, and where a day is new, the days after it, which link back to it. */
export async function openDays(
  versions: readonly KeptVersion[],
  { db, read }: DraftContext,
): Promise<{ readonly touched: ReadonlyMap<string, ReadonlySet<string>>; readonly has: HasDay }> {
  const touched = new Map<string, Set<string>>();
  const published = new Map<string, Promise<boolean>>();
  const isPublished: HasDay = (language, day) => {
    const path = dayPath(language, day);
    const known = published.get(path) ?? read(path, 256 * 1024).then((bytes) => bytes !== null);
    published.set(path, known);
    return known;
  };
  for (const { day, body } of versions) {
    const { language } = body;
    const days = touched.get(language) ?? new Set();
    touched.set(language, days);
    if (days.has(day)) continue;
    days.add(day);
    if (await isPublished(language, day)) continue;
    for (const later of await loadDays(db, language, DAYS, { after: day })) {
      if (await isPublished(language, later)) days.add(later);
    }
  }
  return { touched, has: async (language, day) => touched.get(language)?.has(day) || isPublished(language, day) };
}

/** The days a listing links to, newest first. */
async function daysOf(
  language: string,
  { db }: DraftContext,
  hasDay: HasDay,
  before?: string,
): Promise<Listing['days']> {
  const days: Listing['days'][number][] = [];
  for (const day of await loadDays(db, language, DAYS, before === undefined ? {} : { before })) {
    if (await hasDay(language, day)) days.push({ day, path: dayPath(language, day) });
  }
  return days;
}

function entryOf(version: KeptVersion): ListingEntry {
  const { body, article, day } = version;
  const withdrawn = body.state === 'withdrawn';
  const [section] = body.sections;
  // Of an article by everybody a list names the first.
  const byline = cutText(body.bylines.join(', '), LIMITS.lineCharacters, body.language);
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

export async function draftDay(
  language: string,
  day: string,
  context: DraftContext,
  can: Linkable,
): Promise<PageDraft> {
  const { db, face } = context;
  const versions = (await loadDay(db, language, day)).filter(can.hasPage);
  const siblings = await Promise.all(versions.map((version) => loadVersionsOf(db, version.article)));
  const others = new Set(
    siblings
      .flat()
      .filter(can.hasPage)
      .map((version) => version.body.language),
  );
  const listing: Listing = {
    kind: 'day',
    language,
    direction: directionOf(language),
    title: dayTitle(language, day),
    day,
    entries: versions.map(entryOf),
    days: await daysOf(language, context, can.hasDay, day),
  };
  const parts = await unlessSame(dayPath(language, day), context, (salt) => {
    let drawn = composeDay({ face, listing, others: [...others], salt, proofBytes: proofBytes(context, 1) });
    if (drawn.length > 1) {
      drawn = composeDay({
        face,
        listing,
        others: [...others],
        salt,
        proofBytes: proofBytes(context, drawn.length + 1),
      });
    }
    return drawn;
  });
  return { kind: 'day', article: null, day, language, revision: null, parts };
}

export async function draftFront(language: string, context: DraftContext, can: Linkable): Promise<PageDraft> {
  const { db, face } = context;
  const newest = (await loadNewest(db, language, FRONT_ENTRIES)).filter(can.hasPage);
  const listing: Listing = {
    kind: 'front',
    language,
    direction: directionOf(language),
    title: frontTitle(face, language),
    entries: newest.filter((version) => version.body.state !== 'withdrawn').map(entryOf),
    days: await daysOf(language, context, can.hasDay),
  };
  const others = face.languages.filter((each) => each !== language);
  const parts = await unlessSame(frontPath(language), context, (salt) => [
    composeFront({ face, listing, others, salt, proofBytes: proofBytes(context, 1) }),
  ]);
  return { kind: 'front', article: null, day: null, language, revision: null, parts };
}

/**
 * Draws a listing under the salt it is published with; when that gives other bytes than the published ones, again
 * under a new salt. So an unchanged listing stays the same file, and no salt ever serves two contents.
 */
async function unlessSame(
  path: string,
  { read, random }: DraftContext,
  draw: (salt: string) => ComposedPage[],
): Promise<Uint8Array[]> {
  const before = await readPublishedPage(read, path);
  const same = before === null ? [] : draw(parseListing(bodyText(before.content)).salt);
  let isSame = same.length > 0 && same.length === before?.record.pages.length;
  for (const page of same) {
    const part = isSame ? await readPublishedPage(read, page.path) : null;
    isSame = part !== null && Buffer.compare(page.bytes, part.content) === 0;
  }
  return (isSame ? same : draw(newSalt(random))).map((page) => page.bytes);
}
