import type { z } from 'zod';
import type { Permission } from '../../accounts/index.ts';
import type { Actor } from '../../editing/index.ts';
import type { PageParts } from '../parts.ts';
import type { Problem } from './problem.ts';

/** The shapes of what a route takes. */
interface Shapes {
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  readonly body: z.ZodType;
}

/** One request, taken apart and found valid. */
export interface Call<Of extends Shapes> {
  readonly params: z.output<Of['params']>;
  readonly query: z.output<Of['query']>;
  readonly body: z.output<Of['body']>;
  /** The edit that the caller saw; of routes that ask for it. */
  readonly edit: number;
  readonly actor: Actor;
  /** Where the articles come from that this caller pushes. */
  readonly pushes: string;
  readonly parts: PageParts;
}

/** What came of it: an answer, with the edit it is of where it has one, or a problem. */
export type Outcome<Answer> =
  | { readonly answer: Answer; readonly edit?: number }
  | { readonly file: string; readonly type: string }
  | { readonly problem: Problem };

/** One route of the API: what it takes and gives, said once for the check, the answer and the document. */
export interface Route<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  readonly method: 'get' | 'put' | 'post';
  /** Below `/api/v1`, with parameters in braces: `/articles/{article}`. */
  readonly path: string;
  /** Unique; programs that are made from the document name their function so. */
  readonly name: string;
  /** A sentence. */
  readonly summary: string;
  /** What the caller must be allowed; `push` is a scope and no permission of people. */
  readonly needs: Permission | 'push';
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  /** Of a body that is no JSON: its type; it comes as bytes. */
  readonly bodyType?: string;
  /** Whether the edit has to be named in `If-Match`. */
  readonly takesEdit?: boolean;
  readonly status: 200 | 202;
  readonly answer: Answer;
  /** Of an answer that is no JSON: its type. */
  readonly answerType?: string;
  readonly work: (
    call: Call<{ readonly params: Params; readonly query: Query; readonly body: Body }>,
  ) => Promise<Outcome<z.input<Answer>>>;
}

/** A route, whatever it takes and gives. */
// biome-ignore lint/suspicious/noExplicitAny: of a list of routes nobody knows the shapes; `route` has checked each.
export type AnyRoute = Route<any, any, any, any>;

/** Says a route, with the types of its own shapes. */
export function route<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  Answer extends z.ZodType,
>(said: Route<Params, Query, Body, Answer>): AnyRoute {
  return said;
}
