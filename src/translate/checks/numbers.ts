import type { Looking } from './checked.ts';
import { type Figure, type Quantities, quantitiesOf } from './quantities.ts';

/** How often each value stands in a text, in figures or in words, whatever else the figures may mean. */
function valuesOf({ figures, words }: Quantities): Map<string, number> {
  const values = new Map<string, number>();
  const all = [...words, ...figures.flatMap((figure) => [...new Set([...figure.values, ...figure.parts.flat()])])];
  for (const value of all) values.set(value, (values.get(value) ?? 0) + 1);
  return values;
}

/** How often the other text has what a figure means; the least of its parts for a date. */
function answersTo(figure: Figure, other: ReadonlyMap<string, number>): number {
  const count = (values: readonly string[]): number => values.reduce((sum, value) => sum + (other.get(value) ?? 0), 0);
  const parts = figure.parts.length === 0 ? 0 : Math.min(...figure.parts.map(count));
  return Math.max(count(figure.values), parts);
}

/** The figures of a text that the other has not, or has not as often. */
function unanswered(figures: readonly Figure[], other: ReadonlyMap<string, number>): Figure[] {
  const seen = new Map<string, number>();
  return figures.filter((figure) => {
    const name = figure.values.join();
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return !figure.isFullHour && answersTo(figure, other) < times;
  });
}

/** Every number in figures has its like on the other side, in figures or in words, whichever way the language writes it. */
export const checkNumbers: Looking = ({ plainSource, plainTarget, options }) => {
  const source = quantitiesOf(plainSource, options.from);
  const target = quantitiesOf(plainTarget, options.to);
  const sourceValues = valuesOf(source);
  const targetValues = valuesOf(target);
  const missing = [
    ...unanswered(source.figures, targetValues),
    ...source.spelt.filter((each) => !targetValues.has(each.value)),
  ];
  const invented = unanswered(target.figures, sourceValues);
  const messages = new Set([
    ...missing.map(({ text }) => `The number ${text} of the original is not in the translation.`),
    ...invented.map(({ text }) => `The number ${text} is not in the original.`),
  ]);
  return [...messages].map((message) => ({ check: 'numbers', weight: 'error', message }));
};
