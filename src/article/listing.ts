import { checkListing } from './check.ts';
import { type Part, readIdentity, writeIdentity } from './html.ts';
import { readDirection, readMoment, writeMoment } from './inline-html.ts';
import { LIMITS } from './limits.ts';
import { assertCanonical, escapeAttribute, escapeText, MarkupReader } from './markup.ts';
import type { Listing, ListingEntry, VersionState } from './model.ts';
import { refuseProblems } from './problem.ts';

/** What `parseListing` finds between the body markers of a front or day page. */
export interface ParsedListing {
  readonly listing: Listing;
  readonly salt: string;
  /** Present on days and fronts of several pages only. */
  readonly part?: Part;
}

/** What a link needs to know about the page it stands on. */
type Place = Pick<Listing, 'kind' | 'language' | 'day'>;

const WHAT = 'listing';
/** Signs that need no words, nor a style sheet: struck out is withdrawn, turned round is changed. */
const MARKS: Readonly<Record<VersionState, readonly [open: string, close: string]>> = {
  current: ['', ''],
  corrected: ['', ' ↻'],
  withdrawn: ['<s>', '</s>'],
};

/**
 * The signed bytes of a front or day page: what stands between its body markers. The entries keep their order; on a
 * front, neighbours of one section stand under that section's name, so pass them grouped. `salt` and `part` as for
 * `serializeBody`. Links are relative to `<lang>/` (front) or `<lang>/YYYY/MM/DD/` (day). Throws `ArticleError`
 * `invalid` for a listing that `checkListing` finds wrong.
 */
export function serializeListing(listing: Listing, options: { readonly salt: string; readonly part?: Part }): string {
  const name = `${listing.kind} page ${listing.day ?? listing.language}`;
  refuseProblems(name, checkListing(listing), 'normaliseLine makes a text valid; a path is seen from the edition root');
  const { kind, language, direction, title, day, entries, days } = listing;
  const on = day === undefined ? '' : ` data-day="${day}"`;
  const opening = `<section lang="${language}" dir="${direction}"${writeIdentity(name, options)} data-kind="${kind}"${on}>\n`;
  const links = days.map((each) => `<a href="${escapeAttribute(dayLink(each.path, listing))}">${each.day}</a>\n`);
  const archive = links.length === 0 ? '' : `<p class="days">\n${links.join('')}</p>\n`;
  return `${opening}<h1>${escapeText(title)}</h1>\n${groupsOf(listing, entries).join('')}${archive}</section>`;
}

/** On a front a group is a run of entries of one section; a day is one group. */
function groupsOf(place: Place, entries: readonly ListingEntry[]): string[] {
  const groups: string[] = [];
  for (let start = 0; start < entries.length; ) {
    const section = groupSection(place, entries[start] as ListingEntry);
    let end = start + 1;
    while (end < entries.length && groupSection(place, entries[end] as ListingEntry) === section) end += 1;
    const items = entries.slice(start, end).map((entry) => writeEntry(place, entry));
    const heading = section === undefined ? '' : `<h2>${escapeText(section)}</h2>\n`;
    groups.push(`${heading}<ul>\n${items.join('')}</ul>\n`);
    start = end;
  }
  return groups;
}

function groupSection(place: Place, entry: ListingEntry): string | undefined {
  return place.kind === 'front' ? entry.section : undefined;
}

/** Headlines are one level below what stands above them: the title, or the name of the section. */
function headingOf(place: Place, section: string | undefined): string {
  return place.kind === 'front' && section !== undefined ? 'h3' : 'h2';
}

function writeEntry(place: Place, entry: ListingEntry): string {
  const { path, headline, kicker, teaser, section, byline, publishedAt, state } = entry;
  const heading = headingOf(place, section);
  const mark = state === 'current' ? '' : ` data-state="${state}"`;
  const [open, close] = MARKS[state];
  const line = (name: string, value: string | undefined): string =>
    value === undefined ? '' : `<p class="${name}">${escapeText(value)}</p>`;
  const shownSection = place.kind === 'day' && section !== undefined ? ` · <b>${escapeText(section)}</b>` : '';
  const by = byline === undefined ? '' : ` · <bdi>${escapeText(byline)}</bdi>`;
  return [
    `<li${mark}>${line('kicker', kicker)}`,
    `<${heading}>${open}<a href="${escapeAttribute(entryLink(path, place))}">${escapeText(headline)}</a>${close}</${heading}>`,
    line('teaser', teaser),
    `<p class="at">${writeMoment(publishedAt)}${shownSection}${by}</p></li>\n`,
  ].join('');
}

