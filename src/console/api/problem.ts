import { z } from 'zod';

/** Every way in which the API refuses, with the status that it answers and a sentence that says what it is. */
export const PROBLEMS = {
  'input-invalid': { status: 400, title: 'The request is not as the API takes it' },
  'token-missing': { status: 401, title: 'No token was sent' },
  'token-invalid': { status: 401, title: 'The token does not hold' },
  'scope-missing': { status: 403, title: 'The token may not do that' },
  'foreign-page': { status: 403, title: 'A page of another site made the request' },
  'not-found': { status: 404, title: 'There is nothing of that name' },
  'method-unknown': { status: 405, title: 'That cannot be done there' },
  refused: { status: 409, title: 'That cannot be done now' },
  'edit-stale': { status: 412, title: 'Somebody changed it meanwhile' },
  'too-large': { status: 413, title: 'The request is too large' },
  'checks-failed': { status: 422, title: 'It was kept, but not confirmed' },
  'content-invalid': { status: 422, title: 'The content cannot be taken' },
  'edit-missing': { status: 428, title: 'It has to be said which edit was seen' },
  failed: { status: 503, title: 'The newsroom could not answer' },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly title: string }>>;

/** Which problem it is: callers branch on this. */
export type ProblemCode = keyof typeof PROBLEMS;

/** A refusal of the API, before it is written down. */
export interface Problem {
  readonly code: ProblemCode;
  /** What of this request it is about: one or two sentences. */
  readonly detail: string;
  /** What to do. */
  readonly hint?: string;
  /** What stands there now: of a segment that somebody else changed, or that checks stand against. */
  readonly segment?: unknown;
}

/** The schema of problem details: RFC 9457, with our `code` and `hint`. */
export const problemSchema = z.object({
  type: z.string().describe('urn:tamizdat:problem:<code>'),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]),
  hint: z.string().optional(),
  segment: z.unknown().optional().describe('what stands there now, as of a draft'),
});

/** Answers with a problem. */
export function problemAnswer({ code, detail, hint, segment }: Problem): Response {
  const { status, title } = PROBLEMS[code];
  const body = {
    type: `urn:tamizdat:problem:${code}`,
    title,
    status,
    detail,
    code,
    ...(hint === undefined ? {} : { hint }),
    ...(segment === undefined ? {} : { segment }),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    },
  });
}
