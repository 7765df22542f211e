import { hasTerm } from '../terms-in.ts';
import type { Looking } from './checked.ts';

/** What the glossary forbids is not written: at all, or for certain words of the original. */
export const checkForbidden: Looking = ({ plainSource, plainTarget, options }) =>
  options.terms
    .filter((term) => term.kind === 'forbidden')
    .filter((term) => hasTerm(plainTarget, term.target) && (term.source === '' || hasTerm(plainSource, term.source)))
    .map(({ target, note }) => ({
      check: 'forbidden',
      weight: 'error',
      message: `The glossary does not allow “${target}”${note === null ? '.' : `: ${note}`}`,
    }));
