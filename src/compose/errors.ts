import { TamizdatError } from '../errors/index.ts';

/**
 * What composing can refuse.
 * - `page-too-large`: one block alone, or the frame without any, does not fit the hard limit of a page.
 * - `not-withdrawn`: a withdrawal page was asked for a version that is not withdrawn, or an article page for one that is.
 */
export type ComposeErrorCode = 'page-too-large' | 'not-withdrawn';

/** Every error of this room. */
export class ComposeError extends TamizdatError<ComposeErrorCode> {}
