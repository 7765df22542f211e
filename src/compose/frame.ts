import { directionOf } from '../article/index.ts';
import { BODY_END, BODY_START } from '../proof/index.ts';
import { type NewsroomFace, noticeOf, type Spoken, titleOf } from './face.ts';
import { escapeHtml, relativeAddress } from './markup.ts';
import { styleFor } from './style.ts';
import { autonymOf, fill, inLanguage, wordsFor } from './words/choose.ts';
import type { Words } from './words/words.ts';

/** One language version of a page: its language, and its path from the edition's root. */
export interface PageLink {
  readonly language: string;
  readonly path: string;
}

/** Everything that differs from one page to the next. Fields named `…Html` are markup, all others plain text. */
export interface Frame {
  readonly face: NewsroomFace;
  readonly kind: 'article' | 'listing';
  readonly language: string;
  /** The page's own path from the edition's root. */
  readonly path: string;
  readonly title: string;
  /** Further elements of the head: description, canonical, data for machines. */
  readonly headHtml: string;
  /** All language versions of this page, this one among them, in the order in which they are shown. */
  readonly versions: readonly PageLink[];
  /** Between the language links and the signed body. */
  readonly aboveHtml: string;
  /** The signed body, as `article/` serialises it. */
  readonly bodyHtml: string;
  /** After the signed body: links to other parts. */
  readonly belowHtml: string;
  /** The blocked address of this page at home, shown as text. */
  readonly homeAddress: string;
}

/** ` lang="en" dir="ltr"` for text that is not in the page's language, nothing for text that is. */
export function marked(language: string, pageLanguage: string): string {
  if (language === pageLanguage || language === pageLanguage.split('-')[0]) return '';
  const direction = directionOf(language);
  const turned = direction === directionOf(pageLanguage) ? '' : ` dir="${direction}"`;
  return ` lang="${escapeHtml(language)}"${turned}`;
}

/** A phrase of the words as a paragraph, marked where the page has another language. */
export function phraseHtml(words: Words, pageLanguage: string, className: string, text: string): string {
  return `<p class="${className}"${marked(words.language, pageLanguage)}>${text}</p>\n`;
}

/** Fills a phrase with names that may be of another script: each is isolated, so that it cannot turn its neighbours. */
export function fillHtml(phrase: string, values: Readonly<Record<string, string>>): string {
  const isolated = Object.entries(values).map(([name, value]) => [name, `<bdi>${escapeHtml(value)}</bdi>`]);
  return fill(escapeHtml(phrase), Object.fromEntries(isolated));
}

function noticeHtml(frame: Frame, words: Words): string {
  const { face, language } = frame;
  const notice: Spoken = noticeOf(face, words, language, frame.kind);
  const text = fillHtml(notice.text, {
    newsroom: titleOf(face, language).text,
    home: face.home,
    from: face.carried?.from ?? face.home,
    by: face.carried?.by ?? face.name,
  });
  const original = frame.versions.find((each) => each.language === face.originalLanguage);
  if (original === undefined || original.language === language) return paragraph(notice.language, text);
  const into = inLanguage(words, original.language);
  const label =
    into === null
      ? fill(words.sameElse[frame.kind], { autonym: autonymOf(original.language) })
      : fill(words.sameIn[frame.kind], { in: into });
  const address = escapeHtml(relativeAddress(frame.path, original.path));
  const mark = marked(words.language, notice.language);
  return paragraph(
    notice.language,
    `${text} <a href="${address}" hreflang="${escapeHtml(original.language)}"${mark}>${escapeHtml(label)}</a>`,
  );

  function paragraph(spoken: string, html: string): string {
    return `<p class="notice"${marked(spoken, language)}>${html}</p>\n`;
  }
}

