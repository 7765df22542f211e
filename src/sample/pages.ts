import { html, raw } from 'hono/html';
import { articlePath, frontPath, sectionPath } from './address.ts';
import { bodyWithNotes, leadPicture } from './body.ts';
import { bylinesOf, bylineText } from './bylines.ts';
import { languagesOf, SAMPLE_LANGUAGES, type SampleHead, type SampleLanguage, type Section } from './content.ts';
import { IMPRINT_PATH, layout, type Markup } from './layout.ts';
import { type Published, withdrawalReason } from './newsdesk.ts';
import { WORDS } from './words.ts';

/** Articles on a front or section page. */
const LISTED = 60;

/** What every page of the site is drawn from. */
export interface Paper {
  /** Scheme, host and port of the site, without a slash at the end. */
  readonly origin: string;
  /** Everything published, newest first. */
  readonly entries: readonly Published[];
}

/** The articles of a language that can be read, newest first, with the words of their list entry. */
function readable(paper: Paper, language: SampleLanguage): { entry: Published; head: SampleHead }[] {
  return paper.entries.flatMap((entry) => {
    const head = entry.article.languages[language];
    return head === undefined || entry.state === 'withdrawn' ? [] : [{ entry, head }];
  });
}

/** A moment as the site prints it. */
function printed(time: Date, language: SampleLanguage): string {
  return new Intl.DateTimeFormat(WORDS[language].locale, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'Europe/Berlin',
  }).format(time);
}

function stamp(time: Date, language: SampleLanguage): Markup {
  return html`<time datetime="${time.toISOString()}">${printed(time, language)}</time>`;
}

function teaser(
  language: SampleLanguage,
  { entry, head }: { entry: Published; head: SampleHead },
  large = false,
): Markup {
  const picture = leadPicture(entry.bodies[language] ?? '');
  return html`<article class="teaser${large ? ' teaser-large' : ''}">
${picture === null ? '' : html`<a class="teaser-picture" href="${articlePath(language, entry.article)}" tabindex="-1" aria-hidden="true"><img src="${picture}" alt="" loading="lazy"></a>`}
<p class="kicker">${head.kicker ?? WORDS[language].sections[entry.article.section]}</p>
<h2><a href="${articlePath(language, entry.article)}">${head.headline}</a></h2>
<p>${head.teaser}</p>
<p class="meta">${bylineText(entry.article.authors, language)} · ${stamp(entry.publishedAt, language)}</p>
</article>`;
}

/** The front page of a language. */
export function frontPage(paper: Paper, language: SampleLanguage): Promise<string> {
  const words = WORDS[language];
  const [first, ...others] = readable(paper, language).slice(0, LISTED);
  return layout(paper.origin, {
    language,
    title: `${words.paper} – ${words.motto}`,
    description: words.motto,
    path: frontPath(language),
    alternates: SAMPLE_LANGUAGES.map((each) => ({ language: each, address: paper.origin + frontPath(each) })),
    main: html`<h1 class="hidden">${words.latest}</h1>
${first === undefined ? '' : teaser(language, first, true)}
<div class="grid">${others.map((each) => teaser(language, each))}</div>`,
  });
}

/** The page of a section. */
export function sectionPage(paper: Paper, language: SampleLanguage, section: Section): Promise<string> {
  const words = WORDS[language];
  const inSection = readable(paper, language).filter(({ entry }) => entry.article.section === section);
  const found = inSection.slice(0, LISTED);
  return layout(paper.origin, {
    language,
    title: `${words.sections[section]} – ${words.paper}`,
    description: words.motto,
    path: sectionPath(language, section),
    current: section,
    alternates: SAMPLE_LANGUAGES.map((each) => ({
      language: each,
      address: paper.origin + sectionPath(each, section),
    })),
    main: html`<h1>${words.sections[section]}</h1><div class="grid">${found.map((each) => teaser(language, each))}</div>`,
  });
}

function jsonLd(paper: Paper, language: SampleLanguage, entry: Published, head: SampleHead): Record<string, unknown> {
  const picture = leadPicture(entry.bodies[language] ?? '');
  return {
    '@context': 'https://schema.org',
    '@type': 'NewsArticle',
    mainEntityOfPage: paper.origin + articlePath(language, entry.article),
    headline: head.headline,
    ...(head.kicker === undefined ? {} : { alternativeHeadline: head.kicker }),
    description: head.teaser,
    datePublished: entry.publishedAt.toISOString(),
    dateModified: entry.modifiedAt.toISOString(),
    author: bylinesOf(entry.article.authors, language).map((name) => ({ '@type': 'Person', name })),
    articleSection: rubrics(entry, language),
    inLanguage: language,
    isAccessibleForFree: true,
    ...(picture === null ? {} : { image: [paper.origin + picture] }),
    publisher: {
      '@type': 'NewsMediaOrganization',
      name: WORDS[language].paper,
      url: paper.origin + frontPath(language),
    },
  };
}

/** The sections an article is filed under, in the words of a language; further rubrics only in German. */
export function rubrics({ article }: Published, language: SampleLanguage): string[] {
  return [WORDS[language].sections[article.section], ...(language === 'de' ? article.tags : [])];
}

