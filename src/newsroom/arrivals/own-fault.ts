/**
 * SQLSTATE classes that say something of the data at hand: no such value (22), a rule of the tables (23), a limit of the
 * program (54: a key too long for its index). All others speak of the database or the disk.
 */
const DATA = ['22', '23', '54'];

/** Whether an error is the fault of what was to be written and not of where: writing something else may succeed. */
export function isOwnFault(error: unknown): error is Error {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return false;
  return /^[0-9A-Z]{5}$/.test(error.code) && DATA.includes(error.code.slice(0, 2));
}
