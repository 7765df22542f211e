import { type Listing, type ListingEntry, serializeListing } from '../article/index.ts';
import { dayPath, frontPath } from '../proof/index.ts';
import { cut } from './cut.ts';
import { ComposeError } from './errors.ts';
import { type NewsroomFace, titleOf } from './face.ts';
import { drawPage, phraseHtml } from './frame.ts';
import { escapeHtml, relativeAddress } from './markup.ts';
import { type ComposedPage, inOrder, type Part, pageOf, partsHtml, partTitle } from './page.ts';
import { fitsBudget } from './wire.ts';
import { dateIn, fill, wordsFor } from './words/choose.ts';

/** Days a front links to: a week. Each of their pages leads on to those before it. */
const FRONT_DAYS = 7;
/** Days a day page links to. */
const DAY_DAYS = 14;
/**
 * Most entries of a front, and how many of them keep their teaser: about what a daily brings in a day. All else is one
 * link away on the page of its day. A front is written anew with every article, so each entry more is paid for each
 * time, on each carrier (docs/design/bytes-of-an-edition.md).
 */
const FRONT_ENTRIES = 20;
const FRONT_TEASERS = 6;

/** What a front or day page is made from. */
export interface ListingPageInput {
  readonly face: NewsroomFace;
  /**
   * Entries as they are to be shown, newest first; a front takes as many of the first as fit, at most 20. Teasers are
   * shown on fronts only, and only of the first.
   */
  readonly listing: Listing;
  /** Other languages that have the same page: a front, or a page of the same day. */
  readonly others: readonly string[];
  readonly salt: string;
  /** Raw length to expect of the proof that will follow, markers included. */
  readonly proofBytes: number;
}

/** Title of a front page: the newsroom's. */
export function frontTitle(face: NewsroomFace, language: string): string {
  return titleOf(face, language).text;
}

/** Title of a day page in the words of its language: `Articles of 22 November 2026`. */
export function dayTitle(language: string, day: string): string {
  const words = wordsFor(language);
  return fill(words.dayTitle, { day: dateIn(words, day) });
}

/**
 * The front page of a language: one page whatever the newsroom publishes. It holds the first entries, at most twenty
 * and as many as fit the wire budget, those of one section together, and links to the days of a week.
 * @throws ComposeError `page-too-large` when not even one entry fits; `wrong-listing` for one of a day
 */
export function composeFront(input: ListingPageInput): ComposedPage {
  const { listing } = input;
  if (listing.kind !== 'front') refuse(listing, 'composeDay');
  const whole = { number: 1, of: 1 };
  const newest = listing.entries.slice(0, FRONT_ENTRIES);
  const entries = newest.map((entry, at) => (at < FRONT_TEASERS ? entry : withoutTeaser(entry)));
  const draw = (run: readonly ListingEntry[]): string =>
    drawListing(input, frontPath(listing.language), bySection(run), whole);
  const [shown = []] = cut(entries, (run) => fitsBudget(draw(run), input.proofBytes));
  return pageOf(frontPath(listing.language), draw(shown), input.proofBytes);
}

/**
 * The page of one day, in as many parts as it takes: the archive that works without script. A headline an entry, no
 * teasers: it is written anew with every article of its day.
 * @throws ComposeError `page-too-large` when one entry alone does not fit; `wrong-listing` for one of a front
 */
export function composeDay(input: ListingPageInput): ComposedPage[] {
  const { language, day, kind } = input.listing;
  if (kind !== 'day' || day === undefined) return refuse(input.listing, 'composeFront');
  const entries = input.listing.entries.map(withoutTeaser);
  const draw = (run: readonly ListingEntry[], part: Part): string =>
    drawListing(input, dayPath(language, day, part.number), run, part, (number) => dayPath(language, day, number));
  const fits = (run: readonly ListingEntry[], number: number): boolean => {
    const of = number === 1 && run.length === entries.length ? 1 : 99;
    return fitsBudget(draw(run, { number, of }), input.proofBytes);
  };
  const runs = cut(entries, fits);
  return runs.map((run, at) => {
    const part = { number: at + 1, of: runs.length };
    return pageOf(dayPath(language, day, part.number), draw(run, part), input.proofBytes);
  });
}

function refuse({ kind, title, day }: Listing, instead: string): never {
  throw new ComposeError('wrong-listing', `the listing "${title}" is of kind ${kind}, day ${day ?? 'none'}`, {
    hint: `use ${instead} for it, or give it the kind and the day of the page to draw`,
  });
}

function withoutTeaser({ teaser: _, ...entry }: ListingEntry): ListingEntry {
  return entry;
}

/** Entries of one section side by side; sections in the order of their newest entry. */
function bySection(entries: readonly ListingEntry[]): ListingEntry[] {
  return [...Map.groupBy(entries, (entry) => entry.section).values()].flat();
}

function drawListing(
  { face, listing, others, salt }: ListingPageInput,
  path: string,
  entries: readonly ListingEntry[],
  part: Part,
  partPath: (number: number) => string = () => path,
): string {
  const { language } = listing;
  const words = wordsFor(language);
  const pathIn = (each: string): string => (listing.day === undefined ? frontPath(each) : dayPath(each, listing.day));
  const languages = [language, ...others.filter((other) => other !== language)];
  const empty = entries.length === 0 ? phraseHtml(words, language, 'meta', escapeHtml(words.nothingYet)) : '';
  return drawPage({
    face,
    kind: 'listing',
    language,
    path,
    title: partTitle(listing.title, part),
    headHtml: `<meta property="og:title" content="${escapeHtml(listing.title)}">\n`,
    versions: inOrder(
      face,
      languages.map((each) => ({ language: each, path: pathIn(each) })),
    ),
    aboveHtml: partsHtml(words, language, part, null),
    bodyHtml: serializeListing(
      { ...listing, entries, days: listing.days.slice(0, listing.kind === 'front' ? FRONT_DAYS : DAY_DAYS) },
      part.of === 1 ? { salt } : { salt, part },
    ),
    belowHtml: empty + partsHtml(words, language, part, (number) => relativeAddress(path, partPath(number))),
    homeAddress: face.home,
  });
}
