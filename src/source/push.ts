import { canonicalLanguage, directionOf, normaliseLine } from '../article/index.ts';
import type { Alternate } from './arrival.ts';
import { blocksFromHtml } from './blocks.ts';
import { contentHashOf } from './content-hash.ts';
import { momentOf } from './dates.ts';
import type { Draft } from './draft.ts';
import { fitDraft } from './limits.ts';
import { SourceError } from './source-error.ts';

/** One language version of an article as a program pushes it in, instead of being asked for it. */
export interface Push {
  /** BCP 47. */
  readonly language: string;
  readonly headline: string;
  readonly kicker?: string;
  readonly sections?: readonly string[];
  readonly bylines?: readonly string[];
  readonly publishedAt: Date;
  readonly modifiedAt?: Date;
  /** The text as the editor of a CMS makes it; pictures by their address. */
  readonly html: string;
  /** Where the page is; references in HTML are resolved against it. */
  readonly address?: string;
  /** Its other languages, as pages of the site name them. */
  readonly alternates?: readonly Alternate[];
}

/** A push as the journey takes it. */
export interface ReadPush {
  readonly draft: Draft;
  readonly contentHash: string;
}

/**
 * Reads what was pushed as a feed's item is read: HTML becomes blocks, lines are tidied and cut to the limits of the model.
 *
 * @param name what it is called in errors: source and headline
 * @throws SourceError `no-text`, `too-deep` and its kin, about this push alone
 */
export function readPush(push: Push, name: string): ReadPush {
  const language = canonicalLanguage(push.language);
  if (language === null) {
    throw new SourceError('no-text', `${name}: "${push.language}" names no language`, {
      hint: 'name it as BCP 47 does: de, ru, pt-BR',
    });
  }
  const { html, address, kicker, modifiedAt } = push;
  const headline = normaliseLine(push.headline);
  const base = address === undefined ? {} : { base: address };
  const blocks = blocksFromHtml(html, { language, headline, name, ...base });
  if (blocks.length === 0 || headline === '') {
    throw new SourceError('no-text', `${name}: no text`, { hint: 'push a headline and a text of some words' });
  }
  const lines = (given: readonly string[] = []) => given.map(normaliseLine).filter((line) => line !== '');
  const draft = fitDraft(
    {
      language,
      direction: directionOf(language),
      headline,
      ...(kicker === undefined || normaliseLine(kicker) === '' ? {} : { kicker: normaliseLine(kicker) }),
      sections: lines(push.sections),
      bylines: lines(push.bylines),
      publishedAt: momentOf(push.publishedAt),
      ...(modifiedAt === undefined ? {} : { modifiedAt: momentOf(modifiedAt) }),
      blocks,
    },
    name,
  );
  return { draft, contentHash: contentHashOf(draft) };
}
