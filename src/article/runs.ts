import { normaliseAddress } from './address.ts';
import { canonicalLanguage } from './language.ts';
import { LIMITS } from './limits.ts';
import type { Direction, Inline } from './model.ts';

/** One mark around a run of text. */
export type Mark =
  | { readonly type: 'strong' | 'emphasis' | 'subscript' | 'superscript' }
  | { readonly type: 'link'; readonly address: string }
  | { readonly type: 'foreign'; readonly language: string; readonly direction: Direction };

/**
 * A piece of a block that carries the same marks throughout; `text` is null for a line break. Inlines as a flat list:
 * normalising, cutting and measuring are simple here and error-prone on the tree.
 */
export interface Run {
  readonly text: string | null;
  /** Outermost first. */
  readonly marks: readonly Mark[];
}

/** Whether two marks say the same. */
export function sameMark(a: Mark | undefined, b: Mark | undefined): boolean {
  if (a === undefined || b === undefined || a.type !== b.type) return false;
  if (a.type === 'link') return a.address === (b as typeof a).address;
  if (a.type === 'foreign') return a.language === (b as typeof a).language && a.direction === (b as typeof a).direction;
  return true;
}

/** How many marks, from outside, two runs share. */
export function sharedMarks(a: readonly Mark[], b: readonly Mark[]): number {
  let count = 0;
  while (sameMark(a[count], b[count])) count += 1;
  return count;
}

/** The marks with one more inside, unless that would say nothing new, nest links or go too deep. */
function withMark(marks: readonly Mark[], mark: Mark): readonly Mark[] {
  if (marks.length >= LIMITS.inlineDepth) return marks;
  const around = marks.findLast((each) => each.type === mark.type);
  if (around !== undefined && (mark.type !== 'foreign' || sameMark(around, mark))) return marks;
  return [...marks, mark];
}

/** The mark an inline stands for; null when its address or language is none, and only its content is kept. */
function markOf(inline: Exclude<Inline, { type: 'text' | 'break' }>): Mark | null {
  if (inline.type === 'link') {
    const address = normaliseAddress(inline.address);
    return address === null ? null : { type: 'link', address };
  }
  if (inline.type === 'foreign') {
    const language = canonicalLanguage(inline.language);
    return language === null ? null : { type: 'foreign', language, direction: inline.direction };
  }
  return { type: inline.type };
}

/** Inlines as runs. Iterative: foreign markup can nest deeper than the stack. */
export function toRuns(inlines: readonly Inline[]): Run[] {
  const runs: Run[] = [];
  const open = [{ inlines, next: 0, marks: [] as readonly Mark[] }];
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    const inline = level.inlines[level.next];
    level.next += 1;
    if (inline === undefined) open.pop();
    else if (inline.type === 'text') runs.push({ text: inline.text, marks: level.marks });
    else if (inline.type === 'break') runs.push({ text: null, marks: level.marks });
    else {
      const mark = markOf(inline);
      open.push({ inlines: inline.content, next: 0, marks: mark === null ? level.marks : withMark(level.marks, mark) });
    }
  }
  return runs;
}

/** Runs as inlines: neighbours under the same mark share it. No deeper than the marks of a run. */
export function fromRuns(runs: readonly Run[], depth = 0): Inline[] {
  const inlines: Inline[] = [];
  for (let start = 0; start < runs.length; ) {
    const run = runs[start] as Run;
    const mark = run.marks[depth];
    if (mark === undefined) {
      inlines.push(run.text === null ? { type: 'break' } : { type: 'text', text: run.text });
      start += 1;
      continue;
    }
    let end = start + 1;
    while (sameMark(runs[end]?.marks[depth], mark)) end += 1;
    inlines.push({ ...mark, content: fromRuns(runs.slice(start, end), depth + 1) });
    start = end;
  }
  return inlines;
}

/** Runs with neighbouring texts under the same marks made one, and empty ones gone. */
export function mergeRuns(runs: readonly Run[]): Run[] {
  const merged: Run[] = [];
  for (const run of runs) {
    const last = merged.at(-1);
    if (run.text === '') continue;
    const joins =
      last !== undefined &&
      last.text !== null &&
      run.text !== null &&
      last.marks.length === run.marks.length &&
      sharedMarks(last.marks, run.marks) === run.marks.length;
    if (joins) merged[merged.length - 1] = { text: `${last.text}${run.text}`, marks: last.marks };
    else merged.push(run);
  }
  return merged;
}
