import { type Inline, normaliseInlines, normaliseLine, plainText } from '../article/index.ts';
import type { DraftBlock } from './draft.ts';
import { flatten } from './flatten.ts';
import { isCredit, splitCredit } from './html-media.ts';
import { shownText } from './html-tree.ts';
import { wordsOf } from './junk.ts';
import type { Place } from './place.ts';
import { quoteOf } from './quote.ts';

interface Caption {
  readonly caption?: readonly Inline[];
  readonly credit?: string;
}

function captionElements(figure: Element): Element[] {
  const captions = [...figure.querySelectorAll('figcaption')].filter((each) => each.closest('figure') === figure);
  if (captions.length > 0) return captions;
  // WordPress before figures, and systems that name the class only.
  return [...figure.querySelectorAll('p, div, span, dd, small')].filter((each) => {
    const words = wordsOf(each);
    return words.includes('caption') && each.querySelector('img, video, table, blockquote') === null;
  });
}

/** Caption and credit of a figure: credits in elements of their own first, then at the end of the text. */
function readCaption(elements: readonly Element[], figure: Element, place: Place): Caption {
  const credits = [...figure.querySelectorAll('*')].filter(
    (each) => isCredit(each) && each.querySelector('img, video, figcaption') === null && !elements.includes(each),
  );
  // The outermost one only: a credit is often wrapped twice.
  const outer = credits.filter((each) => !credits.some((other) => other !== each && other.contains(each)));
  const spoken = outer.map((each) => normaliseLine(shownText(each.textContent))).filter((each) => each !== '');
  const nodes = elements.flatMap((each) => place.blocksOf(withoutAll(each, outer), place));
  const text = flatten(nodes).content;
  const { caption, credit } = spoken.length > 0 ? { caption: text } : splitCredit(text);
  const who = spoken.length > 0 ? [...new Set(spoken)].join(', ') : credit;
  const normal = normaliseInlines(trimEnd(caption));
  return {
    ...(normal.length > 0 && { caption: normal }),
    ...(who !== undefined && { credit: stripBrackets(who) }),
  };
}

/** Children of an element as they would be without some elements inside it. The tree itself stays as it is. */
function withoutAll(element: Element, left: readonly Element[]): Node[] {
  if (!left.some((each) => element.contains(each))) return [...element.childNodes];
  return [...element.childNodes].flatMap((node): Node[] => {
    if (left.some((each) => each === node)) return [];
    if (!left.some((each) => node.contains(each))) return [node];
    return withoutAll(node as Element, left);
  });
}

function trimEnd(content: readonly Inline[]): readonly Inline[] {
  const last = content.at(-1);
  if (last?.type !== 'text') return content;
  return [...content.slice(0, -1), { type: 'text', text: last.text.replace(/[\s|/–—(]+$/u, '') }];
}

function stripBrackets(credit: string): string {
  return /^\([^()]*\)$/.test(credit) || /^\[[^[\]]*\]$/.test(credit) ? credit.slice(1, -1).trim() : credit;
}

function withCaption(blocks: readonly DraftBlock[], own: Caption): DraftBlock[] {
  const media = blocks.filter((block) => block.type === 'picture' || block.type === 'video');
  // One caption under several pictures is about all of them; it stands under the last, or after it when each has its own.
  const target = media.at(-1);
  if (own.caption !== undefined && target?.caption !== undefined) {
    const said: DraftBlock = { type: 'paragraph', content: own.caption };
    return [...withCaption(blocks, own.credit === undefined ? {} : { credit: own.credit }), said];
  }
  return blocks.map((block) => (block === target ? ({ ...block, ...own } as DraftBlock) : block));
}

/** A figure: pictures or a video with caption and credit, a quote with its source, a table with its title. */
export function figureOf(figure: Element, place: Place): DraftBlock[] {
  const at = { ...place, lead: false };
  const captions = captionElements(figure);
  const own = readCaption(captions, figure, at);
  const quote = figure.querySelector('blockquote');
  if (quote !== null && figure.querySelector('img, video, figure') === null) return quoteOf(quote, at, own.caption);

  const credits = [...figure.querySelectorAll('*')].filter(
    (each) => isCredit(each) && each.querySelector('img') === null,
  );
  const blocks = at.blocksOf(withoutAll(figure, [...captions, ...credits]), at);
  if (blocks.some((block) => block.type === 'picture' || block.type === 'video')) return withCaption(blocks, own);

  const table = blocks.findIndex((block) => block.type === 'table');
  if (table >= 0 && own.caption !== undefined) {
    return blocks.map((block, index) =>
      index === table && block.type === 'table' ? { ...block, caption: block.caption ?? own.caption ?? [] } : block,
    );
  }
  // Embeds and whatever else: the caption says more than the link.
  const said = own.caption === undefined || plainText(own.caption) === '' ? [] : [own.caption];
  return [...blocks, ...said.map((content) => ({ type: 'paragraph', content }) as const)];
}
