import type { AtomFeed, JsonFeed, RdfFeed, RssFeed } from 'feedsmith';
import type { MediaFields } from './feed-media.ts';

/** Everything of an item before it is cleaned; what is empty is dropped. */
export interface RawItem extends MediaFields {
  readonly id?: string | undefined;
  readonly links: readonly (string | undefined)[];
  readonly title?: string | undefined;
  readonly languages: readonly (string | undefined)[];
  readonly content?: string | undefined;
  readonly summary?: string | undefined;
  readonly published: readonly (string | undefined)[];
  readonly modified: readonly (string | undefined)[];
  readonly authors: readonly (string | undefined)[];
  readonly sections: readonly (string | undefined)[];
  readonly alternates?: readonly { readonly href?: string; readonly rel?: string; readonly hreflang?: string }[];
}

/** Text as HTML, where a format has a field for text without markup. */
function asHtml(text: string): string {
  const escaped = text.replace(/[&<>]/g, (sign) => (sign === '&' ? '&amp;' : sign === '<' ? '&lt;' : '&gt;'));
  return `<p>${escaped.replace(/\r?\n\s*\r?\n/g, '</p><p>').replace(/\r?\n/g, '<br>')}</p>`;
}

/** An item of RSS 0.9x or 2.0. */
export function fromRss(item: RssFeed.Item<string>): RawItem {
  const permalink = item.guid?.isPermaLink === false ? undefined : item.guid?.value;
  // Many feeds put the full text into the description; how long it is decides later.
  const encoded = item.content?.encoded ?? item.atom?.content?.value;
  return {
    id: item.guid?.value ?? item.atom?.id,
    links: [item.link, ...(item.atom?.links ?? []).filter(isPage).map((link) => link.href), permalink],
    title: item.title ?? item.dc?.titles?.[0],
    languages: [item.xml?.lang, item.dc?.languages?.[0]],
    content: encoded ?? item.description,
    summary: encoded === undefined ? undefined : item.description,
    published: [
      item.pubDate,
      item.dcterms?.issued?.[0],
      item.dcterms?.created?.[0],
      item.dc?.dates?.[0],
      item.atom?.published,
    ],
    modified: [item.atom?.updated, item.dcterms?.modified?.[0]],
    authors: [...(item.dc?.creators ?? []), ...(item.authors ?? []).map((author) => author.name ?? author.email)],
    sections: [...(item.categories ?? []).map((category) => category.name), ...(item.dc?.subjects ?? [])],
    alternates: item.atom?.links ?? [],
    media: item.media,
    enclosures: item.enclosures,
  };
}

function isPage(link: { readonly rel?: string; readonly hreflang?: string }): boolean {
  return (link.rel ?? 'alternate') === 'alternate' && link.hreflang === undefined;
}

function textOfAtom(text: { readonly value?: string; readonly type?: string } | undefined): string | undefined {
  if (text?.value === undefined) return undefined;
  const type = text.type ?? 'text';
  return type === 'text' || type === 'text/plain' ? asHtml(text.value) : text.value;
}

/** An entry of Atom. */
export function fromAtom(entry: AtomFeed.Entry<string>, feedAuthors: readonly (string | undefined)[]): RawItem {
  const links = entry.links ?? [];
  const page = links.find((link) => isPage(link) && /html|^$/.test(link.type ?? '')) ?? links.find(isPage);
  // An entry may list itself among its languages; then that is its page.
  const own = links.find((link) => (link.rel ?? 'alternate') === 'alternate');
  const authors = (entry.authors ?? []).map((author) => author.name);
  return {
    id: entry.id,
    links: [page?.href, own?.href, entry.content?.src],
    title:
      entry.title?.type === 'html' || entry.title?.type === 'xhtml'
        ? entry.title.value
        : asHtml(entry.title?.value ?? ''),
    languages: [entry.content?.xml?.lang, entry.xml?.lang, entry.dc?.languages?.[0]],
    content: textOfAtom(entry.content),
    summary: textOfAtom(entry.summary),
    published: [entry.published, entry.dcterms?.issued?.[0], entry.dc?.dates?.[0], entry.updated],
    modified: [entry.updated],
    authors: [...(authors.length > 0 ? authors : feedAuthors), ...(entry.dc?.creators ?? [])],
    sections: (entry.categories ?? []).map((category) => category.label ?? category.term),
    alternates: links,
    media: entry.media,
    enclosures: links.filter((link) => link.rel === 'enclosure').map((link) => ({ url: link.href, type: link.type })),
  };
}

/** An item of RSS 1.0. */
export function fromRdf(item: RdfFeed.Item<string>): RawItem {
  return {
    id: item.rdf?.about ?? item.dc?.identifiers?.[0],
    links: [item.link, item.rdf?.about],
    title: item.title,
    languages: [item.xml?.lang, item.dc?.languages?.[0]],
    content: item.content?.encoded ?? item.description,
    summary: item.content?.encoded === undefined ? undefined : item.description,
    published: [item.dc?.dates?.[0], item.dcterms?.issued?.[0]],
    modified: [item.dcterms?.modified?.[0]],
    authors: item.dc?.creators ?? [],
    sections: item.dc?.subjects ?? [],
    alternates: item.atom?.links ?? [],
    media: item.media,
  };
}

/** An item of a JSON Feed. */
export function fromJson(item: JsonFeed.Item<string>, feedAuthors: readonly (string | undefined)[]): RawItem {
  const authors = (item.authors ?? []).map((author) => author.name);
  const picture = item.image ?? item.banner_image;
  return {
    id: item.id === undefined ? undefined : String(item.id),
    links: [item.url, item.external_url],
    title: asHtml(item.title ?? ''),
    languages: [item.language],
    content: item.content_html ?? (item.content_text === undefined ? undefined : asHtml(item.content_text)),
    summary: item.summary === undefined ? undefined : asHtml(item.summary),
    published: [item.date_published],
    modified: [item.date_modified],
    authors: authors.length > 0 ? authors : feedAuthors,
    sections: item.tags ?? [],
    enclosures: [
      ...(picture === undefined ? [] : [{ url: picture, type: 'image/*' }]),
      ...(item.attachments ?? []).map((each) => ({ url: each.url, type: each.mime_type })),
    ],
  };
}
