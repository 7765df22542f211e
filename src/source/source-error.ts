import { TamizdatError } from '../errors/index.ts';

/**
 * Why a source, or one item of it, could not be read.
 *
 * - `unreachable`: no answer; the cause is an `HttpError`
 * - `refused`: an answer that is not 200, 304 or 410
 * - `too-large`: above the cap for feeds or pages, more markup than any text, or more blocks than the model holds
 * - `not-a-feed`, `not-a-sitemap`, `not-a-page`: something else stands at the address
 * - `declares-entities`: XML with a DTD of its own, which can grow without end when read
 * - `too-deep`: markup nested deeper than any text is
 * - `no-text`: an item without a text, in the feed and on its page
 * - `future-date`: an item dated more than a day ahead
 * - `invalid`: a text that the article model cannot hold
 * - `aborted`: the caller's signal
 */
export type SourceErrorCode =
  | 'unreachable'
  | 'refused'
  | 'too-large'
  | 'not-a-feed'
  | 'not-a-sitemap'
  | 'not-a-page'
  | 'declares-entities'
  | 'too-deep'
  | 'no-text'
  | 'future-date'
  | 'invalid'
  | 'aborted';

/** A source or an item that could not be read. */
export class SourceError extends TamizdatError<SourceErrorCode> {}
