import { parseMoment } from './dates.ts';
import { shownText } from './html-tree.ts';

/** What a page says of its article in JSON-LD (schema.org NewsArticle and its kin). */
export interface ArticleData {
  readonly headline?: string;
  readonly alternativeHeadline?: string;
  readonly language?: string;
  readonly publishedAt?: string;
  readonly modifiedAt?: string;
  readonly authors: readonly string[];
  readonly sections: readonly string[];
  /** Plain text of the whole article; few pages have it. */
  readonly text?: string;
  /** True when the page says that it shows only a part to people who do not pay. */
  readonly isRestricted: boolean;
}

type Json = Readonly<Record<string, unknown>>;

const ARTICLE =
  /^(?:https?:\/\/schema\.org\/)?(?:\w*NewsArticle|Article|BlogPosting|LiveBlogPosting|Report|\w*Article)$/;
const MAX_CHARACTERS = 2_000_000;
const MAX_NODES = 2_000;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listed(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function textIn(value: unknown): string | undefined {
  const [first] = listed(value);
  const text = isObject(first) ? first['@value'] : first;
  const shown = typeof text === 'string' ? shownText(text) : '';
  return shown === '' ? undefined : shown;
}

function namesIn(value: unknown): string[] {
  return listed(value).flatMap((each) => textIn(isObject(each) ? each.name : each) ?? []);
}

/** Objects of a JSON-LD block, those in `@graph` and `mainEntity` too; breadth first, bounded. */
function objectsIn(value: unknown): Json[] {
  const found: Json[] = [];
  const queue: unknown[] = [value];
  for (let at = 0; at < queue.length && at < MAX_NODES; at += 1) {
    const each = queue[at];
    if (Array.isArray(each)) queue.push(...each.slice(0, MAX_NODES));
    else if (isObject(each)) {
      found.push(each);
      queue.push(each['@graph'], each.mainEntity, each.hasPart);
    }
  }
  return found;
}

function isArticle(node: Json): boolean {
  return listed(node['@type']).some((type) => typeof type === 'string' && ARTICLE.test(type));
}

function readArticle(node: Json): ArticleData {
  const headline = textIn(node.headline) ?? textIn(node.name);
  const alternative = textIn(node.alternativeHeadline);
  const language = textIn(isObject(node.inLanguage) ? node.inLanguage.alternateName : node.inLanguage);
  const publishedAt = parseMoment(textIn(node.datePublished));
  const modifiedAt = parseMoment(textIn(node.dateModified));
  const text = typeof node.articleBody === 'string' && node.articleBody.trim() !== '' ? node.articleBody : undefined;
  return {
    ...(headline !== undefined && { headline }),
    ...(alternative !== undefined && { alternativeHeadline: alternative }),
    ...(language !== undefined && { language }),
    ...(publishedAt !== null && { publishedAt }),
    ...(modifiedAt !== null && { modifiedAt }),
    authors: namesIn(node.author),
    sections: namesIn(node.articleSection),
    ...(text !== undefined && { text }),
    isRestricted: node.isAccessibleForFree === false || /^false$/i.test(String(node.isAccessibleForFree)),
  };
}

/** The first article in the JSON-LD blocks of a page, or null. Blocks that are not JSON are passed over. */
export function articleDataOf(document: Document): ArticleData | null {
  for (const script of document.querySelectorAll('script[type="application/ld+json"]')) {
    const text = script.textContent ?? '';
    if (text.length > MAX_CHARACTERS) continue;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      continue;
    }
    const node = objectsIn(value).find(isArticle);
    if (node !== undefined) return readArticle(node);
  }
  return null;
}
