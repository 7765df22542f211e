import { type Block, blockNumber, normaliseLine } from '../article/index.ts';
import { formatTime } from '../proof/index.ts';

/**
 * Correction notes that are added at the desk are numbered apart from the blocks of a source, and those of a translation
 * apart from those of its original: each keeps its own through every revision, and no number is given twice.
 */
const FIRST = { original: 900_000_001, translation: 950_000_001 } as const;

/** Whether a block is a correction note of the desk. */
export function isNote({ type, id }: Pick<Block, 'type' | 'id'>): boolean {
  return type === 'correction' && (blockNumber(id) ?? 0) >= FIRST.original;
}

/** Whether a block of a translation is a correction note that its original does not have. */
export function isOwnNote({ type, id }: Pick<Block, 'type' | 'id'>): boolean {
  return type === 'correction' && (blockNumber(id) ?? 0) >= FIRST.translation;
}

/** A correction note for a version with these blocks; null when it says nothing. */
export function newNote(text: string, blocks: readonly Block[], of: keyof typeof FIRST, now: Date): Block | null {
  const line = normaliseLine(text);
  if (line === '') return null;
  const before = blocks.filter(of === 'original' ? isNote : isOwnNote);
  const number = before.reduce((highest, { id }) => Math.max(highest, blockNumber(id) ?? 0), FIRST[of] - 1) + 1;
  return { id: `b${number}`, type: 'correction', time: formatTime(now), content: [{ type: 'text', text: line }] };
}
