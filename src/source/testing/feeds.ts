/** One item of a test feed; what is absent is left out. */
export interface TestItem {
  readonly guid?: string;
  readonly title?: string;
  readonly link?: string;
  readonly date?: string;
  readonly updated?: string;
  readonly html?: string;
  readonly teaser?: string;
  readonly alternates?: Readonly<Record<string, string>>;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

function itemXml({ guid, title, link, date, updated, html, teaser, alternates = {} }: TestItem): string {
  const element = (name: string, text: string | undefined): string =>
    text === undefined ? '' : `<${name}>${escaped(text)}</${name}>`;
  const links = Object.entries(alternates).map(
    ([language, address]) => `<atom:link rel="alternate" hreflang="${language}" href="${escaped(address)}"/>`,
  );
  const id = guid === undefined ? '' : `<guid isPermaLink="false">${escaped(guid)}</guid>`;
  return `<item>${id}${element('title', title)}${element('link', link)}${element('pubDate', date)}${element('atom:updated', updated)}${element('description', teaser)}${html === undefined ? '' : `<content:encoded><![CDATA[${html}]]></content:encoded>`}${links.join('')}</item>`;
}

/** An RSS feed as a newsroom's system writes it; `rest` goes after the items. */
export function rssOf(items: readonly TestItem[], language: string | null = 'en', rest = ''): string {
  return `<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:at="http://purl.org/atompub/tombstones/1.0"><channel><title>The Courier</title><link>https://courier.example/</link>${language === null ? '' : `<language>${language}</language>`}${items.map(itemXml).join('')}${rest}</channel></rss>`;
}

/** Words enough for a text that nobody takes for a teaser. */
export function text(about: string, sentences = 12): string {
  return `<p>${`The council met about ${about} and talked until it was dark outside. `.repeat(sentences)}</p>`;
}

/** An article page around a text. */
export function pageOf(headline: string, html: string, head = ''): string {
  return `<!doctype html><html lang="en"><head><title>${headline} | The Courier</title>${head}</head><body><nav><a href="/">Home</a></nav><main><article><h1>${headline}</h1><div class="article-body">${html}</div></article></main><footer>Imprint</footer></body></html>`;
}
