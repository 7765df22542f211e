import { Readability } from '@mozilla/readability';
import { normaliseBlocks, normaliseInlines } from '../article/index.ts';
import { blocksFromNode, textLength } from './blocks.ts';
import type { DraftBlock } from './draft.ts';
import { parseTree, shownText } from './html-tree.ts';
import { isJunk, wordsOf } from './junk.ts';
import { type BlocksContext, isLead } from './place.ts';

/** Elements newsroom systems mark as the text itself, best first. */
const BODIES = [
  '[itemprop~="articleBody"]',
  '[data-component="article-body"], [data-article-body], [data-testid="article-body"]',
  '.article-body, .article__body, .articleBody, .article-content, .article__content, .story-body, .story__body',
  '.entry-content, .post-content, .post-body, .gh-content, .e-content, .node__content, .field--name-body',
];

/** Readability visits every element many times; a page larger than this is left to the other candidates. */
const MAX_ELEMENTS = 20_000;
/** A marked body must hold this share of what Readability finds, or it is a teaser of something. */
const ENOUGH = 0.5;
/** Shorter than this, what is found beside an empty marked text is what stands around it. */
const MIN_UNMARKED = 400;
const MIN_LEAD = 40;
const MAX_LEAD = 1_500;

/** What Readability takes for the article; null when it finds none. Works on a tree of its own: it takes it apart. */
function readable(html: string, context: BlocksContext): DraftBlock[] | null {
  try {
    const document = parseTree(html, context.name);
    // Readability would resolve addresses against a base that may not be believed; ours are resolved later.
    for (const base of document.querySelectorAll('base')) base.remove();
    const reader = new Readability<Element>(document, {
      serializer: (node) => node as Element,
      maxElemsToParse: MAX_ELEMENTS,
      keepClasses: true,
      charThreshold: 200,
      disableJSONLD: true,
    });
    const found = reader.parse()?.content;
    return found === undefined || found === null ? null : blocksFromNode(found, context);
  } catch {
    // Any fault of a heuristic means that it has no opinion; the other candidates are asked.
    return null;
  }
}

/** The element that holds the marked text: of several, the one with most of it. */
function markedBody(document: Document): Element | null {
  for (const selector of BODIES) {
    const found = [...document.querySelectorAll(selector)];
    // Pieces of one text, as when advertisements stand between them: what holds all of them.
    const parent = found[0]?.parentElement ?? null;
    const isCut = found.length > 1 && found.every((each) => each.parentElement === parent);
    if (isCut && parent !== null && parent.localName === 'article') return parent;
    const [longest] = found.toSorted((a, b) => shownText(b.textContent).length - shownText(a.textContent).length);
    if (longest !== undefined) return longest;
  }
  return null;
}

function longestOf(document: Document, selector: string): Element | null {
  const found = [...document.querySelectorAll(selector)];
  return found.toSorted((a, b) => shownText(b.textContent).length - shownText(a.textContent).length)[0] ?? null;
}

/** A lead and a picture that stand before the marked text, in the head of the article. */
function headOf(body: Element, context: BlocksContext): DraftBlock[] {
  const around = body.closest('article') ?? body.closest('main');
  if (around === null || around === body) return [];
  // By the order of the list, because this tree's compareDocumentPosition compares depths.
  const all = [...around.querySelectorAll('*')];
  const before = all.slice(0, all.indexOf(body)).filter((each) => !each.contains(body));
  const total = shownText(around.textContent).length;
  const inJunk = (each: Element): boolean => {
    for (let at: Element | null = each; at !== null && at !== around; at = at.parentElement) {
      if (isJunk(at, total)) return true;
    }
    return false;
  };
  const lead = before.find((each) => {
    if (each.localName !== 'p' && each.localName !== 'div') return false;
    const length = shownText(each.textContent).length;
    return isLead(wordsOf(each)) && length >= MIN_LEAD && length <= MAX_LEAD && !inJunk(each);
  });
  const figure = before.find((each) => each.localName === 'figure' && !inJunk(each));
  const leads = lead === undefined ? [] : blocksFromNode(lead, context).filter((block) => 'content' in block);
  const wrapper = figure?.ownerDocument.createElement('div');
  if (figure !== undefined) wrapper?.append(figure.cloneNode(true));
  const pictures = wrapper === undefined ? [] : blocksFromNode(wrapper, context);
  return [
    ...pictures.filter((block) => block.type === 'picture' || block.type === 'video'),
    ...leads.map((block): DraftBlock => (block.type === 'paragraph' ? { ...block, type: 'lead' } : block)),
  ];
}

/** Puts the head before a text that does not repeat it. */
function withHead(head: readonly DraftBlock[], body: readonly DraftBlock[]): DraftBlock[] {
  const texts = new Set(body.map((block) => ('content' in block ? JSON.stringify(block.content) : '')));
  const addresses = new Set(body.map((block) => ('address' in block ? block.address : '')));
  const hasLead = body.some((block) => block.type === 'lead');
  const own = head.filter((block) => {
    if ('address' in block) return !addresses.has(block.address);
    return !hasLead && 'content' in block && !texts.has(JSON.stringify(block.content));
  });
  return [...own, ...body];
}

/** Plain text with empty lines between paragraphs, as JSON-LD has it. */
function fromPlainText(text: string): DraftBlock[] {
  const paragraphs = text.includes('\n\n') ? text.split(/\n\s*\n/) : text.split('\n');
  return normaliseBlocks(
    paragraphs.map((each): DraftBlock => {
      return { type: 'paragraph', content: normaliseInlines([{ type: 'text', text: shownText(each) }]) };
    }),
  );
}

/**
 * The text of an article page, without what stands around it. Several readings are made and the longest honest one is
 * taken: the element the page marks as its text, unless Readability finds twice as much; else what Readability finds;
 * else the largest `<article>` or `<main>`; and the text in JSON-LD when no reading comes near it.
 */
export function pageBlocks(
  html: string,
  document: Document,
  context: BlocksContext,
  structuredText: string | undefined,
): DraftBlock[] {
  const found = readable(html, context) ?? [];
  const foundLength = textLength(found);
  const body = markedBody(document);
  const marked = body === null ? [] : withHead(headOf(body, context), blocksFromNode(body, context));
  let best = found;
  if (body !== null && textLength(marked) === 0 && foundLength < MIN_UNMARKED) best = [];
  else if (textLength(marked) > 0 && textLength(marked) >= foundLength * ENOUGH) best = marked;
  else {
    const article = longestOf(document, 'article') ?? longestOf(document, 'main, [role="main"]');
    const whole = article === null ? [] : blocksFromNode(article, context);
    // Readability drops paragraphs on some sites; an article element that holds twice as much is believed.
    if (foundLength < textLength(whole) * ENOUGH) best = whole;
  }
  const structured = structuredText === undefined ? [] : fromPlainText(structuredText);
  return textLength(best) < textLength(structured) * ENOUGH ? structured : best;
}