function languagesHtml(frame: Frame, words: Words): string {
  if (frame.versions.length < 2) return '';
  const links = frame.versions.map(({ language, path }) => {
    const name = escapeHtml(autonymOf(language));
    if (language === frame.language) return `<b>${name}</b>`;
    const tag = escapeHtml(language);
    return `<a href="${escapeHtml(relativeAddress(frame.path, path))}" lang="${tag}" hreflang="${tag}">${name}</a>`;
  });
  return `<nav aria-label="${escapeHtml(words.languages)}"${marked(words.language, frame.language)}>${links.join(' ')}</nav>\n`;
}

/**
 * The set of language versions, the same on each of them, itself included. Further parts are in no set: they have no
 * counterpart, because each language is cut where its own text demands.
 */
function alternatesHtml(frame: Frame): string {
  if (frame.versions.length < 2 || !frame.versions.some(({ path }) => path === frame.path)) return '';
  const standard = frame.versions.find((each) => each.language === frame.face.originalLanguage) ?? frame.versions[0];
  return [...frame.versions, ...(standard === undefined ? [] : [{ ...standard, language: 'x-default' }])]
    .map(
      ({ language, path }) =>
        `<link rel="alternate" hreflang="${escapeHtml(language)}" href="${escapeHtml(relativeAddress(frame.path, path))}">\n`,
    )
    .join('');
}

function footerHtml(frame: Frame, words: Words): string {
  const file = frame.path.slice(frame.path.lastIndexOf('/') + 1);
  const command = `<code dir="ltr">npx tamizdat verify ${escapeHtml(file)}</code>`;
  const address = (text: string): string => `<bdi dir="ltr">${escapeHtml(text)}</bdi>`;
  const app = frame.face.appOrigin;
  const check = fill(escapeHtml(words.check.text), { command });
  const appText = app === undefined ? '' : ` ${fill(escapeHtml(words.check.app), { app: address(app) })}`;
  const home = frame.face.carried === undefined ? words.home.blocked : words.home.carried;
  return `<footer${marked(words.language, frame.language)}>
<details><summary>${escapeHtml(words.check.title)}</summary><p>${check}${appText}</p></details>
<p>${fill(escapeHtml(home), { home: address(frame.homeAddress) })}</p>
</footer>
`;
}

/**
 * The head that every page begins with, without what tells one page from another. The policy allows the page's own
 * style and nothing else: no script, no request, not even to its own carrier. The empty icon keeps browsers from
 * asking for `/favicon.ico`.
 */
export function openingHtml(language: string, title: string, style: string, headHtml: string): string {
  return `<!doctype html>
<html lang="${escapeHtml(language)}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none';style-src 'unsafe-inline';img-src data:;base-uri 'none';form-action 'none'">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
${headHtml}<style>${style}</style>
</head>
<body>
`;
}

/**
 * A whole page up to its proof: doctype to `</html>` and a line feed. The signed body stands between its markers as it
 * was given; the rest is the wrapper, signed with it as part of the page.
 */
export function drawPage(frame: Frame): string {
  const { face, language } = frame;
  const words = wordsFor(language);
  const title = titleOf(face, language);
  const name = `<bdi${marked(title.language, language)}>${escapeHtml(title.text)}</bdi>`;
  const front = `${language}/index.html`;
  // A front bears the newsroom's name as its own title.
  const home =
    frame.path === front
      ? ''
      : `<p class="name"><a href="${escapeHtml(relativeAddress(frame.path, front))}">${name}</a></p>\n`;
  const rest = `<header>
${noticeHtml(frame, words)}${home}${languagesHtml(frame, words)}</header>
<main>
${frame.aboveHtml}${BODY_START}${frame.bodyHtml}${BODY_END}
${frame.belowHtml}</main>
${footerHtml(frame, words)}</body>
</html>
`;
  const head = `${frame.headHtml}${alternatesHtml(frame)}`;
  const pageTitle = frame.title === title.text ? title.text : `${frame.title} — ${title.text}`;
  return openingHtml(language, pageTitle, styleFor(language, words, rest), head) + rest;
}
