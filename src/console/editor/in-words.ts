import type { DraftView, SegmentView, State } from '../../editing/index.ts';
import type { Mark, SegmentRole } from '../../translate/index.ts';
import { dateInWords, languageName } from '../words.ts';

/** How a segment stands, for the word, the colour and the shape beside it. */
export type Standing = 'empty' | 'machine' | 'memory' | 'typed' | 'touched' | 'confirmed';

/** How a segment stands. */
export function standingOf({ state, origin }: Pick<SegmentView, 'state' | 'origin'>): Standing {
  if (state !== 'draft') return state;
  return origin === 'machine' || origin === 'memory' ? origin : 'typed';
}

/** Each standing in words. */
export const STANDING_WORDS: Readonly<Record<Standing, string>> = {
  empty: 'empty',
  machine: 'by machine, not checked',
  memory: 'from the memory, not checked',
  typed: 'typed, not confirmed',
  touched: 'original changed',
  confirmed: 'confirmed',
};

/** What a segment is in its article, in words. */
export const ROLE_WORDS: Readonly<Record<SegmentRole, string>> = {
  headline: 'Headline',
  kicker: 'Line above the headline',
  section: 'Section',
  byline: 'Byline',
  lead: 'Lead',
  paragraph: 'Paragraph',
  point: 'Point',
  heading: 'Heading',
  quote: 'Quote',
  attribution: 'Who is quoted',
  item: 'List item',
  cell: 'Table cell',
  caption: 'Caption',
  alternative: 'What the picture shows',
  credit: 'Credit',
  correction: 'Correction',
};

/** What a placeholder stands for, in words. */
export function markInWords(mark: Mark): string {
  switch (mark.type) {
    case 'strong':
      return 'important';
    case 'emphasis':
      return 'emphasis';
    case 'subscript':
      return 'subscript';
    case 'superscript':
      return 'superscript';
    case 'link':
      return `link to ${mark.address}`;
    case 'foreign':
      return `in ${languageName(mark.language)}`;
    case 'break':
      return 'line break';
    case 'literal':
      return `the text ${mark.text}`;
  }
}

/** Short name of a placeholder, for its button. */
export function markName(mark: Mark): string {
  return mark.type === 'foreign' ? languageName(mark.language) : mark.type === 'break' ? 'line break' : mark.type;
}

/** Where a draft stands, in words. */
export const STATE_WORDS: Readonly<Record<State, string>> = {
  arrived: 'arrived',
  'in-translation': 'in translation',
  review: 'waits for review',
  ready: 'ready',
  published: 'published',
  corrected: 'corrected',
  withdrawn: 'withdrawn',
};

/** The label that readers would see. */
export function labelInWords(label: DraftView['label']): string {
  if (label === 'person') return 'translated by a person';
  return label === 'machine-checked' ? 'by machine, checked by a person' : 'by machine, not checked';
}

/** `22 Nov 2026, 18:06 UTC`. */
export function minuteInWords(time: Date): string {
  return `${dateInWords(time)}, ${time.toISOString().slice(11, 16)} UTC`;
}
