import { parseHTML } from 'linkedom';
import { SourceError } from './source-error.ts';

/** Elements inside elements that any text needs; beyond it, markup was made to break readers. */
const MAX_DEPTH = 256;
/** As counted in the text, where end tags may be missing: refused before the parser sees it. */
const MAX_OPEN_TAGS = 2_000;
/** Elements without an end tag, or whose end tag may be left out: they say nothing about depth. */
const UNCLOSED = new Set(
  'area base br col embed hr img input link meta param source track wbr p li dt dd tr td th thead tbody tfoot colgroup option optgroup rp rt html head body'.split(
    ' ',
  ),
);

/**
 * How many more elements are opened than closed at the worst place. Counts by hand instead of by regular expression:
 * it must be linear on anything, a million `<` without a `>` included.
 */
function openTags(html: string): number {
  let open = 0;
  let most = 0;
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) {
    const closing = html[at + 1] === '/';
    let end = at + (closing ? 2 : 1);
    while (end < html.length && end - at < 40 && /[a-z0-9-]/i.test(html[end] as string)) end += 1;
    const name = html.slice(at + (closing ? 2 : 1), end).toLowerCase();
    if (!/^[a-z]/.test(name) || UNCLOSED.has(name)) continue;
    open = Math.max(0, open + (closing ? -1 : 1));
    most = Math.max(most, open);
  }
  return most;
}

/** Tags and entities of a text: each takes a place of its own in memory, however short it is. */
const MAX_TAGS = 100_000;
/** What stands between attributes. It stands between words, too, so that a long text must not be refused for it. */
const MAX_GAPS = 300_000;

/**
 * Refuses a text that is markup and little else, before it is parsed: a few megabytes of entities or attributes would take
 * gigabytes and hold up everything for many seconds. Counts characters wherever they stand: what tried to know tags from
 * text would have to read them exactly as the parser does, or could be fooled.
 *
 * @throws SourceError `too-large`; `name` names what was read
 */
export function checkMarkup(html: string, name: string): void {
  let tags = 0;
  let gaps = 0;
  let before = '';
  for (const character of html) {
    if (character === '<' || character === '&') tags += 1;
    else if (character === '=' || character === '/' || (character <= ' ' && before > ' ')) gaps += 1;
    before = character;
  }
  if (tags <= MAX_TAGS && gaps <= MAX_GAPS) return;
  throw new SourceError('too-large', `${name}: HTML of more tags, attributes or entities than any text has`, {
    hint: 'look at what is sent: it may be broken or hostile',
  });
}

function depthOf(root: Element): number {
  let most = 0;
  let level: Element[] = [root];
  while (level.length > 0) {
    most += 1;
    if (most > MAX_DEPTH) return most;
    level = level.flatMap((element) => [...element.children]);
  }
  return most;
}

/**
 * HTML, a whole page or a fragment, as a tree. Nothing in it runs or is fetched. Everything that walks the tree may
 * recurse, because its depth is bounded here.
 *
 * @throws SourceError `too-deep`; `name` names what was read
 */
export function parseTree(html: string, name: string): Document {
  const tooDeep = (): never => {
    throw new SourceError('too-deep', `${name}: HTML nested more than ${MAX_DEPTH} elements deep`, {
      hint: 'no text is built like this; look at the page, it may be broken or hostile',
    });
  };
  if (openTags(html) > MAX_OPEN_TAGS) return tooDeep();
  const whole = /<(?:html|body|head)[\s>]/i.test(html.slice(0, 20_000)) ? html : `<html><body>${html}</body></html>`;
  const { document } = parseHTML(whole);
  const root = document.documentElement as Element | null;
  if (root !== null && depthOf(root) > MAX_DEPTH) return tooDeep();
  return document;
}

/** White space of HTML made single spaces. Spaces that hold words together (U+00A0) are not white space there. */
export function collapse(text: string): string {
  return text.replace(/[\t\n\f\r ]+/g, ' ');
}

/** White space made single spaces, and trimmed: text as a browser shows it. */
export function shownText(text: string | null | undefined): string {
  return collapse(text ?? '').trim();
}

/** The words of a piece of HTML, such as a title with markup and entities in it. */
export function textOfHtml(html: string): string {
  if (!/[<&]/.test(html)) return shownText(html);
  if (openTags(html) > MAX_OPEN_TAGS) return '';
  return shownText(parseHTML(`<html><body>${html}</body></html>`).document.body.textContent);
}