/** The page of an article that can be read. */
export function articlePage(
  paper: Paper,
  language: SampleLanguage,
  entry: Published,
  head: SampleHead,
): Promise<string> {
  const words = WORDS[language];
  const { article } = entry;
  const related = readable(paper, language).filter((each) => each.entry !== entry);
  const near = related.filter((each) => each.entry.article.section === article.section).slice(0, 2);
  const far = related.filter((each) => !near.includes(each)).slice(0, 3);
  const others = languagesOf(article).filter((each) => each !== language);
  const address = paper.origin + articlePath(language, article);
  const newsletter = String(html`<aside class="newsletter"><h3>${words.newsletter}</h3><p>${words.newsletterText}</p>
<form action="/newsletter" method="post"><input type="email" name="address" aria-label="${words.yourAddress}" placeholder="${words.yourAddress}"><button>${words.subscribe}</button></form></aside>`);
  const body = bodyWithNotes(entry, language).replace('<h2>', () => `${newsletter}\n<h2>`);
  return layout(paper.origin, {
    language,
    title: `${head.headline} – ${words.paper}`,
    description: head.teaser,
    path: articlePath(language, article),
    current: article.section,
    picture: leadPicture(entry.bodies[language] ?? ''),
    jsonLd: jsonLd(paper, language, entry, head),
    alternates: languagesOf(article).map((each) => ({
      language: each,
      address: paper.origin + articlePath(each, article),
    })),
    main: html`<article class="story">
<nav class="crumbs"><a href="${frontPath(language)}">${words.home}</a> › <a href="${sectionPath(language, article.section)}">${words.sections[article.section]}</a></nav>
<header>
${head.kicker === undefined ? '' : html`<p class="kicker">${head.kicker}</p>`}
<h1>${head.headline}</h1>
<p class="byline">${words.by} <span class="author">${bylineText(article.authors, language)}</span> · ${stamp(entry.publishedAt, language)}
${entry.state === 'corrected' ? html` · ${words.updated} ${stamp(entry.modifiedAt, language)}` : ''}</p>
<ul class="share" aria-label="${words.share}"><li><a href="mailto:?subject=${encodeURIComponent(head.headline)}&amp;body=${encodeURIComponent(address)}">${words.byMail}</a></li><li><button type="button" data-copy="${address}">${words.copyLink}</button></li></ul>
${others.length === 0 ? '' : html`<p class="languages">${words.alsoIn}: ${others.map((each) => html` <a href="${articlePath(each, article)}" hreflang="${each}" lang="${each}">${WORDS[each].autonym}</a>`)}</p>`}
</header>
<div class="article-body">
${raw(body)}
</div>
</article>
<aside class="related">
<h2>${words.more}: ${words.sections[article.section]}</h2>
<ul>${near.map((each) => html`<li><a href="${articlePath(language, each.entry.article)}">${each.head.headline}</a></li>`)}</ul>
<h2>${words.related}</h2>
<div class="grid">${far.map((each) => teaser(language, each))}</div>
</aside>`,
  });
}

/** The page in the place of an article that was taken back; answered with 410. */
export function withdrawnPage(paper: Paper, language: SampleLanguage, entry: Published): Promise<string> {
  const words = WORDS[language];
  return layout(paper.origin, {
    language,
    title: `${words.withdrawn} – ${words.paper}`,
    description: words.withdrawnLead,
    path: articlePath(language, entry.article),
    noIndex: true,
    alternates: [],
    main: html`<article class="story"><h1>${words.withdrawn}</h1><p class="lead">${words.withdrawnLead}</p>
<p class="withdrawal-reason">${withdrawalReason(entry.article, language)}</p><p class="meta">${stamp(entry.modifiedAt, language)}</p></article>`,
  });
}

/** The page for an address that never existed; answered with 404. */
export function missingPage(paper: Paper, language: SampleLanguage): Promise<string> {
  const words = WORDS[language];
  return layout(paper.origin, {
    language,
    title: `404 – ${words.paper}`,
    description: words.notFound,
    path: frontPath(language),
    noIndex: true,
    alternates: [],
    main: html`<h1>404</h1><p>${words.notFound} <a href="${frontPath(language)}">${words.home}</a></p>`,
  });
}

/** The imprint: says, in German and English, that the paper is made up. */
export function imprintPage(paper: Paper): Promise<string> {
  const words = WORDS.de;
  return layout(paper.origin, {
    language: 'de',
    title: `${words.imprint} – ${words.paper}`,
    description: words.motto,
    path: IMPRINT_PATH,
    alternates: [],
    main: html`<article class="story"><h1>${words.imprint}</h1>
<p>Der Lanmünder Bote ist eine erfundene Zeitung in einer erfundenen Stadt. Alle Personen, Orte und Ereignisse sind ausgedacht; Texte und Bilder gehören zum Programm Tamizdat und stehen unter dessen Lizenz.</p>
<p lang="en">The Lanmünde Messenger is an invented newspaper in an invented town. All persons, places and events are made up; texts and pictures are part of the program Tamizdat, under its licence.</p>
<h2>${words.privacy}</h2><p>Diese Seite setzt keine Cookies, auch wenn ihr Banner es behauptet. <span lang="en">This site sets no cookies, whatever its banner says.</span></p></article>`,
  });
}
