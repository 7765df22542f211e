import { z } from 'zod';
import { isFromOwnPage } from '../../platform/http/index.ts';
import type { ConsoleApp, PageContext, PageParts } from '../parts.ts';
import { callerOf } from './caller.ts';
import { openApiDocument } from './openapi.ts';
import { type Problem, problemAnswer } from './problem.ts';
import type { AnyRoute, Outcome } from './route.ts';
import { ROUTES } from './routes.ts';

/** Below which all of it lies. */
export const API = '/api/v1';

/** An article of two megabytes is taken, and what stands around it. */
const MAX_BODY_BYTES = 8 * 1_024 * 1_024;

/** Adds the API: its routes, its document, and its own words for whatever it has not. It asks for its own token. */
export function addApi(app: ConsoleApp, parts: PageParts): void {
  const document = JSON.stringify(openApiDocument(ROUTES));
  app.get(`${API}/openapi.json`, (c) => c.body(document, 200, { 'content-type': 'application/json; charset=utf-8' }));
  for (const each of ROUTES) {
    const path = API + each.path.replaceAll(/\{(\w+)\}/g, ':$1');
    app.on(each.method.toUpperCase(), path, (c) => answer(c, each, parts));
  }
  app.all(`${API}/*`, (c) => {
    const path = c.req.path.slice(API.length);
    const isThere = ROUTES.some((each) => pathPattern(each).test(path));
    if (!isThere)
      return problemAnswer({
        code: 'not-found',
        detail: `The API has nothing at ${path}.`,
        hint: `see ${API}/openapi.json`,
      });
    return problemAnswer({
      code: 'method-unknown',
      detail: `${c.req.method} is nothing that ${path} takes.`,
      hint: `see ${API}/openapi.json`,
    });
  });
}

const pathPattern = ({ path }: AnyRoute): RegExp => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);

async function answer(c: PageContext, route: AnyRoute, parts: PageParts): Promise<Response> {
  try {
    const outcome = await ask(c, route, parts);
    if ('problem' in outcome) return problemAnswer(outcome.problem);
    const headers = { 'cache-control': 'no-store' };
    if ('file' in outcome) return c.body(outcome.file, route.status, { ...headers, 'content-type': outcome.type });
    if (outcome.edit !== undefined) c.header('etag', `"${outcome.edit}"`);
    // What the schema does not name is left out here: nothing leaves by being forgotten.
    return c.json(route.answer.parse(outcome.answer), route.status, headers);
  } catch (error) {
    parts.onFailure(error);
    const hint = 'try again in a moment; the log of the newsroom says why';
    return problemAnswer({ code: 'failed', detail: 'Something went wrong here, not with the request.', hint });
  }
}

/** Finds out who asks and what, and does it. */
async function ask(c: PageContext, route: AnyRoute, parts: PageParts): Promise<Outcome<unknown>> {
  const { access } = parts;
  const address = access.kind === 'accounts' ? access.address : null;
  if (route.method !== 'get' && !isFromOwnPage(c.req.raw, address))
    return { problem: { code: 'foreign-page', detail: 'Browsers use the API from the console’s own pages only.' } };
  const caller = await callerOf(c.req.header('authorization'), access);
  if ('code' in caller) return { problem: caller };
  const isAllowed = route.needs === 'push' ? caller.pushes !== null : caller.may(route.needs);
  if (!isAllowed)
    return {
      problem: {
        code: 'scope-missing',
        detail: `That takes “${route.needs}”, which this token or the role of its owner does not have.`,
        hint: 'make a token with that scope, as somebody who may do that',
      },
    };
  if (c.req.url.includes('%00')) return { problem: { code: 'input-invalid', detail: 'The address holds a NUL.' } };
  const given = await readBody(c, route);
  if (given !== null && 'code' in given) return { problem: given };
  const params = taken(route.params, c.req.param(), 'the address');
  const query = taken(route.query ?? NOTHING, c.req.query(), 'the query');
  const body = taken(route.body, given?.body, 'the body');
  const edit = route.takesEdit === true ? editOf(c.req.header('if-match')) : { value: 0 };
  for (const each of [params, query, body, edit]) if ('code' in each) return { problem: each };
  return route.work({
    params: inner(params),
    query: inner(query),
    body: inner(body),
    edit: inner(edit) as number,
    actor: caller.actor,
    pushes: caller.pushes ?? '',
    parts,
  });
}

const NOTHING = z.strictObject({});

type Taken = { readonly value: unknown } | Problem;

const inner = (each: Taken): unknown => ('value' in each ? each.value : undefined);

/** A part of the request by its schema; without a schema it is not looked at. */
function taken(schema: z.ZodType | undefined, given: unknown, what: string): Taken {
  if (schema === undefined) return { value: {} };
  const parsed = schema.safeParse(given);
  if (parsed.success) return { value: parsed.data };
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? what : `${what}, at ${issue.path.join('.')}`;
  return {
    code: 'input-invalid',
    detail: `In ${where}: ${issue?.message ?? 'not as described'}.`,
    hint: `see ${API}/openapi.json`,
  };
}

/** The edit of `If-Match: "7"`. */
function editOf(header: string | undefined): Taken {
  if (header === undefined)
    return {
      code: 'edit-missing',
      detail: 'The request does not say which edit of the segment was seen.',
      hint: 'send “If-Match: "7"” with the `edit` that the segment had when you read it',
    };
  const digits = /^"(\d{1,9})"$/.exec(header.trim())?.[1];
  return digits === undefined
    ? { code: 'input-invalid', detail: 'If-Match is no edit.', hint: 'write it as a number in quotes: "7"' }
    : { value: Number(digits) };
}

/** What was sent along: JSON, or bytes where the route takes a file. Null where it takes nothing. */
async function readBody(c: PageContext, route: AnyRoute): Promise<{ readonly body: unknown } | Problem | null> {
  if (route.body === undefined) return null;
  const bytes = await readBytes(c.req.raw);
  if (bytes === null)
    return { code: 'too-large', detail: `More than ${MAX_BODY_BYTES / 1_048_576} MB are not taken at once.` };
  if (route.bodyType !== undefined) return { body: bytes };
  const text = bytes.toString('utf8');
  if (text === '') return { body: undefined };
  try {
    return { body: JSON.parse(text, withoutNul) };
  } catch {
    return { code: 'input-invalid', detail: 'The body is no JSON.', hint: 'send “Content-Type: application/json”' };
  }
}

/** No database keeps a NUL in a text, and refuses the rest of it, too. */
const withoutNul = (_: string, value: unknown): unknown =>
  typeof value === 'string' ? value.replaceAll('\0', '') : value;

/** The body; null when it is larger than any that is taken, of which the rest is not read. */
async function readBytes(request: Request): Promise<Buffer | null> {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) return null;
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of request.body ?? []) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
