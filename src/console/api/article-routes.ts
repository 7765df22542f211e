import { z } from 'zod';
import { type AnyRoute, type Outcome, route } from './route.ts';
import * as schema from './schemas.ts';

/** How many entries of the audit trail one answer has when nobody says. */
const AUDIT_LIMIT = 100;

const articleParams = z.object({ article: schema.articleId });

const absent = (what: string): Outcome<never> => ({
  problem: { code: 'not-found', detail: `There is no ${what}.`, hint: 'GET /articles lists what there is' },
});

/** Reads of articles, and what is done to an article as a whole. */
export const ARTICLE_ROUTES: readonly AnyRoute[] = [
  route({
    method: 'get',
    path: '/articles',
    name: 'listArticles',
    summary: 'Articles with the state of each language version, last changed first.',
    needs: 'read',
    query: z.strictObject({
      search: z.string().max(200).optional().describe('words of the headline, in any language'),
      state: schema.state.optional(),
      language: schema.languageTag.optional(),
      touched: z.stringbool().optional().describe('only those whose original changed under a translation'),
      assignee: z.string().max(60).optional(),
      after: z.string().max(500).optional().describe('`next` of the page before'),
      limit: z.coerce.number().int().min(1).max(200).optional(),
    }),
    status: 200,
    answer: schema.articlePage,
    async work({ query, parts }) {
      const asked = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
      const { rows, next, counts } = await parts.editing.articles(asked);
      return { answer: { rows: rows.map((row) => ({ ...row, cells: [...row.cells] })), next, counts: { ...counts } } };
    },
  }),
  route({
    method: 'get',
    path: '/articles/{article}',
    name: 'getArticle',
    summary: 'One article with every language version there is of it.',
    needs: 'read',
    params: articleParams,
    status: 200,
    answer: schema.article,
    async work({ params, parts }) {
      const found = await parts.editing.article(params.article);
      return found === null ? absent('such article') : { answer: structuredClone(found) as never };
    },
  }),
  route({
    method: 'get',
    path: '/articles/{article}/{language}/revisions',
    name: 'listRevisions',
    summary: 'What was published of one language version, the newest revision first.',
    needs: 'read',
    params: articleParams.extend({ language: schema.languageTag }),
    status: 200,
    answer: schema.revisions,
    async work({ params, parts }) {
      return { answer: { revisions: (await parts.editing.revisions(params)) as never } };
    },
  }),
  route({
    method: 'post',
    path: '/articles/{article}/withdraw',
    name: 'withdrawArticle',
    summary: 'Puts the reason in place of the text, in all languages, wherever copies are.',
    needs: 'withdraw',
    params: articleParams,
    body: z.strictObject({ reason: schema.sentence }),
    status: 200,
    answer: schema.done,
    work: ({ params, body, actor, parts }) => acted(parts.editing.withdraw(params, body.reason, actor)),
  }),
  route({
    method: 'put',
    path: '/articles/{article}/embargo',
    name: 'setEmbargo',
    summary: 'Nothing of the article is published before a time; null lifts that.',
    needs: 'embargo',
    params: articleParams,
    body: z.strictObject({ until: schema.moment.nullable() }),
    status: 200,
    answer: schema.done,
    work: ({ params, body, actor, parts }) =>
      acted(parts.editing.setEmbargo(params.article, body.until === null ? null : new Date(body.until), actor)),
  }),
  route({
    method: 'get',
    path: '/audit',
    name: 'listAudit',
    summary: 'Who did what, the newest first.',
    needs: 'read',
    query: z.strictObject({
      article: schema.articleId.optional(),
      after: z.string().max(100).optional().describe('`next` of the page before'),
      limit: z.coerce.number().int().min(1).max(500).optional(),
    }),
    status: 200,
    answer: schema.auditPage,
    async work({ query, parts }) {
      const limit = query.limit ?? AUDIT_LIMIT;
      const { article, after } = query;
      const entries = await parts.editing.audit({
        limit,
        ...(article === undefined ? {} : { article }),
        ...(after === undefined ? {} : { after }),
      });
      const next = entries.length < limit ? null : (entries.at(-1)?.id ?? null);
      return { answer: { entries: entries.map((entry) => ({ ...entry, detail: { ...entry.detail } })), next } };
    },
  }),
];

/** What came of an act, as an answer. */
export async function acted(
  work: Promise<{ readonly outcome: 'done' } | { readonly outcome: 'refused'; readonly reason: string }>,
): Promise<Outcome<{ outcome: 'done' }>> {
  const result = await work;
  return result.outcome === 'done'
    ? { answer: { outcome: 'done' } }
    : { problem: { code: 'refused', detail: result.reason } };
}
