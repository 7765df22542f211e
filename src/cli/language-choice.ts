import { parsePagePath } from '../proof/index.ts';

/** A choice of languages for a dozen of them stays below this. */
const MAX_CHOICE_BYTES = 8 * 1024;

/** The elements of a choice of languages, and the attributes each may have. */
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  html: ['lang', 'dir'],
  head: [],
  meta: ['charset', 'name', 'http-equiv', 'content'],
  link: ['rel', 'href'],
  title: [],
  style: [],
  body: [],
  main: [],
  h1: [],
  ul: [],
  li: ['lang', 'dir'],
  a: ['href', 'hreflang'],
  b: [],
};

const TAG = /<(\/?)([a-z][a-z0-9]*)((?: [a-z-]+(?:="[^"<>]*")?)*)>/g;

/** Whether a tag does nothing but structure the text, or leads to a front page of the same edition. */
function isPlainTag(name: string, attributes: ReadonlyMap<string, string>): boolean {
  const allowed = ATTRIBUTES[name];
  if (allowed === undefined || [...attributes.keys()].some((each) => !allowed.includes(each))) return false;
  const href = attributes.get('href') ?? '';
  if (name === 'a') return parsePagePath(href)?.kind === 'front';
  if (name === 'link') return attributes.get('rel') === 'icon' && href === 'data:,';
  return name !== 'meta' || /^(?:|content-security-policy)$/i.test(attributes.get('http-equiv') ?? '');
}

/**
 * Whether a document is a plain choice of languages, as stands at the root of an edition: a heading, links to
 * `<lang>/index.html` and nothing else. Nobody signs it, so it may lead nowhere else, run nothing and fetch nothing.
 */
export function isLanguageChoice(bytes: Uint8Array): boolean {
  if (bytes.length > MAX_CHOICE_BYTES) return false;
  let html: string;
  try {
    html = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return false;
  }
  if (!html.startsWith('<!doctype html>\n')) return false;
  const markup = html.slice('<!doctype html>\n'.length);
  let links = 0;
  for (const [, close, name = '', written = ''] of markup.matchAll(TAG)) {
    const attributes = [...written.matchAll(/ ([a-z-]+)(?:="([^"]*)")?/g)].map(
      ([, key = '', value = '']) => [key, value] as const,
    );
    const isPlain =
      isPlainTag(name, new Map(attributes)) && new Set(attributes.map(([key]) => key)).size === attributes.length;
    if (close === '' ? !isPlain : ATTRIBUTES[name] === undefined || written !== '') return false;
    if (close === '' && name === 'a') links += 1;
  }
  // What is no tag of the form above is text, and text of HTML has no "<".
  const styles = [...markup.matchAll(/<style>([^<]*)<\/style>/g)].map((match) => match[1] ?? '');
  const isQuiet = styles.every((style) => !/content|url|import|\\/i.test(style));
  return links > 0 && isQuiet && !markup.replace(TAG, '').includes('<');
}
