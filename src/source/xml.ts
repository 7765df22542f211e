import { SaxesParser } from 'saxes';
import { SourceError } from './source-error.ts';

/** Elements inside elements that any feed needs, XHTML content included. */
const MAX_DEPTH = 200;
const MAX_FAULTS = 10_000;

/** A deleted entry of RFC 6721. */
export interface Tombstone {
  /** Id of the entry. */
  readonly ref: string;
  /** As written. */
  readonly when?: string;
  readonly comment?: string;
}

/** XML, read once from end to end. */
export interface CheckedXml {
  /** Well-formed: as given when it was, else repaired. Without a document type and comments. */
  readonly text: string;
  /** Name of the outermost element without its prefix, lower case; empty when there is none. */
  readonly root: string;
  /** What had to be repaired, the first fault; null when nothing had. */
  readonly repaired: string | null;
  /** True when the text ends before its elements do: the last item may be half of one. */
  readonly cutOff: boolean;
  readonly tombstones: readonly Tombstone[];
}

function escapeText(text: string): string {
  return text.replace(/[&<>]/g, (sign) => (sign === '&' ? '&amp;' : sign === '<' ? '&lt;' : '&gt;'));
}

/** References XML itself knows; any other ampersand is meant as one, or is an entity of HTML. */
const REFERENCE = /^&(?:#\d{1,7}|#x[0-9a-f]{1,6}|amp|lt|gt|quot|apos);/i;
const VERBATIM = [
  ['<![CDATA[', ']]>'],
  ['<!--', '-->'],
] as const;

/**
 * Escapes ampersands that start no reference of XML. By hand, in one pass: a regular expression that steps over CDATA
 * is quadratic on a text full of sections that never end.
 */
function escapeAmpersands(text: string): string {
  const out: string[] = [];
  let done = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '<') {
      const verbatim = VERBATIM.find(([start]) => text.startsWith(start, at));
      const end = verbatim === undefined ? at : text.indexOf(verbatim[1], at);
      // A section without an end goes on to the end of the text.
      if (end < 0) break;
      at = end;
    } else if (sign === '&' && !REFERENCE.test(text.slice(at, at + 12))) {
      out.push(text.slice(done, at), '&amp;');
      done = at + 1;
    }
  }
  return out.join('') + text.slice(done);
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1).toLowerCase();
}

/** Items of the feed formats: what is dropped as a whole when the text breaks off inside it. */
const ITEMS = new Set(['item', 'entry', 'url']);

/**
 * Reads XML of strangers: refuses document types with declarations of their own (entity bombs, external files), bounds
 * the depth, and repairs what is nearly XML: bare ampersands, unknown entities, control characters, end tags that are
 * missing or too many. An item the text breaks off in is left out: half a text must not pass for a correction.
 *
 * @throws SourceError `declares-entities`, `too-deep`; `name` names what was read
 */
export function checkXml(source: string, name: string): CheckedXml {
  const parser = new SaxesParser({ xmlns: false, position: false });
  const out: string[] = [];
  const open: { name: string; start: number }[] = [];
  const tombstones: { ref: string; when?: string; comment?: string }[] = [];
  let root = '';
  let fault: string | null = null;
  let faults = 0;
  let comment: string | null = null;
  let ended = false;
  /** Elements open after the outermost one. */
  let beyond = 0;
  /** True after the end of the outermost element: what follows is no part of the feed. */
  const isOver = (): boolean => root !== '' && open.length === 0;

  parser.on('error', (error) => {
    faults += 1;
    // Faults found at the very end are about what is still open; `cutOff` says that better.
    if (!ended) fault ??= error.message.replace(/^undefined:\d+:\d+: /, '');
    if (faults > MAX_FAULTS) throw new SourceError('not-a-feed', `${name}: not XML (${fault ?? 'broken throughout'})`);
  });
  parser.on('doctype', (doctype) => {
    if (/\[|<!ENTITY/i.test(doctype)) {
      throw new SourceError('declares-entities', `${name}: declares entities of its own, which no feed needs`, {
        hint: 'the feed is broken or hostile; it is not read',
      });
    }
  });
  parser.on('opentag', ({ name: tag, attributes }) => {
    if (isOver()) {
      beyond += 1;
      return;
    }
    if (root === '') root = localName(tag);
    if (open.length >= MAX_DEPTH) throw new SourceError('too-deep', `${name}: XML nested more than ${MAX_DEPTH} deep`);
    const written = Object.entries(attributes).map(
      ([key, value]) => ` ${key}="${escapeText(value).replaceAll('"', '&quot;')}"`,
    );
    open.push({ name: tag, start: out.length });
    out.push(`<${tag}${written.join('')}>`);
    if (localName(tag) === 'deleted-entry') {
      const { ref, when } = attributes;
      if (ref !== undefined) tombstones.push({ ref: ref.trim(), ...(when !== undefined && { when }) });
    }
    if (localName(tag) === 'comment' && open.some((each) => localName(each.name) === 'deleted-entry')) comment = '';
  });
  parser.on('closetag', ({ name: tag }) => {
    if (beyond > 0) {
      beyond -= 1;
      return;
    }
    out.push(`</${tag}>`);
    // At the end of a text that breaks off, the parser itself closes what is open.
    if (!ended) open.pop();
    if (localName(tag) === 'comment' && comment !== null) {
      const last = tombstones.at(-1);
      if (last !== undefined && comment.trim() !== '') last.comment = comment.trim();
      comment = null;
    }
  });
  const onText = (text: string): void => {
    if (comment !== null) comment += text;
  };
  parser.on('text', (text) => {
    onText(text);
    if (open.length > 0) out.push(escapeText(text));
  });
  parser.on('cdata', (text) => {
    onText(text);
    if (open.length > 0) out.push(`<![CDATA[${text}]]>`);
  });

  // Control characters are no characters of XML at all, and would make every one of them a fault.
  const clean = source
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .trimStart();
  const escaped = escapeAmpersands(clean);
  if (escaped !== clean) fault = 'an ampersand that starts no entity of XML';
  parser.write(escaped);
  ended = true;
  const pending = [...open];
  const cutOff = pending.length > 0 && root !== '';
  const length = out.length;
  parser.close();
  if (cutOff) {
    out.length = length;
    const item = pending.findIndex((each) => ITEMS.has(localName(each.name)));
    const kept = item < 0 ? pending : pending.slice(0, item);
    if (item >= 0) out.length = pending[item]?.start ?? length;
    out.push(...kept.reverse().map((each) => `</${each.name}>`));
  }
  const repaired = fault ?? (cutOff ? 'the text breaks off' : null);
  return { text: out.join(''), root, repaired, cutOff, tombstones };
}
