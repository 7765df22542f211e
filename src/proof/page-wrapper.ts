/** What may stand around the body of a page (docs/spec/page.md). A file by itself: loaded by `checkWrapper` only. */
import { textOf } from './bytes.ts';
import { ProofError } from './errors.ts';
import { BODY_END, BODY_START } from './page.ts';

/** Elements that run, fetch, ask for input, or change how everything after them is read. */
const ACTIVE = new Set(
  'applet area audio base bgsound button canvas dialog embed fencedframe form frame frameset iframe image img input isindex keygen listing map math noembed noframes noscript object picture plaintext portal script select source style svg template textarea title track video xmp'.split(
    ' ',
  ),
);

/** Attributes that run or fetch on an element that does not. `href` is looked at by itself. */
const ACTIVE_ATTRIBUTE =
  /^(?:on.*|[a-z]*src[a-z]*|style|background|poster|ping|action|formaction|data|manifest|autofocus)$/;

/** Relations of a `link` element that only tell. */
const IDLE_LINK = new Set(['canonical', 'alternate', 'license', 'author']);

/**
 * What a wrapper is made of, one after the other and nothing between: text, data for machines, a title, a style sheet
 * (1), a tag (2, its attributes 3). The first three elements hold text that is no markup, so each is read whole.
 */
const PIECE =
  /[^<]+|<script type="application\/ld\+json">[^<]*<\/script>|<title>[^<]*<\/title>|<style>([^<]*)<\/style>|<\/?([a-z][a-z0-9]*)((?: [a-z0-9-]+(?:="[^"<>]*")?)*)>/y;

function isActive(name: string, written: string): boolean {
  const attributes = [...written.matchAll(/ ([a-z0-9-]+)(?:="([^"]*)")?/g)].map(
    ([, key = '', value = '']) => [key, value] as const,
  );
  if (ACTIVE.has(name) || attributes.some(([key]) => ACTIVE_ATTRIBUTE.test(key))) return true;
  // Of an attribute that stands twice the first counts.
  const of = new Map(attributes.reverse());
  const href = (of.get('href') ?? '').replace(/[\s\p{Cc}]/gu, '').toLowerCase();
  if (name === 'link') {
    const relation = of.get('rel') ?? '';
    return !IDLE_LINK.has(relation) && !(relation === 'icon' && href.startsWith('data:'));
  }
  if (name === 'meta') return !/^(?:|content-security-policy)$/i.test(of.get('http-equiv') ?? '');
  // A character written as a reference could be the colon of a scheme, or hide in one.
  return /^(?!https?:)[a-z][a-z0-9+.-]*:/.test(href) || /^[^/?]*&/.test(href);
}

/** Whether a style sheet fetches, its escapes read: `\\75rl(` is `url(`. */
function isFetching(style: string): boolean {
  const plain = style
    .replace(/\\([0-9a-f]{1,6})(?:\r\n|\s)?/gi, (_, hex: string) => {
      const code = Number.parseInt(hex, 16);
      return code > 0x10ffff ? '' : String.fromCodePoint(code);
    })
    .replaceAll('\\', '');
  return /url\s*\(|src\s*\(|image-set|image\s*\(|@import|@namespace/i.test(plain);
}

/** Reads one of the two sides of a body to its end. */
function refuseSide(side: string, what: string): void {
  for (let at = 0; at < side.length; at = PIECE.lastIndex) {
    PIECE.lastIndex = at;
    const [piece, style = '', name = '', attributes = ''] = PIECE.exec(side) ?? [];
    if (piece === undefined) {
      throw new ProofError('body-format', `${what}: around the text stands markup that pages do not have`);
    }
    if (isFetching(style)) throw new ProofError('body-format', `${what}: the style of the page fetches something`);
    if (name !== '' && isActive(name, attributes)) {
      throw new ProofError(
        'body-format',
        `${what}: around the text stands something that runs or fetches: ${piece.slice(0, 100)}`,
      );
    }
  }
}

/**
 * Looks at everything of a page but its body: a page contains no script and fetches nothing unasked. Strict about form,
 * because what is written otherwise may be read otherwise by a browser. Fails with `body-format`.
 * @param content the signed bytes of a page, with its body markers
 */
export function refuseActive(content: Uint8Array, what = 'page'): void {
  const html = textOf(content, what);
  // Each side by itself: an element that held the body would be read by nobody.
  refuseSide(html.slice(0, html.indexOf(BODY_START)).replace(/^\ufeff?<!doctype html>/, ''), what);
  refuseSide(html.slice(html.indexOf(BODY_END) + BODY_END.length), what);
}
