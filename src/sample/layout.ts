import { html, raw } from 'hono/html';
import { frontPath, sectionPath } from './address.ts';
import { SAMPLE_LANGUAGES, type SampleLanguage, SECTIONS, type Section } from './content.ts';
import { WORDS } from './words.ts';

/** Escaped markup, as `hono/html` makes it. */
export type Markup = ReturnType<typeof html>;

/** Path of the imprint, the same for all languages. */
export const IMPRINT_PATH = '/impressum.html';

/** What differs between the pages of the site. */
export interface PageParts {
  readonly language: SampleLanguage;
  readonly title: string;
  readonly description: string;
  /** Path of the page itself: its canonical address. */
  readonly path: string;
  readonly current?: Section;
  /** Path of the picture shown when the page is shared. */
  readonly picture?: string | null;
  readonly jsonLd?: Readonly<Record<string, unknown>>;
  readonly noIndex?: boolean;
  /** The same page in all its languages, itself included; the first is also `x-default`. */
  readonly alternates: readonly { readonly language: SampleLanguage; readonly address: string }[];
  readonly main: Markup;
}

/** A data block that cannot end its own script element. */
function dataBlock(value: unknown): Markup {
  return html`<script type="application/ld+json">${raw(JSON.stringify(value).replaceAll('<', '\\u003c'))}</script>`;
}

const SCRIPT = `document.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (button === null) return;
  if (button.dataset.copy !== undefined) navigator.clipboard.writeText(button.dataset.copy);
  if (button.closest('.cookie-banner') !== null) button.closest('.cookie-banner').remove();
});`;

/** Draws a whole page of the newspaper's site, with everything that stands around an article on such sites. */
export async function layout(origin: string, parts: PageParts): Promise<string> {
  const { language } = parts;
  const words = WORDS[language];
  const canonical = origin + parts.path;
  const standard = parts.alternates[0];
  const page = html`<!doctype html>
<html lang="${language}" dir="${words.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${parts.title}</title>
<meta name="description" content="${parts.description}">
${parts.noIndex === true ? html`<meta name="robots" content="noindex">` : html`<link rel="canonical" href="${canonical}">`}
${parts.alternates.map((each) => html`<link rel="alternate" hreflang="${each.language}" href="${each.address}">\n`)}
${standard === undefined ? '' : html`<link rel="alternate" hreflang="x-default" href="${standard.address}">`}
<link rel="alternate" type="application/rss+xml" title="${words.paper}" href="${frontPath(language)}feed.xml">
<meta property="og:site_name" content="${words.paper}">
<meta property="og:type" content="${parts.jsonLd === undefined ? 'website' : 'article'}">
<meta property="og:title" content="${parts.title}">
<meta property="og:description" content="${parts.description}">
<meta property="og:url" content="${canonical}">
<meta property="og:locale" content="${words.locale.replace('-', '_')}">
${parts.picture ? html`<meta property="og:image" content="${origin + parts.picture}">` : ''}
<link rel="icon" href="/media/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/media/site.css">
${parts.jsonLd === undefined ? '' : dataBlock(parts.jsonLd)}
</head>
<body>
<a class="skip" href="#main">${words.skip}</a>
<header class="site-header">
<div class="top"><nav class="language-nav">${SAMPLE_LANGUAGES.map((each) => html`<a href="${frontPath(each)}" lang="${each}" hreflang="${each}"${each === language ? raw(' aria-current="true"') : ''}>${WORDS[each].autonym}</a> `)}</nav></div>
<p class="masthead"><a href="${frontPath(language)}">${words.paper}</a></p>
<p class="motto">${words.motto}</p>
<nav class="site-nav"><ul>${SECTIONS.map((section) => html`<li><a href="${sectionPath(language, section)}"${section === parts.current ? raw(' aria-current="page"') : ''}>${words.sections[section]}</a></li>`)}</ul></nav>
</header>
<main id="main">
${parts.main}
</main>
<footer class="site-footer">
<p>© ${words.paper} · <a href="${IMPRINT_PATH}">${words.imprint}</a> · <a href="${IMPRINT_PATH}">${words.privacy}</a> · <a href="${frontPath(language)}feed.xml">RSS</a></p>
</footer>
<div class="cookie-banner" role="region" aria-label="Cookies"><p>${words.cookies}</p><button type="button">${words.reject}</button> <button type="button" class="primary">${words.accept}</button></div>
<script>${raw(SCRIPT)}</script>
</body>
</html>
`;
  return String(await page);
}
