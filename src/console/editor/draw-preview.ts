import { type ArticleBody, ArticleError } from '../../article/index.ts';
import { ComposeError, composeArticle, WIRE_BUDGET_BYTES, wireBytes } from '../../compose/index.ts';
import type { DraftView, Editing } from '../../editing/index.ts';
import { faceOf } from '../../newsroom/index.ts';
import type { Settings } from '../../platform/config/index.ts';
import { assemble, checkPlaceholders, TranslateError } from '../../translate/index.ts';

/** One file of a page as readers would get it. */
export interface PreviewPart {
  readonly html: string;
  /** What it weighs on its way: compressed, with headers and the longest proof there may be. */
  readonly wireBytes: number;
}

/** A draft as readers would get it, or why it cannot be drawn. */
export type Preview =
  | {
      readonly outcome: 'drawn';
      readonly parts: readonly PreviewPart[];
      readonly budgetBytes: number;
      /** Segments that are shown in the original's language: they have no text yet, or one that does not fit it. */
      readonly untranslated: number;
    }
  | { readonly outcome: 'failed'; readonly reason: string };

/** A proof is as long as its record, its path through the log and the witnesses' signatures; this is a long one. */
const PROOF_BYTES = 3_000;
/** Stands in for the salt that each record gets: as long, and as hard to compress. */
const SALT = '9c4f1be07d52a638f01e6cb4d97a2358';

/** The text of a draft put into the form of its original, which stands in where a translation is missing or broken. */
function bodyOf(draft: DraftView, original: ArticleBody): { body: ArticleBody; untranslated: number } {
  const targets = new Map<string, string>();
  let untranslated = 0;
  for (const { key, source, target } of draft.segments) {
    const fits = target.trim() !== '' && checkPlaceholders(source, target).length === 0;
    targets.set(key, fits ? target : source);
    if (!fits) untranslated += 1;
  }
  const { label: how, from, language } = draft;
  const checked = draft.segments.findLast(
    ({ confirmedBy, confirmedAt }) => confirmedBy !== null && confirmedAt !== null,
  );
  const translation =
    how === 'machine-checked'
      ? { from, how, by: checked?.confirmedBy ?? '', on: checked?.confirmedAt?.slice(0, 10) ?? '' }
      : { from, how };
  return { body: assemble(original, targets, { language, translation }), untranslated };
}

/** Draws a draft as `compose` will. What cannot be drawn is told as it will be when it is published. */
export async function drawPreview(draft: DraftView, editing: Editing, settings: Settings): Promise<Preview> {
  const article = await editing.article(draft.article);
  const original = article?.versions.find(({ language }) => language === draft.from)?.body;
  if (article === null || original === undefined) return { outcome: 'failed', reason: 'Its original is gone.' };
  try {
    const { body, untranslated } = bodyOf(draft, original);
    const pages = composeArticle({
      face: faceOf(settings),
      version: { article: draft.article, day: draft.day, revision: 1, body },
      others: article.versions
        .filter(({ language }) => language !== draft.language)
        .map(({ language }) => ({ language })),
      salt: SALT,
      proofBytes: PROOF_BYTES,
    });
    const parts = pages.map(({ bytes }): PreviewPart => {
      const html = new TextDecoder().decode(bytes);
      return { html, wireBytes: wireBytes(html, PROOF_BYTES) };
    });
    return { outcome: 'drawn', parts, budgetBytes: WIRE_BUDGET_BYTES, untranslated };
  } catch (error) {
    if (error instanceof ComposeError || error instanceof TranslateError || error instanceof ArticleError)
      return { outcome: 'failed', reason: `${error.message}. ${error.hint ?? ''}` };
    throw error;
  }
}
