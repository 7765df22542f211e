import { refuse, type XliffNode } from './xliff-node.ts';

/** Where a reference stands. */
export interface UnitPlace {
  /** Languages as the file writes them. */
  readonly from: string;
  readonly to: string;
  /** Ids of the file and of the groups around the unit. */
  readonly file: string;
  readonly groups: readonly string[];
}

/** A part of the document that a reference selects, by the letters before its id; `''` for none. */
export interface Selector {
  readonly prefix: string;
  readonly id: string;
}

/** Of core elements, in the order in which they have to come; the others select something inside these. */
const OUTER = ['f', 'g', 'u'];
/** Notes, data, codes of targets; modules of the specification and, of others, those that OASIS has registered. */
const INNER = new Set('n d t ctr fs gls its itsm mda mtc res slr val tbx'.split(' ')).add('');
const SELECTOR = /^(?:([\p{L}\p{N}\p{M}.\-_:·]+)=)?([\p{L}\p{N}\p{M}.\-_:·]+)$/u;

/**
 * Reads a reference into the same document; null for one into others.
 * Source: XLIFF 2.1, section 4.2.1 (Fragment Identification).
 *
 * @throws InterchangeError `reference`
 */
export function parseReference(value: string, line: number): readonly Selector[] | null {
  // As files of drafts of the specification have it, its own example among them.
  const written = value.replace(/^t=#/, '#t=');
  if (!written.startsWith('#')) return null;
  const wrong = (why: string): never => refuse('reference', line, `the reference ${value.slice(0, 80)} ${why}`);
  const text = written.slice(1);
  const selectors = (text.startsWith('/') ? text.slice(1) : text).split('/').map((part): Selector => {
    const [, prefix = '', id] = SELECTOR.exec(part) ?? [];
    return id === undefined ? wrong('has a part that is no id') : { prefix, id };
  });
  let outer = -1;
  for (const [index, { prefix }] of selectors.entries()) {
    const rank = OUTER.indexOf(prefix);
    if (rank < 0 && !INNER.has(prefix)) wrong(`says ${prefix}=, which selects nothing`);
    if (rank < 0 && index < selectors.length - 1) wrong('goes on behind what it selects');
    if (rank >= 0 && rank <= outer) wrong('names file, group and unit in another order, or twice');
    if (rank >= 0) outer = rank;
  }
  return selectors;
}

/** The last selector of a reference that stays in its unit; null when it leaves it. */
export function insideUnit(selectors: readonly Selector[], unit: XliffNode, place: UnitPlace): Selector | null {
  const last = selectors.at(-1);
  if (last === undefined || OUTER.includes(last.prefix)) return null;
  const isHere = selectors.slice(0, -1).every(({ prefix, id }) => {
    if (prefix === 'f') return id === place.file;
    return prefix === 'g' ? place.groups.includes(id) : id === unit.attributes.get('id');
  });
  // A file or a group that is named, without a unit, is where the search begins.
  const isOuter = selectors.length > 1 && selectors.at(-2)?.prefix !== 'u';
  return isHere && !isOuter ? last : null;
}
