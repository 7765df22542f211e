import { parsePlaceholders } from '../placeholders.ts';

/** How placeholders are written for an engine, so that it carries them along, and read in what it answers. */
export interface MarkStyle {
  write(text: string): string;
  /** The text with placeholders again, or null when what came back is no text with marks at all. */
  read(answer: string): string | null;
}

/** As they are: for engines without markup, and for those that are told what placeholders are. */
export const braces: MarkStyle = {
  write: (text) => text,
  // Models trained on prose set spaces inside braces.
  read: (answer) => answer.replace(/\{\s*(\/?)\s*([1-9]\d{0,5})\s*(\/?)\s*\}/g, '{$1$2$3}'),
};

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };
const TAG = /^<(?:g id="([1-9]\d{0,5})"|x id="([1-9]\d{0,5})"\s*(\/)?|(\/)(g|x))\s*>$/;

/** As elements: `<g id="1">…</g>` holds text, `<x id="2"/>` stands alone; for engines that move tags with their words. */
export const tags: MarkStyle = {
  write: (text) =>
    parsePlaceholders(text)
      .map((piece) => {
        if (piece.type === 'text') return piece.text.replace(/[&<>]/g, (sign) => ESCAPES[sign] ?? sign);
        if (piece.type === 'alone') return `<x id="${piece.number}"/>`;
        return piece.type === 'open' ? `<g id="${piece.number}">` : '</g>';
      })
      .join(''),
  read(answer) {
    const open: string[] = [];
    let out = '';
    for (const part of answer.split(/(<[^>]*>)/)) {
      if (!part.startsWith('<')) {
        const plain = unescapeText(part);
        if (plain === null) return null;
        out += plain;
        continue;
      }
      const [, holds, alone, isEmpty, isEnd, ends] = TAG.exec(part) ?? [];
      if (holds !== undefined) {
        open.push(holds);
        out += `{${holds}}`;
      } else if (alone !== undefined) {
        // `<x id="2"></x>` is the same element to an engine that rewrites XML.
        if (isEmpty === undefined) open.push('x');
        out += `{${alone}/}`;
      } else if (isEnd !== undefined) {
        const last = open.pop();
        if (last === undefined || (ends === 'x') !== (last === 'x')) return null;
        if (last !== 'x') out += `{/${last}}`;
      } else return null;
    }
    return open.length > 0 ? null : joined(out);
  },
};

/** An engine that reorders words tears an element in two; with nothing but space between, it is one again. */
function joined(text: string): string {
  return text.replace(/\{\/([1-9]\d{0,5})\}(\s*)\{\1\}/g, '$2');
}

/** Null when there is a reference that nobody wrote. */
function unescapeText(text: string): string | null {
  let isSound = true;
  const plain = text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{1,10}));/gi, (_, decimal, hex, name: string) => {
    const code = decimal !== undefined ? Number(decimal) : hex !== undefined ? Number.parseInt(hex, 16) : undefined;
    const sign =
      code === undefined ? ENTITIES[name] : code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
    if (sign === undefined) isSound = false;
    return sign ?? '';
  });
  return isSound && !text.includes('<') ? plain : null;
}
