import { ArticleError } from './article-error.ts';

/** What can be wrong with a body or listing. */
export type ProblemCode =
  /** A value of another type than the model's, or missing. */
  | 'wrong-type'
  /** A field the model does not have. */
  | 'unknown-field'
  /** A value outside the closed set of its field, or malformed. */
  | 'bad-value'
  /** Nothing where something must be. */
  | 'empty'
  | 'too-long'
  | 'too-many'
  | 'too-deep'
  /** Two blocks with one id. */
  | 'duplicate-id'
  /** Not in normal form: `normaliseBody` was not called. */
  | 'not-normal'
  /** Rows of a table that differ in length. */
  | 'ragged-table';

/** One thing that is wrong: where (`blocks[3].content`), and a message for people. */
export interface Problem {
  readonly code: ProblemCode;
  readonly path: string;
  readonly message: string;
}

const MAX_NAMED = 5;

/** Throws an `invalid` error that names what is wrong with the object; does nothing when nothing is. */
export function refuseProblems(name: string, problems: readonly Problem[], hint: string): void {
  if (problems.length > 0) throw new ArticleError('invalid', `${name}: ${nameProblems(problems)}`, { hint });
}

function nameProblems(problems: readonly Problem[]): string {
  const named = problems.slice(0, MAX_NAMED).map(({ path, message }) => `${path}: ${message}`);
  return `${named.join('; ')}${problems.length > MAX_NAMED ? `, and ${problems.length - MAX_NAMED} more` : ''}`;
}
