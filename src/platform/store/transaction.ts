import type { TransactionSettings } from 'kysely';

/** The statement that begins a transaction. */
export function beginStatement({ isolationLevel, accessMode }: TransactionSettings): string {
  const isolation = isolationLevel === undefined ? '' : ` isolation level ${isolationLevel}`;
  const access = accessMode === undefined ? '' : ` ${accessMode}`;
  return isolation + access === '' ? 'begin' : `start transaction${isolation}${access}`;
}
