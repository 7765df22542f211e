import { z } from 'zod';
import { PROBLEMS, type ProblemCode, problemSchema } from './problem.ts';
import type { AnyRoute } from './route.ts';

type Json = Readonly<Record<string, unknown>>;

/** A schema as the document has it; `io` says whether it is of what comes or of what goes. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

/** The members of an object's schema as parameters. */
function parameters(of: z.ZodObject | undefined, where: 'path' | 'query'): Json[] {
  if (of === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(of, 'input') as { properties?: Json; required?: string[] };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema,
  }));
}

/** Which problems a route may answer. */
export function problemsOf(route: AnyRoute): readonly ProblemCode[] {
  const isChange = route.method !== 'get';
  const codes: (ProblemCode | false)[] = [
    'input-invalid',
    'token-missing',
    'token-invalid',
    'scope-missing',
    'not-found',
    'failed',
    isChange && 'foreign-page',
    isChange && 'refused',
    isChange && 'too-large',
    isChange && 'content-invalid',
    route.takesEdit === true && 'edit-stale',
    route.takesEdit === true && 'edit-missing',
    route.takesEdit === true && 'checks-failed',
  ];
  return codes.filter((code) => code !== false);
}

function operation(route: AnyRoute): Json {
  const { name, summary, needs, params, query, body, bodyType, takesEdit, status, answer, answerType } = route;
  const edit = {
    name: 'If-Match',
    in: 'header',
    required: true,
    description: 'the edit that you saw, in quotes',
    schema: { type: 'string', pattern: '^"[0-9]+"$' },
  };
  const byStatus = Map.groupBy(problemsOf(route), (code) => PROBLEMS[code].status);
  const refusals = [...byStatus].map(([refusal, codes]) => [
    String(refusal),
    {
      description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join('; '),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  ]);
  return {
    operationId: name,
    summary,
    security: [{ token: [needs] }],
    parameters: [...parameters(params, 'path'), ...parameters(query, 'query'), ...(takesEdit === true ? [edit] : [])],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: !body.safeParse(undefined).success,
            content: {
              [bodyType ?? 'application/json']: { schema: bodyType === undefined ? schemaOf(body, 'input') : {} },
            },
          },
        }),
    responses: {
      [String(status)]: {
        description: 'done',
        content: { [answerType ?? 'application/json']: { schema: schemaOf(answer, 'output') } },
        ...(takesEdit === true
          ? { headers: { ETag: { description: 'the edit it is now', schema: { type: 'string' } } } }
          : {}),
      },
      ...Object.fromEntries(refusals),
    },
  };
}

/** The document of the API, OpenAPI 3.1: made of the very schemas that requests and answers are held to. */
export function openApiDocument(routes: readonly AnyRoute[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) paths[route.path] = { ...paths[route.path], [route.method]: operation(route) };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tamizdat',
      version: '1',
      description: 'What editors do in the console, for programs. Times are UTC; problems are RFC 9457 with a `code`.',
    },
    servers: [{ url: '/api/v1' }],
    paths,
    components: {
      schemas: { Problem: schemaOf(problemSchema, 'output') },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'A token of somebody’s own page of the console: tmz_…' },
      },
    },
  };
}
