import { InterchangeError, type InterchangeRule } from './interchange-error.ts';

/** An element of an XLIFF file that stands where it may and has the attributes that it may have. */
export interface XliffNode {
  /** Of the core without prefix, of the modules with `mtc:` and `gls:`. */
  readonly name: string;
  readonly line: number;
  readonly attributes: ReadonlyMap<string, string>;
  /** Its `xml:lang` and `xml:space`, or those of what it stands in; null for no language. */
  readonly language: string | null;
  readonly space: string;
  readonly children: readonly (XliffNode | string)[];
}

/** Throws the error for a rule that is broken at a line. */
export function refuse(rule: InterchangeRule, line: number | null, message: string, hint?: string): never {
  throw new InterchangeError('xliff-invalid', { rule, line, message, ...(hint === undefined ? {} : { hint }) });
}

/** The elements in an element, without the text between them. */
export function elementsOf({ children }: XliffNode): XliffNode[] {
  return children.filter((each): each is XliffNode => typeof each !== 'string');
}

/** Those of one name. */
export function nodesOf(parent: XliffNode, name: string): XliffNode[] {
  return elementsOf(parent).filter((each) => each.name === name);
}

/** The text that stands in it, without that of its elements. */
export function textOf({ children }: XliffNode): string {
  return children.map((each) => (typeof each === 'string' ? each : '')).join('');
}
