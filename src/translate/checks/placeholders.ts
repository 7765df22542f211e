import { checkPlaceholders } from '../placeholders.ts';
import type { Looking } from './checked.ts';

/** All placeholders of the original come back, nested as there. */
export const checkMarks: Looking = ({ segment, target }) =>
  checkPlaceholders(segment.text, target).map(({ message }) => ({ check: 'placeholders', weight: 'error', message }));
