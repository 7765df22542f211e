import { z } from 'zod';
import type { SegmentOutcome } from '../../editing/index.ts';
import { acted } from './article-routes.ts';
import { type AnyRoute, type Outcome, route } from './route.ts';
import * as schema from './schemas.ts';

const params = z.object({ article: schema.articleId, language: schema.languageTag });
const segmentParams = params.extend({ key: z.string().min(1).max(200) });
const AT = '/drafts/{article}/{language}';

/** An act on one draft or version, which takes what `body` says. */
function act<Body extends z.ZodType>(
  said: Pick<AnyRoute, 'path' | 'name' | 'summary' | 'needs'> & {
    readonly body: Body;
    readonly work: Parameters<typeof route<typeof params, z.ZodObject, Body, typeof schema.done>>[0]['work'];
  },
): AnyRoute {
  return route({ ...said, method: 'post', params, status: 200, answer: schema.done });
}

const nothing = z.strictObject({}).optional();

/** What came of writing a segment, as an answer. */
function written(result: SegmentOutcome): Outcome<z.input<typeof schema.segment>> {
  if (result.outcome === 'gone')
    return { problem: { code: 'not-found', detail: 'The segment is gone: its block or its article is.' } };
  const segment = schema.segment.parse(result.segment);
  if (result.outcome === 'saved') return { answer: segment, edit: segment.edit };
  if (result.outcome === 'conflict')
    return {
      problem: {
        code: 'edit-stale',
        detail: `It is at edit ${segment.edit} now; nothing was changed.`,
        hint: 'look at what stands there now, and send yours once more with that edit',
        segment,
      },
    };
  return {
    problem: {
      code: 'checks-failed',
      detail: 'The text is kept. Checks stand against confirming it, or no person asked for that.',
      hint: 'mend what the findings say; a person confirms in the console',
      segment,
    },
  };
}

/** Drafts, their segments, and what is done to one language version. */
export const DRAFT_ROUTES: readonly AnyRoute[] = [
  route({
    method: 'get',
    path: AT,
    name: 'getDraft',
    summary: 'A draft with its segments, each beside its original.',
    needs: 'read',
    params,
    status: 200,
    answer: schema.draft,
    async work({ params: name, parts }) {
      const found = await parts.editing.draft(name);
      if (found === null) return { problem: { code: 'not-found', detail: 'There is no draft of that name.' } };
      return { answer: schema.draft.parse(found) };
    },
  }),
  act({
    path: AT,
    name: 'beginDraft',
    summary: 'Begins a translation: memory and engine fill it in.',
    needs: 'edit',
    body: nothing,
    work: ({ params: name, actor, parts }) => acted(parts.editing.begin(name, actor)),
  }),
  act({
    path: `${AT}/assign`,
    name: 'assignDraft',
    summary: 'Gives a draft to somebody, or to nobody.',
    needs: 'edit',
    body: z.strictObject({ assignee: z.string().min(1).max(60).nullable() }),
    work: ({ params: name, body, actor, parts }) => acted(parts.editing.assign(name, body.assignee, actor)),
  }),
  act({
    path: `${AT}/draft-again`,
    name: 'draftAgain',
    summary: 'Asks the machine again, for one segment or for all that have no text.',
    needs: 'edit',
    body: z.strictObject({ key: z.string().min(1).max(200).optional() }),
    work: ({ params: name, body, actor, parts }) =>
      acted(parts.editing.draftAgain(body.key === undefined ? name : { ...name, key: body.key }, actor)),
  }),
  route({
    method: 'put',
    path: `${AT}/segments/{key}`,
    name: 'writeSegment',
    summary: 'Writes the text of a segment.',
    needs: 'edit',
    params: segmentParams,
    body: schema.writing,
    takesEdit: true,
    status: 200,
    answer: schema.segment,
    async work({ params: name, body, edit, actor, parts: { editing } }) {
      const write = body.confirm ? editing.confirmSegment : editing.saveSegment;
      return written(await write.call(editing, { ...name, edit }, body.target, actor));
    },
  }),
  route({
    method: 'post',
    path: `${AT}/segments/{key}/ignore`,
    name: 'ignoreCheck',
    summary: 'Switches a check off for one segment, with a reason.',
    needs: 'edit',
    params: segmentParams,
    body: schema.ignoring,
    takesEdit: true,
    status: 200,
    answer: schema.segment,
    work: async ({ params: name, body, edit, actor, parts }) =>
      written(await parts.editing.ignoreCheck({ ...name, edit }, body.check, body.reason, actor)),
  }),
  route({
    method: 'get',
    path: `${AT}/segments/{key}/help`,
    name: 'helpWithSegment',
    summary: 'What memory and glossary have for one segment.',
    needs: 'read',
    params: segmentParams,
    status: 200,
    answer: schema.help,
    work: async ({ params: name, parts }) => ({ answer: schema.help.parse(await parts.editing.help(name)) }),
  }),
  act({
    path: `${AT}/publish`,
    name: 'publish',
    summary: 'Publishes what the draft says, now or at a time; lets a version go that was held back.',
    needs: 'publish',
    body: z.strictObject({ at: schema.moment.optional() }).optional(),
    work: ({ params: name, body, actor, parts }) =>
      acted(parts.editing.publish(name, body?.at === undefined ? {} : { at: new Date(body.at) }, actor)),
  }),
  act({
    path: `${AT}/unschedule`,
    name: 'unschedule',
    summary: 'Takes back a time that has not come.',
    needs: 'publish',
    body: nothing,
    work: ({ params: name, actor, parts }) => acted(parts.editing.unschedule(name, actor)),
  }),
  act({
    path: `${AT}/reopen`,
    name: 'reopen',
    summary: 'Opens what is published or ready for a further revision.',
    needs: 'edit',
    body: nothing,
    work: ({ params: name, actor, parts }) => acted(parts.editing.reopen(name, actor)),
  }),
  act({
    path: `${AT}/correct`,
    name: 'correct',
    summary: 'Publishes a further revision with a note that says what was wrong.',
    needs: 'correct',
    body: z.strictObject({ note: schema.sentence }),
    work: ({ params: name, body, actor, parts }) => acted(parts.editing.correct(name, body.note, actor)),
  }),
  act({
    path: `${AT}/withdraw`,
    name: 'withdrawVersion',
    summary: 'Puts the reason in place of the text of one language, wherever copies are.',
    needs: 'withdraw',
    body: z.strictObject({ reason: schema.sentence }),
    work: ({ params: name, body, actor, parts }) => acted(parts.editing.withdraw(name, body.reason, actor)),
  }),
];
