export { counted } from './counted.ts';

/**
 * The one base of every error this project throws on purpose.
 *
 * A room subclasses it with its own closed union of codes; callers branch on `code`, never on the message.
 * The message names the object and says what happened; `hint` says what to do. Neither ever holds a secret,
 * a reader's address or a reader's name, because both reach terminals and logs.
 *
 * @example
 * class SourceError extends TamizdatError<'feed-not-xml' | 'feed-too-large'> {}
 * throw new SourceError('feed-not-xml', 'https://courier.example/feed: not XML (starts with "{")', {
 *   hint: 'give the address of an RSS, Atom or JSON feed',
 * });
 */
export class TamizdatError<Code extends string = string> extends Error {
  /** Which failure this is: one of the room's closed union. */
  readonly code: Code;
  /** What the person who reads the message can do; shown as a `hint:` line. */
  readonly hint: string | undefined;
  /** True when the same call may succeed later with nothing changed (network, a busy disk). */
  readonly retryable: boolean;

  constructor(
    code: Code,
    message: string,
    options: { hint?: string | undefined; retryable?: boolean; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = options.hint;
    this.retryable = options.retryable ?? false;
  }
}
