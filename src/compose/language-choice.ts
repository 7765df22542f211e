import { directionOf } from '../article/index.ts';
import { frontPath } from '../proof/index.ts';
import { type NewsroomFace, titleOf } from './face.ts';
import { openingHtml } from './frame.ts';
import { escapeHtml } from './markup.ts';
import type { ComposedPage } from './page.ts';
import { CHOICE_STYLE } from './style.ts';
import { autonymOf } from './words/choose.ts';

/**
 * The root `index.html`: plain links to the front pages, in the newsroom's order of languages. It does not guess: a
 * guess would need a script or a server, and would be wrong for the reader abroad. It is not signed, it says nothing.
 * At most 2 KiB for a dozen languages.
 * @param languages those that have a front page
 */
export function composeLanguageChoice(face: NewsroomFace, languages: readonly string[] = face.languages): ComposedPage {
  const links = languages.map((language) => {
    const tag = escapeHtml(language);
    const own = titleOf(face, language);
    const title = own.language === language ? ` ${escapeHtml(own.text)}` : '';
    const turned = directionOf(language) === 'rtl' ? ' dir="rtl"' : '';
    const link = `<a href="${escapeHtml(frontPath(language))}" hreflang="${tag}">`;
    return `<li lang="${tag}"${turned}>${link}<b>${escapeHtml(autonymOf(language))}</b>${title}</a>\n`;
  });
  const { text } = titleOf(face, face.originalLanguage);
  const html = `${openingHtml(face.originalLanguage, text, CHOICE_STYLE, '')}<main>
<h1>${escapeHtml(text)}</h1>
<ul>
${links.join('')}</ul>
</main>
</body>
</html>
`;
  return { path: 'index.html', bytes: new TextEncoder().encode(html) };
}
