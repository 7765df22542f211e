import { ComposeError } from './errors.ts';
import type { NewsroomFace } from './face.ts';
import { marked, type PageLink } from './frame.ts';
import { escapeHtml } from './markup.ts';
import { WIRE_LIMIT_BYTES, wireBytes } from './wire.ts';
import { fill, numberIn } from './words/choose.ts';
import type { Words } from './words/words.ts';

/** One file of an edition, still without its proof where it is to have one. */
export interface ComposedPage {
  /** From the edition's root: `ru/2026/11/22/3fk9m2tq7x.html`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Which part of how many a page is; 1 of 1 when it is whole. */
export interface Part {
  readonly number: number;
  readonly of: number;
}

/**
 * The bytes of a drawn page, held to the hard limit of a page.
 * @throws ComposeError `page-too-large`
 */
export function pageOf(path: string, html: string, proofBytes: number): ComposedPage {
  const size = wireBytes(html, proofBytes);
  if (size > WIRE_LIMIT_BYTES) {
    throw new ComposeError('page-too-large', `${path} would be ${size} bytes on the wire, limit ${WIRE_LIMIT_BYTES}`, {
      hint: 'its text cannot be cut further: shorten its longest block, or the headline, or the notice',
    });
  }
  return { path, bytes: new TextEncoder().encode(html) };
}

/** Language versions in the order of the newsroom's languages, further ones after them by tag. */
export function inOrder(face: NewsroomFace, versions: readonly PageLink[]): PageLink[] {
  const rank = ({ language }: PageLink): number => {
    const at = face.languages.indexOf(language);
    return at === -1 ? face.languages.length : at;
  };
  return versions.toSorted((one, two) => rank(one) - rank(two) || (one.language < two.language ? -1 : 1));
}

/** Title of a part: `Headline (2/3)`. */
export function partTitle(title: string, part: Part): string {
  return part.of === 1 ? title : `${title} (${part.number}/${part.of})`;
}

/**
 * "Part 2 of 3", with links to the parts beside it when `addressOf` is given; nothing for a page that is whole.
 */
export function partsHtml(
  words: Words,
  language: string,
  part: Part,
  addressOf: ((number: number) => string) | null,
): string {
  if (part.of === 1) return '';
  const mark = marked(words.language, language);
  const label = escapeHtml(fill(words.part, { number: numberIn(words, part.number), of: numberIn(words, part.of) }));
  if (addressOf === null) return part.number === 1 ? '' : `<p class="meta"${mark}>${label}</p>\n`;
  const link = (number: number, rel: 'prev' | 'next', text: string): string =>
    number < 1 || number > part.of
      ? ''
      : `<a href="${escapeHtml(addressOf(number))}" rel="${rel}">${escapeHtml(text)}</a>`;
  const links = [
    link(part.number - 1, 'prev', words.previousPart),
    `<b>${label}</b>`,
    link(part.number + 1, 'next', words.nextPart),
  ];
  return `<nav class="parts" aria-label="${label}"${mark}>${links.filter((each) => each !== '').join(' ')}</nav>\n`;
}
