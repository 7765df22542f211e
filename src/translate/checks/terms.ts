import { hasTerm, termsIn } from '../terms-in.ts';
import type { Looking } from './checked.ts';

/** Terms that the glossary asks for are used; of several for the same words, one. */
export const checkTerms: Looking = ({ plainSource, plainTarget, options }) => {
  const required = termsIn(
    plainSource,
    options.terms.filter((term) => term.kind === 'required'),
  );
  const bySource = Map.groupBy(required, (term) => term.source.toLowerCase());
  return [...bySource.values()].flatMap((alternatives) => {
    if (alternatives.some((term) => hasTerm(plainTarget, term.target))) return [];
    const wanted = alternatives.map((term) => `“${term.target}”`).join(' or ');
    return [
      { check: 'terms', weight: 'error', message: `The glossary asks for ${wanted} for “${alternatives[0]?.source}”.` },
    ];
  });
};
