import { z } from 'zod';
import { InterchangeError, writeXliff } from '../../translate/index.ts';
import { applyXliff, documentOf } from '../editor/xliff.tsx';
import { type AnyRoute, type Outcome, route } from './route.ts';
import * as schema from './schemas.ts';

const params = z.object({ article: schema.articleId, language: schema.languageTag });
const TYPE = 'application/xliff+xml';

const absent: Outcome<never> = { problem: { code: 'not-found', detail: 'There is no draft of that name.' } };

const applied = z.object({
  saved: z.array(z.string()).describe('keys of the segments whose text is the file’s now'),
  same: z.number().describe('how many said the same already'),
  confirmed: z.array(z.string()).describe('confirmed here and different in the file: left as they are'),
  outdated: z.array(z.string()).describe('their original is another by now: left as they are'),
  conflicts: z.array(z.string()).describe('somebody changed them in this very moment: send the file again'),
});

/** A draft as a file of translation programs, out and in. */
export const XLIFF_ROUTES: readonly AnyRoute[] = [
  route({
    method: 'get',
    path: '/drafts/{article}/{language}/xliff',
    name: 'exportXliff',
    summary: 'A draft as XLIFF 2.1, with what memory and glossary have for it.',
    needs: 'read',
    params,
    status: 200,
    answer: z.string(),
    answerType: TYPE,
    async work({ params: name, parts }) {
      const draft = await parts.editing.draft(name);
      if (draft === null) return absent;
      return { file: writeXliff(await documentOf(draft, parts)), type: `${TYPE}; charset=utf-8` };
    },
  }),
  route({
    method: 'put',
    path: '/drafts/{article}/{language}/xliff',
    name: 'importXliff',
    summary: 'Writes what a file says into a draft, as texts that somebody typed; nothing is confirmed by it.',
    needs: 'edit',
    params,
    query: z.strictObject({
      over: z.stringbool().default(false).describe('also over what a person confirmed here'),
    }),
    body: z.instanceof(Uint8Array),
    bodyType: TYPE,
    status: 200,
    answer: applied,
    async work({ params: name, query, body, actor, parts }) {
      const draft = await parts.editing.draft(name);
      if (draft === null) return absent;
      try {
        const result = await applyXliff(body, draft, parts, { viewer: actor, isOver: query.over });
        return { answer: applied.parse(result) };
      } catch (error) {
        if (!(error instanceof InterchangeError)) throw error;
        const { message, hint } = error;
        return { problem: { code: 'content-invalid', detail: message, ...(hint === undefined ? {} : { hint }) } };
      }
    },
  }),
];
