import { z } from 'zod';
import { CHECKS } from '../../translate/index.ts';

/** What the API's answers are made of. What a schema does not name never leaves the console. */

const time = z.string().describe('ISO 8601, UTC');

export const languageTag = z
  .string()
  .regex(/^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/)
  .describe('BCP 47: de, ru, pt-BR');
export const articleId = z
  .string()
  .regex(/^[0-9a-hjkmnp-tv-z]{10}$/)
  .describe('opaque id of an article');

export const state = z.enum(['arrived', 'in-translation', 'review', 'ready', 'published', 'corrected', 'withdrawn']);

const cell = z.object({
  language: z.string(),
  state,
  since: time,
  by: z.string().nullable(),
  assignee: z.string().nullable(),
  isTouched: z.boolean().describe('the original changed and nobody has looked since'),
  publishAt: time.nullable(),
  progress: z.object({ confirmed: z.number(), all: z.number() }).nullable(),
  publishedRevision: z.number(),
});

export const articlePage = z.object({
  rows: z.array(
    z.object({
      article: z.string(),
      day: z.string(),
      headline: z.string(),
      language: z.string(),
      changedAt: time,
      holdUntil: time.nullable(),
      cells: z.array(cell),
    }),
  ),
  next: z.string().nullable().describe('give it as `after` for the page that follows; null on the last one'),
  counts: z.record(z.string(), z.number()).describe('cells in each state, of all articles'),
});

/** The body of a version; its blocks are those of the article model, of which only id and type are told here. */
const body = z.object({
  language: z.string(),
  direction: z.enum(['ltr', 'rtl']),
  state: z.enum(['current', 'corrected', 'withdrawn']),
  headline: z.string(),
  kicker: z.string().optional(),
  sections: z.array(z.string()),
  bylines: z.array(z.string()),
  publishedAt: time,
  modifiedAt: time.optional(),
  translation: z
    .object({ from: z.string(), how: z.string(), by: z.string().optional(), on: z.string().optional() })
    .optional(),
  blocks: z.array(z.looseObject({ id: z.string(), type: z.string() })),
});

export const article = z.object({
  article: z.string(),
  day: z.string(),
  holdUntil: time.nullable(),
  cells: z.array(cell),
  versions: z.array(z.object({ language: z.string(), revision: z.number(), edition: z.number().nullable(), body })),
  translatable: z.array(z.object({ language: z.string(), from: z.string() })),
});

export const revisions = z.object({
  revisions: z.array(
    z.object({
      revision: z.number(),
      time,
      state: z.enum(['current', 'corrected', 'withdrawn']),
      by: z.string().nullable(),
      body: body.nullable().describe('null when its text is gone'),
    }),
  ),
});

const check = z.enum([...CHECKS] as [string, ...string[]]);

export const segment = z.object({
  key: z.string(),
  role: z.string(),
  source: z.string().describe('with placeholders: {1}…{/1}'),
  sourceBefore: z.string().nullable(),
  target: z.string(),
  state: z.enum(['empty', 'draft', 'touched', 'confirmed']),
  origin: z.enum(['person', 'memory', 'machine']).nullable(),
  engine: z.string().nullable(),
  failure: z.string().nullable(),
  confirmedBy: z.string().nullable(),
  confirmedAt: time.nullable(),
  edit: z.number().describe('name it in If-Match to change the segment'),
  findings: z.array(z.object({ check: z.string(), weight: z.string(), message: z.string() })),
  ignored: z.array(z.object({ check: z.string(), reason: z.string(), by: z.string() })),
});

export const draft = z.object({
  article: z.string(),
  language: z.string(),
  from: z.string(),
  day: z.string(),
  state,
  edit: z.number(),
  assignee: z.string().nullable(),
  publishAt: time.nullable(),
  holdUntil: time.nullable(),
  touchedAt: time.nullable(),
  label: z.enum(['person', 'machine-checked', 'machine']).describe('what its page would say of it if published now'),
  obstacles: z.array(z.string()).describe('what keeps it from being published, as sentences'),
  segments: z.array(segment),
});

export const help = z.object({
  matches: z.array(z.object({ score: z.number(), source: z.string(), target: z.string() })),
  terms: z.array(
    z.object({
      source: z.string(),
      target: z.string(),
      kind: z.enum(['required', 'forbidden', 'name']),
      note: z.string().nullable(),
    }),
  ),
});

export const auditPage = z.object({
  entries: z.array(
    z.object({
      id: z.string(),
      at: time,
      who: z.string(),
      what: z.string(),
      article: z.string().nullable(),
      language: z.string().nullable(),
      detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    }),
  ),
  next: z.string().nullable(),
});

export const done = z.object({ outcome: z.literal('done') });

/** What requests give. */
export const ignoring = z.strictObject({ check, reason: z.string().trim().min(1).max(500) });
export const writing = z.strictObject({
  target: z.string().max(100_000).describe('with the placeholders of the source'),
  confirm: z.boolean().default(false).describe('says that it is right; tokens may not, only people who read it'),
});
export const sentence = z.string().trim().min(1).max(2_000);
export const moment = z.iso.datetime().describe('ISO 8601, UTC: 2026-11-22T18:00:00Z');
