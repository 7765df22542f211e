import { TamizdatError } from '../errors/index.ts';

/**
 * What composing can refuse.
 * - `page-too-large`: one block alone, or the frame without any, does not fit the hard limit of a page.
 * - `not-withdrawn`: a withdrawal page was asked for a version that is not withdrawn, or an article page for one that is.
 * - `wrong-listing`: a front was asked for from the listing of a day, or the other way round.
 */
export type ComposeErrorCode = 'page-too-large' | 'not-withdrawn' | 'wrong-listing';

/** Every error of this room. */
export class ComposeError extends TamizdatError<ComposeErrorCode> {}
