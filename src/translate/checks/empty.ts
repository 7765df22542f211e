import type { Looking } from './checked.ts';

/** Something is to be seen. */
export const checkEmpty: Looking = ({ plainTarget }) =>
  /[\p{L}\p{N}\p{P}\p{S}]/u.test(plainTarget)
    ? []
    : [{ check: 'empty', weight: 'error', message: 'The translation is empty.' }];
