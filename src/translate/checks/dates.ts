import type { Finding } from '../finding.ts';
import type { Checked, Looking } from './checked.ts';
import { folded, plainFigures, tokensOf } from './number-tokens.ts';
import { lexiconOf } from './number-words/lexicons.ts';
import { WEEKDAYS } from './weekdays.ts';

/** What is named in a text, by number, with the first word that named it. */
type Named = ReadonlyMap<number, string>;

/** Months that stand beside a number: `May 9`, `9. Mai`, `в мае 2026`; and those of dates in figures. */
function monthsIn(text: string, language: string): Named {
  const lexicon = lexiconOf(language);
  const plain = plainFigures(text);
  const tokens = tokensOf(plain);
  const months = new Map<number, string>();
  tokens.forEach((token, at) => {
    if (token.type === 'figure') {
      const [, month] = /^\d{1,2}\.(\d{1,2})\.(?:\d{2}|\d{4})$/.exec(token.text) ?? [];
      if (month !== undefined && Number(month) <= 12) months.set(Number(month), token.text);
      return;
    }
    const month = lexicon?.month(folded(token.text)) ?? null;
    const isBeside = [tokens[at - 1], tokens[at + 1]].some((each) => each?.type === 'figure');
    if (month !== null && isBeside && !months.has(month)) months.set(month, token.text);
  });
  return months;
}

/** Which day a word begins like, 0 for Monday. The longest beginning counts: cumartesi is not cuma. */
function weekdayOf(word: string, names: readonly string[]): number | null {
  let longest = '';
  let day: number | null = null;
  names.forEach((beginnings, at) => {
    for (const beginning of beginnings.split(' ')) {
      if (beginning.length <= longest.length || !word.startsWith(beginning)) continue;
      longest = beginning;
      day = at;
    }
  });
  return day;
}

function weekdaysIn(text: string, language: string): Named {
  const names = WEEKDAYS[language.split('-')[0] ?? ''] ?? [];
  const days = new Map<number, string>();
  // Persian writes some of them as two words.
  const joined = text.replace(/(?<=یک|دو|سه|چهار|پنج)[ \u200c](?=شنبه)/gu, '');
  for (const token of tokensOf(joined)) {
    const day = token.type === 'word' ? weekdayOf(folded(token.text), names) : null;
    if (day !== null && !days.has(day)) days.set(day, token.text);
  }
  return days;
}

/** One was put for the other: each side has one that the other has not. That one is left out is common and no error. */
function exchanged(source: Named, target: Named): Finding[] {
  const missing = [...source].filter(([each]) => !target.has(each));
  const invented = [...target].filter(([each]) => !source.has(each));
  const [was, is] = [missing[0]?.[1], invented[0]?.[1]];
  if (was === undefined || is === undefined) return [];
  return [{ check: 'dates', weight: 'error', message: `The original has ${was}, the translation ${is}.` }];
}

/** Months and days of the week are the same on both sides. Days of the month and years are numbers. */
export const checkDates: Looking = ({ plainSource, plainTarget, options: { from, to } }: Checked) => [
  ...exchanged(monthsIn(plainSource, from), monthsIn(plainTarget, to)),
  ...exchanged(weekdaysIn(plainSource, from), weekdaysIn(plainTarget, to)),
];
