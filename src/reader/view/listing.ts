import type { Listing, ListingEntry, Part } from '../../article/index.ts';
import { drawParts } from './article.ts';
import { element } from './dom.ts';
import { showDay, showTime } from './format.ts';
import { hashOf } from './route.ts';
import { heading, inLanguage, type Scene, titleOf } from './scene.ts';

/** A front or day page: its articles under their sections, and the days to go on to. */
export function drawListing(listing: Listing, part: Part | null, path: string | null, scene: Scene): HTMLElement {
  const { words, language } = scene;
  const { entries, days } = listing;
  const own = inLanguage(language);
  // In the order in which each section first appears: the newsroom's order, kept.
  const sections = new Map<string, ListingEntry[]>();
  for (const entry of entries) {
    const { section = '' } = entry;
    sections.set(section, [...(sections.get(section) ?? []), entry]);
  }
  const title = heading(listing.title);
  // The head of the page says it already, except to those who hear it.
  if (listing.title === titleOf(scene)) title.className = 'hidden';
  return element(
    'div',
    { class: 'listing', lang: listing.language, dir: listing.direction },
    title,
    entries.length === 0 ? element('p', own, words.nothingYet) : null,
    ...[...sections].map(([section, each]) => drawSection(section, each, scene)),
    part === null || path === null ? null : drawParts(part, path, scene),
    days.length === 0
      ? null
      : element(
          'nav',
          { ...own, class: 'days', 'aria-label': words.byDay },
          element('b', {}, words.byDay),
          ...days.map((day) => element('a', { href: hashOf(day.path) }, showDay(language, day.day))),
        ),
  );
}

function drawSection(section: string, entries: readonly ListingEntry[], scene: Scene): HTMLElement {
  const level = section === '' ? 'h2' : 'h3';
  return element(
    'section',
    {},
    section === '' ? null : element('h2', {}, section),
    element(
      'ul',
      {},
      ...entries.map((entry) => element('li', { 'data-block': entry.path }, ...drawEntry(entry, level, scene))),
    ),
  );
}

function drawEntry(entry: ListingEntry, level: 'h2' | 'h3', { words, language }: Scene): (HTMLElement | null)[] {
  const { path, headline, kicker, teaser, byline, publishedAt, state } = entry;
  return [
    kicker === undefined ? null : element('p', { class: 'kicker' }, kicker),
    element(level, {}, element('a', { href: hashOf(path) }, headline)),
    teaser === undefined ? null : element('p', {}, teaser),
    element(
      'p',
      { class: 'meta' },
      state === 'current' ? null : element('b', { ...inLanguage(language), class: 'state' }, `${words[state]} · `),
      element(
        'time',
        { ...inLanguage(language), datetime: publishedAt },
        showTime(language, new Date(publishedAt), new Date()),
      ),
      byline === undefined ? null : ` · ${byline}`,
    ),
  ];
}
