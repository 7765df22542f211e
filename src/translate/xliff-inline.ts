import type { Mark } from './segment.ts';
import { markOf } from './xliff-marks.ts';
import { refuse, type XliffNode } from './xliff-node.ts';

/** An inline code of a text. */
export interface Code {
  readonly kind: 'pair' | 'alone';
  readonly line: number;
  readonly attributes: ReadonlyMap<string, string>;
  /** Of the end of a pair that was written in two elements. */
  readonly end: ReadonlyMap<string, string>;
}

/** A text with its codes as placeholders. */
export interface InlineText {
  readonly text: string;
  readonly codes: ReadonlyMap<number, Code>;
}

/**
 * The text of a `<source>` or `<target>`: codes as placeholders, by their ids; annotations are stepped over, what they hold
 * is text.
 * @throws InterchangeError `inline`, `id`
 */
export function readInline(node: XliffNode): InlineText {
  const codes = new Map<number, Code>();
  /** Pairs written as `<sc>` and `<ec>` that are open, and how many of them were when the element around began. */
  const open: number[] = [];
  let outside = 0;

  const take = (code: XliffNode, kind: Code['kind']): number => {
    const id = code.attributes.get('id') ?? '';
    const number = /^[1-9]\d{0,5}$/.test(id) ? Number(id) : 0;
    if (number === 0) refuse('inline', code.line, `the code ${id} is none of the original`);
    if (codes.has(number)) refuse('inline', code.line, `the code ${id} comes twice`);
    codes.set(number, { kind, line: code.line, attributes: code.attributes, end: code.attributes });
    return number;
  };

  const read = (each: XliffNode | string): string => {
    if (typeof each === 'string') return each;
    const { attributes, line, name } = each;
    switch (name) {
      case 'pc': {
        const number = take(each, 'pair');
        return `{${number}}${within(each)}{/${number}}`;
      }
      case 'ph':
        return `{${take(each, 'alone')}/}`;
      case 'sc': {
        if (attributes.get('isolated') === 'yes') refuse('inline', line, 'a code is opened and never closed');
        const number = take(each, 'pair');
        open.push(number);
        return `{${number}}`;
      }
      case 'ec': {
        const number = Number(attributes.get('startRef') ?? 0);
        const start = codes.get(number);
        const isOpen = open.length > outside && open.pop() === number;
        if (!isOpen || start === undefined) refuse('inline', line, 'a code is closed where it is not open');
        codes.set(number, { ...start, end: attributes });
        return `{/${number}}`;
      }
      case 'cp':
        return refuse('inline', line, 'an article has no control characters');
      // Annotations: what they say is stepped over, what they hold is text.
      case 'mrk':
        return within(each);
      default:
        return '';
    }
  };

  const within = (parent: XliffNode): string => {
    const before = outside;
    outside = open.length;
    const text = parent.children.map(read).join('');
    if (open.length !== outside) refuse('inline', parent.line, 'a code is opened and not closed in the same element');
    outside = before;
    return text;
  };

  return { text: within(node), codes };
}

/**
 * What the codes of an original stand for, in the order of their numbers.
 * @throws InterchangeError `inline` when a number is left out, or a code is none that this project writes
 */
export function readMarks({ codes }: InlineText, data: ReadonlyMap<string, string>): Mark[] {
  const numbers = [...codes.keys()].sort((a, b) => a - b);
  return numbers.map((number, index) => {
    const code = codes.get(number);
    if (code === undefined || number !== index + 1)
      refuse('inline', code?.line ?? null, `there is no code ${index + 1}`);
    const { attributes, end, kind, line } = code;
    const dataOf = (of: ReadonlyMap<string, string>, name: string): string | undefined => data.get(of.get(name) ?? '');
    const start = dataOf(attributes, attributes.has('dataRefStart') ? 'dataRefStart' : 'dataRef');
    const ending = kind === 'alone' ? null : dataOf(end, end.has('dataRefEnd') ? 'dataRefEnd' : 'dataRef');
    const type = attributes.get('type');
    const isKnown = type === 'fmt' || type === 'link' || type === 'other';
    const mark =
      !isKnown || start === undefined || ending === undefined
        ? null
        : markOf({ type, subType: attributes.get('subType') ?? '', start, end: ending });
    return mark ?? refuse('inline', line, `the code ${number} has lost what it stands for`);
  });
}
