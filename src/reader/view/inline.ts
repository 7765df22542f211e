import type { Inline } from '../../article/index.ts';
import type { Words } from '../words/words.ts';
import { type Child, element } from './dom.ts';

const TAGS = { strong: 'strong', emphasis: 'em', subscript: 'sub', superscript: 'sup' } as const;

/** A run of text. Links leave the app, say so, and tell the other site nothing about where they were followed. */
export function drawInlines(content: readonly Inline[], words: Words): Child[] {
  return content.map((inline) => {
    if (inline.type === 'text') return inline.text;
    if (inline.type === 'break') return element('br');
    const inner = drawInlines(inline.content, words);
    if (inline.type === 'foreign') {
      return element('span', { lang: inline.language, dir: inline.direction }, ...inner);
    }
    if (inline.type !== 'link') return element(TAGS[inline.type], {}, ...inner);
    // The parser admits http and https only; an address that came some other way is text.
    if (!/^https?:\/\//.test(inline.address)) return element('span', {}, ...inner);
    return element(
      'a',
      { href: inline.address, target: '_blank', rel: 'external noreferrer noopener', title: words.leaves },
      ...inner,
    );
  });
}
