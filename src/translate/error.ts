import { TamizdatError } from '../errors/index.ts';

/**
 * Why something of a translation was refused.
 *
 * - `target-missing`: a segment of the article has no translation
 * - `target-empty`: a translation in which nothing is to be seen
 * - `placeholders-broken`: a translation that has not exactly the placeholders of its segment, nested as there
 * - `body-invalid`: every segment is right, but together they break a cap of the article model
 * - `glossary-invalid`: a glossary that cannot be read; the message names the line
 * - `term-invalid`: a term without a text, too long, or in no language
 */
export type TranslateErrorCode =
  | 'target-missing'
  | 'target-empty'
  | 'placeholders-broken'
  | 'body-invalid'
  | 'glossary-invalid'
  | 'term-invalid';

/** A translation, a memory or a glossary that was refused. The message names segment or line, never their texts. */
export class TranslateError extends TamizdatError<TranslateErrorCode> {}
