import { TamizdatError } from '../errors/index.ts';
import type { VerifyFailure } from './failures.ts';

/** What can be wrong with a file of a folder beside the failures of signed material ({@link VERIFY_FAILURES}). */
export type FolderErrorCode = Extract<VerifyFailure, 'outdated' | 'symlink' | 'not-a-file'>;

/** An error about a file of a folder. */
export class FolderError extends TamizdatError<FolderErrorCode> {}
