import { directionOf, type LanguageVersion, teaserOf } from '../article/index.ts';
import { articleWords } from './article-words.ts';
import { type NewsroomFace, noticeOf, titleOf } from './face.ts';
import { escapeHtml } from './markup.ts';
import { dateIn, wordsFor } from './words/choose.ts';

/** What a snippet is made from. */
export interface EmbedInput {
  readonly face: NewsroomFace;
  /** A version that is out. */
  readonly version: LanguageVersion;
  /** Address of its page on a public carrier. */
  readonly address: string;
}

const TEASER_CHARACTERS = 400;

/**
 * A few lines of plain HTML that show an article on a partner's own page: headline, first sentences, how the translation
 * came to be, why this copy exists, and the link to the signed page. No script, no frame, no style, nothing that loads by
 * itself: the partner's readers are seen by nobody until they follow the link. What stands on the partner's page does not
 * change with the article, so its last line says where the current version is, and of which day this one is. Null of a
 * withdrawn version: nobody should show it.
 */
export function embedHtml({ face, version, address }: EmbedInput): string | null {
  const { body } = version;
  if (body.state === 'withdrawn') return null;
  const { language } = body;
  const words = wordsFor(language);
  const { notice, label, state } = articleWords(face, body);
  const day = (body.modifiedAt ?? body.publishedAt).slice(0, 10);
  const to = escapeHtml(address);
  // Without a referrer the carrier does not learn which page somebody came from.
  const link = (text: string): string => `<a href="${to}" rel="noreferrer">${escapeHtml(text)}</a>`;
  const title = titleOf(face, language);
  const lines = [
    `<p><strong>${link(body.headline)}</strong></p>`,
    paragraph(state, words.language, language),
    paragraph(teaserOf(body, TEASER_CHARACTERS), language, language),
    paragraph(label, words.language, language),
    paragraph(notice, noticeOf(face, words, language, 'article').language, language),
    `<p>${marked(title.text, title.language, language)}, ${marked(dateIn(words, day), words.language, language)}. ${markedHtml(link(words.currentVersion), words.language, language)}</p>`,
  ].filter((line) => line !== '');
  const open = `<blockquote class="tamizdat-article" cite="${to}" lang="${escapeHtml(language)}" dir="${body.direction}">`;
  return `${[open, ...lines, '</blockquote>'].join('\n')}\n`;
}

function paragraph(text: string | null, spoken: string, around: string): string {
  return text === null || text === '' ? '' : `<p>${marked(text, spoken, around)}</p>`;
}

function marked(text: string, spoken: string, around: string): string {
  return markedHtml(escapeHtml(text), spoken, around);
}

/** Text in another language than its surroundings says so, for screen readers and for its direction. */
function markedHtml(html: string, spoken: string, around: string): string {
  const isSame = around === spoken || around.startsWith(`${spoken}-`);
  return isSame ? html : `<span lang="${escapeHtml(spoken)}" dir="${directionOf(spoken)}">${html}</span>`;
}
