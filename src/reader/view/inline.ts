import type { Inline } from '../../article/index.ts';
import { type Child, element } from './dom.ts';
import { showAddress } from './format.ts';
import { inLanguage, type Scene } from './scene.ts';

const TAGS = { strong: 'strong', emphasis: 'em', subscript: 'sub', superscript: 'sup' } as const;

/** The host of an address without its `www.`; empty when it is no address. A link element never throws. */
const siteOf = (href: string): string => element('a', { href }).hostname.replace(/^www\./, '');

/** Whether two addresses are of one site, as far as can be told without a list of all suffixes. */
function isSameSite(a: string, b: string): boolean {
  const [one, other] = [`.${siteOf(a)}`, `.${siteOf(b)}`];
  return one.endsWith(other) || other.endsWith(one);
}

/**
 * A run of text. Links leave the app, say so, and tell the other site nothing about where they were followed. The
 * newsroom's own site is blocked where this is read, and asking for it is what gives somebody away: its address is text.
 */
export function drawInlines(content: readonly Inline[], scene: Scene): Child[] {
  const { words, language, session } = scene;
  return content.map((inline) => {
    if (inline.type === 'text') return inline.text;
    if (inline.type === 'break') return element('br');
    const inner = drawInlines(inline.content, scene);
    if (inline.type === 'foreign') {
      return element('span', { lang: inline.language, dir: inline.direction }, ...inner);
    }
    if (inline.type !== 'link') return element(TAGS[inline.type], {}, ...inner);
    // The parser admits http and https only; an address that came some other way is text.
    if (!/^https?:\/\//.test(inline.address)) return element('span', {}, ...inner);
    if (isSameSite(inline.address, session.card.home)) {
      const address = element('bdi', { dir: 'ltr' }, showAddress(inline.address));
      const note = element('small', { ...inLanguage(language), class: 'quiet' }, address, ` · ${words.ownSite}`);
      return element('span', { class: 'own-site' }, ...inner, ' (', note, ')');
    }
    return element(
      'a',
      { href: inline.address, target: '_blank', rel: 'external noreferrer noopener', title: words.leaves },
      ...inner,
    );
  });
}
