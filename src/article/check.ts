import { block, direction, language, moment } from './check-block.ts';
import { type Check, isFields, line, list, object, oneOf, type Report, text } from './checks.ts';
import { LIMITS } from './limits.ts';
import type { ArticleBody, Listing, ListingEntry } from './model.ts';
import type { Problem } from './problem.ts';
import { isDay } from './times.ts';

const headline = line(LIMITS.headlineCharacters);
const someLine = line(LIMITS.lineCharacters);
const day = text(isDay, 'a date like 2026-11-22');
const state = oneOf('current', 'corrected', 'withdrawn');

const translation: Check = (value, path, report) => {
  const how = oneOf('person', 'machine-checked', 'machine');
  const right = object({ from: language, how }, { by: someLine, on: day })(value, path, report);
  const checked = isFields(value) && value.how === 'machine-checked';
  if (checked && (value.by === undefined || value.on === undefined)) {
    report('empty', path, 'says it was checked, but not by whom and when');
  }
  return right;
};

const body = object(
  {
    language,
    direction,
    state,
    headline,
    sections: list(someLine, 0, LIMITS.sections),
    bylines: list(someLine, 0, LIMITS.bylines),
    publishedAt: moment,
    blocks: list(block, 0, LIMITS.blocks),
  },
  { kicker: someLine, modifiedAt: moment, translation },
);

/** Values that appear twice. */
function repeated(values: readonly unknown[]): unknown[] {
  const seen = new Set<unknown>();
  return values.filter((value) => seen.size === seen.add(value).size);
}

function problemsOf(check: (report: Report) => void): Problem[] {
  const problems: Problem[] = [];
  check((code, path, message) => {
    problems.push({ code, path, message });
    return false;
  });
  return problems;
}

/**
 * Everything that is wrong with a body, in reading order; an empty list means it is valid: of the closed set, within
 * the caps, in normal form. Takes any value, so JSON from a database or the network may be passed.
 */
export function checkBody(value: unknown): Problem[] {
  return problemsOf((report) => {
    if (!body(value, '', report)) return;
    const { blocks } = value as ArticleBody;
    for (const id of new Set(repeated(blocks.map((each) => each.id)))) {
      report('duplicate-id', 'blocks', `has two blocks with the id ${String(id)}`);
    }
  });
}

const entry = object(
  { path: text((value) => value.length <= 100, 'a path'), headline, publishedAt: moment, state },
  {
    kicker: someLine,
    teaser: line(LIMITS.alternativeCharacters),
    section: someLine,
    byline: someLine,
  },
);

const listing = object(
  {
    kind: oneOf('front', 'day'),
    language,
    direction,
    title: headline,
    entries: list(entry, 0, LIMITS.listingEntries),
    days: list(object({ day, path: text((value) => value.length <= 100, 'a path') }), 0, LIMITS.listingDays),
  },
  { day },
);

/** Path of the page of an article in an edition, from the edition's root. */
function isArticlePath(path: string, { language: of, day: on }: Listing): boolean {
  const [folder, ...rest] = path.split('/');
  const [year, month, date, file, ...more] = rest;
  const that = `${year}-${month}-${date}`;
  return (
    folder === of &&
    isDay(that) &&
    (on === undefined || that === on) &&
    /^[0-9a-hjkmnp-tv-z]{10}\.html$/.test(file ?? '') &&
    more.length === 0
  );
}

/** Path of the page of a day, from the edition's root. */
function isDayPath(path: string, of: string, on: string): boolean {
  const folder = `${of}/${on.replaceAll('-', '/')}/`;
  return path.startsWith(folder) && /^index(?:\.(?:[2-9]|[1-9][0-9]{1,2}))?\.html$/.test(path.slice(folder.length));
}

/** The same for a listing: also its paths must lie where its language and day say. */
export function checkListing(value: unknown): Problem[] {
  return problemsOf((report) => {
    if (!listing(value, '', report)) return;
    const whole = value as Listing;
    if ((whole.kind === 'day') !== (whole.day !== undefined)) {
      report('bad-value', 'day', 'is there on day pages, and only there');
    }
    whole.entries.forEach((each: ListingEntry, at) => {
      if (!isArticlePath(each.path, whole)) {
        report('bad-value', `entries[${at}].path`, 'is no article page of this language and day');
      }
    });
    whole.days.forEach((each, at) => {
      if (!isDayPath(each.path, whole.language, each.day)) {
        report('bad-value', `days[${at}].path`, 'is not the page of that day in this language');
      }
    });
  });
}

/** Whether a value is a valid body. */
export function isArticleBody(value: unknown): value is ArticleBody {
  return checkBody(value).length === 0;
}
