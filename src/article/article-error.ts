import { TamizdatError } from '../errors/index.ts';

/** Why an article or a listing was refused. */
export type ArticleErrorCode =
  /** The text is above the cap for a page; nothing was parsed. */
  | 'too-large'
  /** An element, attribute, entity or character that is not in the subset stands at `position`. */
  | 'not-the-subset'
  /** It is in the subset, but not written the one way it is written. */
  | 'not-canonical'
  /** The values break the model: see `checkBody` and `checkListing`. */
  | 'invalid'
  /** Parts of a long read that do not belong together, or not in this order. */
  | 'parts-do-not-join';

/** An article or listing that was refused. `position` counts UTF-16 units from the start of the text. */
export class ArticleError extends TamizdatError<ArticleErrorCode> {
  readonly position: number | undefined;

  constructor(code: ArticleErrorCode, message: string, options: { hint?: string; position?: number } = {}) {
    super(code, message, { hint: options.hint });
    this.position = options.position;
  }
}
