import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { SampleError } from './fault.ts';

/** The languages the sample newsroom publishes in, the original first. */
export const SAMPLE_LANGUAGES = ['de', 'en', 'ru', 'fa'] as const;

/** One of the languages of the sample newsroom. */
export type SampleLanguage = (typeof SAMPLE_LANGUAGES)[number];

/** The parts of the paper, in the order of its navigation. */
export const SECTIONS = ['stadt', 'hafen', 'kultur', 'sport', 'wissen', 'leben', 'medien'] as const;

/** One part of the paper; also the first part of an article's address. */
export type Section = (typeof SECTIONS)[number];

const text = z.string().min(1);
const perLanguage = <Value extends z.ZodType>(value: Value) =>
  z.object({ de: value, en: value.optional(), ru: value.optional(), fa: value.optional() }).strict();

const headFields = z.object({ kicker: text.optional(), headline: text, teaser: text }).strict();
const change = z.object({ find: text, replace: text, note: text }).strict();

const articleFile = z
  .object({
    id: z.int().positive(),
    section: z.enum(SECTIONS),
    /** Further rubrics, in German, beside the section. */
    tags: z.array(text).default([]),
    authors: z.array(text).min(1),
    /** Hours between publication and the start of the paper's day; absent in the reserve. */
    hoursBefore: z.number().nonnegative().optional(),
    languages: perLanguage(headFields),
    /** A correction made before the demonstration begins. */
    corrected: z
      .object({ hoursBefore: z.number().nonnegative(), notes: perLanguage(text) })
      .strict()
      .optional(),
    /** A correction that waits for somebody to ask for it. */
    correction: perLanguage(change).optional(),
    /** Why the article was, or would be, taken back. With `hoursBefore` it is withdrawn from the start. */
    withdrawal: z
      .object({ hoursBefore: z.number().nonnegative().optional(), reasons: perLanguage(text) })
      .strict()
      .optional(),
  })
  .strict();

/** Headline, the line above it, and what stands under it in lists. Plain text. */
export type SampleHead = z.infer<typeof headFields>;

/** A fact that turns out to be wrong: `find` stands exactly once in the body and becomes `replace`. */
export type SampleChange = z.infer<typeof change>;

/** A value in German and in those other languages an article exists in. */
export type PerLanguage<Value> = { de: Value } & { [Language in SampleLanguage]?: Value | undefined };

/**
 * One article as the sample newsroom's own system holds it: the fields of its `article.json` and, per language,
 * the HTML its editors wrote. The HTML is ordinary newsroom HTML, not the signed subset of `article/`.
 */
export interface SampleArticle extends z.infer<typeof articleFile> {
  /** Name of its folder and last part of its address. */
  readonly slug: string;
  /** True when it waits to be published. */
  readonly reserve: boolean;
  readonly bodies: PerLanguage<string>;
}

/**
 * The folder with `articles/` and `media/`, as an absolute path ending in a separator: beside the sources in a
 * clone, beside the compiled files in an installed package.
 */
export const sampleFolder: string = fileURLToPath(new URL('./', import.meta.url));

/** The languages an article exists in, the original first. */
export function languagesOf(article: SampleArticle): SampleLanguage[] {
  return SAMPLE_LANGUAGES.filter((language) => article.languages[language] !== undefined);
}

function readArticle(slug: string): SampleArticle {
  const folder = new URL(`./articles/${slug}/`, import.meta.url);
  const parsed = articleFile.safeParse(JSON.parse(readFileSync(new URL('article.json', folder), 'utf8')));
  if (!parsed.success) {
    throw new SampleError('content-broken', `${slug}/article.json: ${z.prettifyError(parsed.error)}`);
  }
  const bodies: { [Language in SampleLanguage]?: string } = {};
  for (const language of SAMPLE_LANGUAGES) {
    if (parsed.data.languages[language] === undefined) continue;
    const file = new URL(`${language}.html`, folder);
    if (!existsSync(file))
      throw new SampleError('content-broken', `${slug}/article.json: no ${language}.html beside it`);
    bodies[language] = readFileSync(file, 'utf8');
  }
  return {
    ...parsed.data,
    slug,
    reserve: parsed.data.hoursBefore === undefined,
    bodies: bodies as PerLanguage<string>,
  };
}

/**
 * Reads every article of the sample newsroom from `articles/`: published ones newest first, then the reserve in
 * the order in which it is brought out.
 *
 * @throws SampleError `content-broken` when a file is missing or an `article.json` has unknown or missing fields
 */
export function sampleArticles(): SampleArticle[] {
  const slugs = readdirSync(new URL('./articles/', import.meta.url)).sort();
  return slugs
    .map(readArticle)
    .sort(
      (a, b) =>
        (a.hoursBefore ?? Number.POSITIVE_INFINITY) - (b.hoursBefore ?? Number.POSITIVE_INFINITY) || a.id - b.id,
    );
}
