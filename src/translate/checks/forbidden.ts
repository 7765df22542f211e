import { hasTerm, textWords } from '../terms-in.ts';
import type { Looking } from './checked.ts';

/** What the glossary forbids is not written: at all, or for certain words of the original. */
export const checkForbidden: Looking = ({ plainSource, plainTarget, options }) => {
  const forbidden = options.terms.filter((term) => term.kind === 'forbidden');
  if (forbidden.length === 0) return [];
  const [source, target] = [textWords(plainSource), textWords(plainTarget)];
  return forbidden
    .filter((term) => hasTerm(target, term.target) && (term.source === '' || hasTerm(source, term.source)))
    .map((term) => ({
      check: 'forbidden',
      weight: 'error',
      message: `The glossary does not allow “${term.target}”${term.note === null ? '.' : `: ${term.note}`}`,
    }));
};
