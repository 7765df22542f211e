import { z } from 'zod';
import type { PushedItem, Pushes } from '../../newsroom/index.ts';
import type { Problem } from './problem.ts';
import { type AnyRoute, type Call, type Outcome, route } from './route.ts';
import * as schema from './schemas.ts';

const id = z
  .string()
  .regex(/^[^\u0000-\u001f]{1,200}$/)
  .describe('your own id of the item');
const line = z.string().trim().min(1).max(1_000);

const push = z.strictObject({
  id,
  group: id.optional().describe('items of one group are languages of one article; the id itself when left out'),
  language: schema.languageTag,
  headline: line,
  kicker: line.optional(),
  sections: z.array(line).max(20).default([]),
  bylines: z.array(line).max(20).default([]),
  publishedAt: schema.moment,
  modifiedAt: schema.moment.optional(),
  html: z.string().min(1).max(4_000_000).describe('the text; what the model of articles has no place for is left out'),
  address: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional()
    .describe('where the page is on your site'),
});

const pushed = z.object({
  item: z.string(),
  state: z.enum(['waiting', 'kept', 'refused']).describe('waiting: it is taken at the next round of the newsroom'),
  reason: z.string().nullable().describe('why it was refused'),
  article: z.string().nullable(),
  language: z.string().nullable(),
  publishedRevision: z.number().describe('0 while nothing of it is out'),
});

/** The pushes of a desk; every desk of a newsroom that runs has them. */
function pushesOf({ parts }: Pick<Call<never>, 'parts'>): Pushes {
  if (parts.pushes === undefined) throw new TypeError('this console has nowhere to push to');
  return parts.pushes;
}

const unknown: Problem = { code: 'not-found', detail: 'Nothing was pushed under that id, with a token of this name.' };

/** Where an item stands, as an answer. */
const standing = (item: PushedItem | null): Outcome<z.input<typeof pushed>> =>
  item === null ? { problem: unknown } : { answer: item };

/** Articles that a CMS gives in, instead of waiting to be asked. */
export const PUSH_ROUTES: readonly AnyRoute[] = [
  route({
    method: 'post',
    path: '/articles',
    name: 'pushArticle',
    summary:
      'Gives in one language version of an article; pushed again under its id with another text it is corrected.',
    needs: 'push',
    body: push,
    status: 202,
    answer: pushed,
    async work(call) {
      const { body, pushes: source } = call;
      const { id: item, group = item, publishedAt, modifiedAt, address, kicker, ...text } = body;
      const saved = await pushesOf(call).save(source, item, group, {
        ...text,
        publishedAt: new Date(publishedAt),
        ...(modifiedAt === undefined ? {} : { modifiedAt: new Date(modifiedAt) }),
        ...(address === undefined ? {} : { address }),
        ...(kicker === undefined ? {} : { kicker }),
      });
      if (saved.outcome === 'refused') return { problem: { code: 'content-invalid', detail: saved.reason } };
      return standing(await pushesOf(call).find(source, item));
    },
  }),
  route({
    method: 'get',
    path: '/pushed/{id}',
    name: 'getPushed',
    summary: 'Where an item stands that was pushed.',
    needs: 'push',
    params: z.object({ id }),
    status: 200,
    answer: pushed,
    work: async (call) => standing(await pushesOf(call).find(call.pushes, call.params.id)),
  }),
  route({
    method: 'post',
    path: '/pushed/{id}/withdraw',
    name: 'withdrawPushed',
    summary: 'Takes back an item: the reason stands in its place, wherever copies are.',
    needs: 'push',
    params: z.object({ id }),
    body: z.strictObject({ reason: schema.sentence.optional() }).optional(),
    status: 202,
    answer: pushed,
    async work(call) {
      const { params, body, pushes: source } = call;
      const saved = await pushesOf(call).withdraw(source, params.id, body?.reason ?? null);
      return saved.outcome === 'refused'
        ? { problem: unknown }
        : standing(await pushesOf(call).find(source, params.id));
    },
  }),
];