/** An article's page as seen from the page it is listed on. */
function entryLink(path: string, { kind }: Place): string {
  return kind === 'front' ? path.slice(path.indexOf('/') + 1) : path.slice(path.lastIndexOf('/') + 1);
}

function entryPath(reader: MarkupReader, link: string, { kind, language, day }: Place): string {
  if (kind === 'front') return `${language}/${link}`;
  if (day === undefined) return reader.refuse('a day page without its day');
  return `${language}/${day.replaceAll('-', '/')}/${link}`;
}

const UP = '../../../';

/** A day's page as seen from the page that leads there. */
function dayLink(path: string, { kind }: Place): string {
  return `${kind === 'day' ? UP : ''}${path.slice(path.indexOf('/') + 1)}`;
}

/**
 * Reads back what `serializeListing` wrote. Takes untrusted text: throws `ArticleError` with position and reason for
 * everything that would not have been written exactly so.
 */
export function parseListing(html: string): ParsedListing {
  const reader = new MarkupReader(WHAT, html);
  const language = reader.required('<section lang');
  const direction = readDirection(reader);
  const identity = readIdentity(reader);
  const kind = reader.oneOf('kind', ['front', 'day'], reader.required(' data-kind'));
  const day = reader.optional(' data-day');
  const place: Place = { kind, language, ...(day !== undefined && { day }) };
  reader.take('>\n');
  const title = reader.between('<h1>', '</h1>\n');
  const entries: ListingEntry[] = [];
  while (reader.sees('<h2>') || reader.sees('<ul>')) {
    const section = reader.maybeBetween('<h2>', '</h2>\n');
    reader.take('<ul>\n');
    while (reader.skip('<li')) {
      if (entries.length >= LIMITS.listingEntries) reader.refuse(`more than ${LIMITS.listingEntries} entries`);
      entries.push(readEntry(reader, place, section));
    }
    reader.take('</ul>\n');
  }
  const days = readDays(reader, place);
  reader.take('</section>');
  reader.end();
  const listing: Listing = { ...place, direction, title, entries, days };
  assertCanonical(WHAT, html, serializeListing(listing, identity));
  return { listing, ...identity };
}

function readEntry(reader: MarkupReader, place: Place, group: string | undefined): ListingEntry {
  const mark = reader.optional(' data-state');
  const state = mark === undefined ? 'current' : reader.oneOf('state', ['corrected', 'withdrawn'], mark);
  reader.take('>');
  const line = (name: string): string | undefined => reader.maybeBetween(`<p class="${name}">`, '</p>');
  const kicker = line('kicker');
  const heading = headingOf(place, group);
  const [open, close] = MARKS[state];
  reader.take(`<${heading}>${open}<a href="`);
  const path = entryPath(reader, reader.value(), place);
  const headline = reader.between('>', '</a>');
  reader.take(`${close}</${heading}>`);
  const teaser = line('teaser');
  reader.take('<p class="at">');
  const publishedAt = readMoment(reader);
  const section = reader.maybeBetween(' · <b>', '</b>') ?? group;
  const byline = reader.maybeBetween(' · <bdi>', '</bdi>');
  reader.take('</p></li>\n');
  return {
    path,
    headline,
    ...(kicker !== undefined && { kicker }),
    ...(teaser !== undefined && { teaser }),
    ...(section !== undefined && { section }),
    ...(byline !== undefined && { byline }),
    publishedAt,
    state,
  };
}

function readDays(reader: MarkupReader, { kind, language }: Place): { day: string; path: string }[] {
  const days: { day: string; path: string }[] = [];
  if (!reader.skip('<p class="days">\n')) return days;
  while (reader.skip('<a href="')) {
    if (kind === 'day') reader.take(UP);
    const path = `${language}/${reader.value()}`;
    const day = reader.between('>', '</a>\n');
    days.push({ day, path });
  }
  reader.take('</p>\n');
  return days;
}
