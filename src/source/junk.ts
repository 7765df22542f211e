import { shownText } from './html-tree.ts';

/** Elements whose content is never text of an article. */
const NEVER = new Set(
  'script style template head title meta link base frame frameset noframes applet param datalist svg math canvas map area dialog del s strike'.split(
    ' ',
  ),
);

/** What WordPress shows, in pages and feeds, in place of a text that wants a password. Often all there is. */
export const PASSWORD_FORM = 'form.post-password-form';

/**
 * Parts of a WordPress page that its system puts around a text and an author cannot put into one. Never text, even when
 * the text itself is empty and they are most of the page.
 */
const AROUND = ['template-part', 'comments', 'post-author', 'post-date', 'post-terms', 'post-navigation-link']
  .map((name) => `.wp-block-${name}`)
  .join(', ');

/** Elements that are furniture, unless most of the text turns out to stand in them. */
const FURNITURE = new Set('nav footer form button input select textarea option label menu search'.split(' '));

const JUNK_ROLES = new Set('navigation banner search contentinfo dialog alertdialog menu toolbar form'.split(' '));

/** Words of class names and ids that mark furniture. Whole words: `ad` is one, `shadow` is not. */
const JUNK_WORDS = new Set(
  `ad ads adslot advert advertisement anzeige werbung sponsored sponsor promo promotion outbrain taboola
  share shares sharing social sharedaddy addtoany socials sharebar
  related relatedposts recommended recommendations readmore morelinks crosslinks seealso mostread trending
  newsletter subscribe signup paywall paywalled cookie cookies consent gdpr cmp
  comment comments disqus discussion respond reactions
  breadcrumb breadcrumbs crumbs pagination pager paging navigation navbar nav menu skip skiplink toolbar sidebar
  byline byliner authorbox bio dateline timestamp postmeta tags taglist tagcloud
  feedflare wpcnt polls poll rating ratings print printfriendly audioplayer tts
  languages langswitch hreflang
  kicker overline dachzeile eyebrow roofline topline`.split(/\s+/),
);

/** The words of an element's class and id: `jp-relatedposts`, `shareBar` and `post__share` are all taken apart. */
export function wordsOf(element: Element): string[] {
  const names = `${element.getAttribute('class') ?? ''} ${element.getAttribute('id') ?? ''}`.slice(0, 1_000);
  return names
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
}

/** Share of an element's text that stands in links. */
export function linkDensity(element: Element): number {
  const all = shownText(element.textContent).length;
  if (all === 0) return 0;
  const linked = [...element.querySelectorAll('a')].reduce((sum, link) => sum + shownText(link.textContent).length, 0);
  return linked / all;
}

function isHidden(element: Element): boolean {
  if (element.hasAttribute('hidden') || element.getAttribute('aria-hidden') === 'true') return true;
  const style = (element.getAttribute('style') ?? '').replace(/\s+/g, '').toLowerCase();
  return /(?:^|;)(?:display:none|visibility:hidden)/.test(style);
}

/** Elements that carry meaning whatever their class says. */
const MEANING = new Set('article main body p h1 h2 h3 h4 h5 h6 figure figcaption blockquote table time'.split(' '));

function looksLikeFurniture(element: Element, name: string): boolean {
  if (FURNITURE.has(name)) return true;
  if (JUNK_ROLES.has(element.getAttribute('role') ?? '')) return true;
  const words = wordsOf(element);
  // A paragraph or figure is dropped only for what it says of itself, never for a word in a long class list.
  if (MEANING.has(name)) return words.length <= 3 && words.some((word) => JUNK_WORDS.has(word));
  if (words.some((word) => JUNK_WORDS.has(word))) return true;
  return name === 'aside' && linkDensity(element) > 0.5;
}

/**
 * Whether an element is left out of an article: scripts and drawings always; navigation, forms, advertisements, share
 * bars, related links and what is hidden, unless more than half of the text (`totalCharacters`) stands in it, as on
 * sites that wrap a whole page in a form.
 */
export function isJunk(element: Element, totalCharacters: number): boolean {
  const name = element.localName;
  if (NEVER.has(name) || element.matches(`${PASSWORD_FORM}, ${AROUND}`)) return true;
  if (!isHidden(element) && !looksLikeFurniture(element, name)) return false;
  return shownText(element.textContent).length * 2 <= totalCharacters;
}
