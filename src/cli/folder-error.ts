import { TamizdatError } from '../errors/index.ts';

/**
 * What can be wrong with a file of a folder beside the failures of signed material:
 *
 * - `outdated`: an older page than the one that the folder's own edition has
 * - `symlink`: a link, which shows whatever it leads to
 * - `not-a-file`: a pipe, a socket or a device
 */
export type FolderErrorCode = 'outdated' | 'symlink' | 'not-a-file';

/** An error about a file of a folder. */
export class FolderError extends TamizdatError<FolderErrorCode> {}
