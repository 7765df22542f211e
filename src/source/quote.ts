import { type Inline, plainText } from '../article/index.ts';
import type { DraftBlock } from './draft.ts';
import { dropStart, flatten, linesOf, unwrap } from './flatten.ts';
import type { Place } from './place.ts';

const DASH = /^[\s\u00a0]*[—–―-]{1,2}[\s\u00a0]*(?=\S)/u;
/** Longer than any name with its office: then a dash opens direct speech, as in Russian. */
const MAX_ATTRIBUTION = 120;

/** Who said it, without the dash before the name. */
export function attributionOf(content: readonly Inline[]): readonly Inline[] {
  const dash = DASH.exec(plainText(content))?.[0].length ?? 0;
  return unwrap(dropStart(content, dash), 'emphasis');
}

function ownAttribution(element: Element): Element | null {
  const last = [...element.children].filter((child) => child.localName !== 'br').at(-1);
  if (last === undefined) return null;
  if (last.localName === 'footer' || last.localName === 'cite' || last.localName === 'figcaption') return last;
  // `<p><cite>Name</cite></p>` at the end; a cite inside a sentence names a work.
  const only = last.children.length === 1 ? last.children[0] : undefined;
  const isAlone =
    only?.localName === 'cite' && (last.textContent ?? '').trim().replace(DASH, '') === only.textContent?.trim();
  return isAlone && element.children.length > 1 ? last : null;
}

/**
 * A quote: its paragraphs, and who said it, taken from a closing `footer`, `cite` or `figcaption`, or from a short last
 * paragraph that opens with a dash. `around` is an attribution that stands outside, in a figure's caption.
 */
export function quoteOf(element: Element, place: Place, around?: readonly Inline[]): DraftBlock[] {
  const named = ownAttribution(element);
  const at = { ...place, lead: false };
  const blocks = at.blocksOf(
    [...element.childNodes].filter((node) => node !== named),
    at,
  );
  const media = flatten(blocks).media;
  const paragraphs = blocks.flatMap(linesOf);
  let attribution = around;
  if (named !== null) attribution = flatten(at.blocksOf(named.childNodes, at)).content;
  else if (attribution === undefined && paragraphs.length > 1) {
    const last = paragraphs.at(-1) ?? [];
    const text = plainText(last);
    if (DASH.test(text) && text.length <= MAX_ATTRIBUTION) attribution = paragraphs.pop();
  }
  if (paragraphs.length === 0) {
    return attribution === undefined ? media : [{ type: 'paragraph', content: attribution }, ...media];
  }
  const who = attributionOf(attribution ?? []);
  return [{ type: 'quote', paragraphs, ...(who.length > 0 && { attribution: who }) }, ...media];
}
