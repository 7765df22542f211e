/** Elements that run, fetch, ask for input or change how everything else is read. */
const ACTIVE = new Set(
  'applet area audio base button canvas dialog embed fencedframe form frame frameset iframe image img input keygen map math noscript object picture plaintext portal script select source svg template textarea track video xmp'.split(
    ' ',
  ),
);

/** Attributes that run or fetch on an element that does not. `href` is looked at by itself. */
const ACTIVE_ATTRIBUTE = /^(?:on.*|style|src|srcset|background|poster|ping|action|formaction|data|manifest|autofocus)$/;

/** Relations of a `link` element that only tell. */
const IDLE_LINK = new Set(['canonical', 'alternate', 'license', 'author']);

/** The one element of this name that does not run: data about the article for machines. */
const DATA_BLOCK = /<script type="application\/ld\+json">[^<]*<\/script>/g;
const COMMENT = /<!--tamizdat:body-->\n|\n<!--\/tamizdat:body-->/g;
const TAG = /<\/?([a-z][a-z0-9]*)((?: [a-z0-9-]+(?:="[^"<>]*")?)*)>/g;
const STYLE = /<style>([^<]*)<\/style>/g;

function attributesOf(written: string): [string, string][] {
  return [...written.matchAll(/ ([a-z0-9-]+)(?:="([^"]*)")?/g)].map(([, key = '', value = '']) => [key, value]);
}

function isActive(name: string, attributes: readonly [string, string][]): boolean {
  if (ACTIVE.has(name) || attributes.some(([key]) => ACTIVE_ATTRIBUTE.test(key))) return true;
  const of = new Map([...attributes].reverse());
  const href = (of.get('href') ?? '').replace(/[\s\p{Cc}]/gu, '').toLowerCase();
  if (name === 'link') {
    const relation = of.get('rel') ?? '';
    return !IDLE_LINK.has(relation) && !(relation === 'icon' && href.startsWith('data:'));
  }
  if (name === 'meta') return !/^(?:|content-security-policy)$/i.test(of.get('http-equiv') ?? '');
  // A character written as a reference could be the colon of a scheme, or hide in one.
  return /^(?!https?:)[a-z][a-z0-9+.-]*:/.test(href) || /^[^/?]*&/.test(href);
}

/** A style sheet with its escapes read: `\\75rl(` is `url(`. */
function plainStyle(style: string): string {
  return style
    .replace(/\\([0-9a-f]{1,6})\s?/gi, (_, hex: string) => {
      const code = Number.parseInt(hex, 16);
      return code > 0x10ffff ? '' : String.fromCodePoint(code);
    })
    .replaceAll('\\', '');
}

/**
 * Looks at everything of a page but its body: a page contains no script and fetches nothing unasked. Returns what is
 * wrong, or null. Strict about form, because what is written otherwise may be read otherwise by a browser.
 * @param html the signed content, without what stands between the body markers
 */
export function checkWrapper(html: string): string | null {
  const markup = html
    .replace(/^<!doctype html>/, '')
    .replace(COMMENT, '')
    .replace(DATA_BLOCK, '');
  for (const [tag, name = '', attributes = ''] of markup.matchAll(TAG)) {
    if (isActive(name, attributesOf(attributes)))
      return `around the text stands something that runs or fetches: ${tag.slice(0, 100)}`;
  }
  if (markup.replace(TAG, '').includes('<')) return 'around the text stands markup that pages do not have';
  for (const [, style = ''] of markup.matchAll(STYLE)) {
    if (/url\s*\(|src\s*\(|image-set|image\s*\(|@import|@namespace/i.test(plainStyle(style)))
      return 'the style of the page fetches something';
  }
  return null;
}
