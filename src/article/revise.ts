import { canonicalJson } from './content.ts';
import type { Block } from './model.ts';
import type { NewBlock } from './new-block.ts';
import { plainText } from './text.ts';

/** Two texts with this share of their words in common are the same block, revised. */
const ALIKE = 0.5;
/** A word in more blocks than this says nothing about which block is meant; it also bounds the work. */
const MAX_BLOCKS_PER_WORD = 50;
/** Words; in scripts written without spaces, characters. */
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]|[\p{L}\p{N}\p{M}]+/gu;

/** What kind of thing a block is; a paragraph may become a point, a picture never a list. */
function kindOf(block: NewBlock): string {
  switch (block.type) {
    case 'picture':
    case 'video':
    case 'table':
    case 'separator':
      return block.type;
    default:
      return 'text';
  }
}

function withoutId(block: Block): NewBlock {
  const { id: _, ...rest } = block;
  return rest;
}

/** The file a picture or video is; a new caption under the same file is the same block. */
function fileOf(block: NewBlock): string | null {
  if (block.type === 'picture') return block.file.sha256;
  return block.type === 'video' ? (block.pieces[0]?.sha256 ?? null) : null;
}

function textKey(block: NewBlock): string | null {
  const text = plainText(block).replace(/\s+/gu, ' ');
  return text === '' ? null : `${kindOf(block)} ${text}`;
}

/** Pairs what is still free and has the same key, first with first, second with second. */
function pairByKey(
  previous: readonly Block[],
  next: readonly NewBlock[],
  matches: (Block | undefined)[],
  taken: Set<Block>,
  keyOf: (block: NewBlock) => string | null,
): void {
  const free = new Map<string, Block[]>();
  for (const block of previous) {
    const key = taken.has(block) ? null : keyOf(withoutId(block));
    if (key !== null) free.set(key, [...(free.get(key) ?? []), block]);
  }
  next.forEach((block, at) => {
    const key = matches[at] === undefined ? keyOf(block) : null;
    const found = key === null ? undefined : free.get(key)?.shift();
    if (found === undefined) return;
    matches[at] = found;
    taken.add(found);
  });
}

function wordsOf(block: NewBlock): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of plainText(block).toLowerCase().match(WORD) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function total(words: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const count of words.values()) sum += count;
  return sum;
}

/** Share of words two texts have in common, 0 to 1 (Sørensen–Dice on bags of words). */
function likeness(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let common = 0;
  for (const [word, count] of a) common += Math.min(count, b.get(word) ?? 0);
  const all = total(a) + total(b);
  return all === 0 ? 0 : (2 * common) / all;
}

/** Pairs what is still free and alike, the most alike first; of equals, those that stand earlier. */
function pairByLikeness(
  previous: readonly Block[],
  next: readonly NewBlock[],
  matches: (Block | undefined)[],
  taken: Set<Block>,
): void {
  const old = previous
    .filter((block) => !taken.has(block))
    .map((block, order) => ({ block, order, kind: kindOf(block), words: wordsOf(block) }));
  const byWord = new Map<string, (typeof old)[number][]>();
  for (const each of old) {
    for (const word of each.words.keys()) {
      const holders = byWord.get(word);
      if (holders === undefined) byWord.set(word, [each]);
      else holders.push(each);
    }
  }
  const pairs: { at: number; order: number; block: Block; alike: number }[] = [];
  next.forEach((block, at) => {
    if (matches[at] !== undefined) return;
    const words = wordsOf(block);
    const holders = [...words.keys()].map((word) => byWord.get(word) ?? []);
    const candidates = new Set(holders.filter((each) => each.length <= MAX_BLOCKS_PER_WORD).flat());
    for (const each of candidates) {
      const alike = each.kind === kindOf(block) ? likeness(words, each.words) : 0;
      if (alike >= ALIKE) pairs.push({ at, order: each.order, block: each.block, alike });
    }
  });
  pairs.sort((a, b) => b.alike - a.alike || a.at - b.at || a.order - b.order);
  for (const { at, block } of pairs) {
    if (matches[at] !== undefined || taken.has(block)) continue;
    matches[at] = block;
    taken.add(block);
  }
}

/**
 * For each block of the next revision the block of the previous one that it continues: the same block, else the same
 * text, else the same file, else a text with at least half of its words.
 */
export function matchBlocks(previous: readonly Block[], next: readonly NewBlock[]): (Block | undefined)[] {
  const matches = new Array<Block | undefined>(next.length).fill(undefined);
  const taken = new Set<Block>();
  for (const keyOf of [canonicalJson, textKey, fileOf]) pairByKey(previous, next, matches, taken, keyOf);
  pairByLikeness(previous, next, matches, taken);
  return matches;
}
