/** Runs of digits and words of a text, in order: what numbers are read from. */
export interface Token {
  readonly type: 'figure' | 'word';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const TOKEN =
  /(?<figure>\d{1,3}(?:[ \u00a0\u202f\u2009'’]\d{3})+(?![\d])(?:[.,]\d+)?|\d+(?:[.,٫٬]\d+)*)|(?<fraction>[½⅓⅔¼¾⅕⅛])|(?<word>[\p{L}\p{M}\u200c][\p{L}\p{M}\u200c'’ʼ´]*)/gu;

/** Figures of every script as ASCII, Persian letters as the tables have them. Lengths stay, so positions do. */
export function plainFigures(text: string): string {
  return text
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
    .replace(/[\uff10-\uff19]/g, (digit) => String(digit.charCodeAt(0) - 0xff10))
    .replace(/[\u0966-\u096f]/g, (digit) => String(digit.charCodeAt(0) - 0x0966))
    .replaceAll('ي', 'ی')
    .replaceAll('ك', 'ک');
}

/** The runs of digits and the words of a text of `plainFigures`. */
export function tokensOf(text: string): Token[] {
  return Array.from(text.matchAll(TOKEN), (match) => ({
    type: match.groups?.word === undefined ? ('figure' as const) : ('word' as const),
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** A word as the tables have it. */
export function folded(word: string): string {
  return word
    .toLowerCase()
    .replace(/['’ʼ´\u200c]/g, '')
    .replaceAll('ё', 'е')
    .replaceAll('i̇', 'i');
}
