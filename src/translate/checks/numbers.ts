import type { Looking } from './checked.ts';
import { type Figure, type Quantities, quantitiesOf } from './quantities.ts';

/** Everything a text may be said to have as a number. */
function valuesOf({ figures, words }: Quantities): Set<string> {
  return new Set([...words, ...figures.flatMap((figure) => [...figure.values, ...figure.parts.flat()])]);
}

/** Zeros after a stop (7.00, 5,00) need no answer. */
function isAnswered(figure: Figure, other: ReadonlySet<string>): boolean {
  const has = (values: readonly string[]): boolean => values.some((value) => other.has(value));
  if (figure.isFullHour || has(figure.values)) return true;
  return figure.parts.length > 0 && figure.parts.every((values) => has(values));
}

/** Every number in figures has its like on the other side, in figures or in words, whichever way the language writes it. */
export const checkNumbers: Looking = ({ plainSource, plainTarget, options }) => {
  const source = quantitiesOf(plainSource, options.from);
  const target = quantitiesOf(plainTarget, options.to);
  const sourceValues = valuesOf(source);
  const targetValues = valuesOf(target);
  const missing = source.figures.filter((figure) => !isAnswered(figure, targetValues));
  const invented = target.figures.filter((figure) => !isAnswered(figure, sourceValues));
  return [
    ...new Set([
      ...missing.map((figure) => `The number ${figure.text.trim()} of the original is not in the translation.`),
      ...invented.map((figure) => `The number ${figure.text.trim()} is not in the original.`),
    ]),
  ].map((message) => ({ check: 'numbers', weight: 'error', message }));
};
