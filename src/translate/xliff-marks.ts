import type { Mark } from './segment.ts';
import { PREFIX } from './xliff.ts';

/** A mark as XLIFF has it: what kind of code, and the markup it stands for. */
export interface MarkCode {
  readonly type: 'fmt' | 'link' | 'other';
  readonly subType: string;
  /** What a program may show in its place: the markup of its start. */
  readonly start: string;
  /** Of its end; null for one that stands alone. */
  readonly end: string | null;
}

const FORMATS = {
  strong: ['xlf:b', 'strong'],
  emphasis: ['xlf:i', 'em'],
  subscript: [`${PREFIX}:sub`, 'sub'],
  superscript: [`${PREFIX}:sup`, 'sup'],
} as const;

/** How a mark is written. */
export function codeOf(mark: Mark): MarkCode {
  switch (mark.type) {
    case 'link':
      return { type: 'link', subType: `${PREFIX}:link`, start: `<a href="${quoted(mark.address)}">`, end: '</a>' };
    case 'foreign': {
      const start = `<span lang="${quoted(mark.language)}" dir="${mark.direction}">`;
      return { type: 'other', subType: `${PREFIX}:foreign`, start, end: '</span>' };
    }
    case 'break':
      return { type: 'fmt', subType: 'xlf:lb', start: '<br>', end: null };
    case 'literal':
      return { type: 'other', subType: `${PREFIX}:literal`, start: mark.text, end: null };
    default: {
      const [subType, name] = FORMATS[mark.type];
      return { type: 'fmt', subType, start: `<${name}>`, end: `</${name}>` };
    }
  }
}

/** The mark a code was written from, or null when none is written so. */
export function markOf(code: MarkCode): Mark | null {
  const mark = guessMark(code);
  if (mark === null) return null;
  const again = codeOf(mark);
  const isSame = again.type === code.type && again.start === code.start && again.end === code.end;
  return isSame ? mark : null;
}

function guessMark({ subType, start }: MarkCode): Mark | null {
  for (const type of ['strong', 'emphasis', 'subscript', 'superscript'] as const) {
    if (FORMATS[type][0] === subType) return { type };
  }
  switch (subType) {
    case 'xlf:lb':
      return { type: 'break' };
    case `${PREFIX}:literal`:
      return { type: 'literal', text: start };
    case `${PREFIX}:link`: {
      const address = /^<a href="([^"]*)">$/.exec(start)?.[1];
      return address === undefined ? null : { type: 'link', address: unquoted(address) };
    }
    case `${PREFIX}:foreign`: {
      const [, language, direction] = /^<span lang="([^"]*)" dir="(ltr|rtl)">$/.exec(start) ?? [];
      if (language === undefined) return null;
      return { type: 'foreign', language: unquoted(language), direction: direction === 'rtl' ? 'rtl' : 'ltr' };
    }
    default:
      return null;
  }
}

function quoted(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}

function unquoted(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}
