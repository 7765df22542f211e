import type { Block } from './model.ts';
import type { NewBlock } from './new-block.ts';
import { matchBlocks } from './revise.ts';

/** Crockford's alphabet: no i, l, o, u, so that an id read aloud or copied by hand survives. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const ID_CHARACTERS = 10;
const SALT_BYTES = 16;
const BLOCK_ID = /^b([1-9][0-9]{0,8})$/;

/** Whether a text is an article id: ten characters of lower-case Crockford base 32. */
export function isArticleId(text: string): boolean {
  return /^[0-9a-hjkmnp-tv-z]{10}$/.test(text);
}

/** A new opaque article id (50 bits). `random` gives that many random bytes. */
export function newArticleId(random: (count: number) => Uint8Array): string {
  // 32 divides 256: the low five bits of a byte are as even as the byte.
  return Array.from(random(ID_CHARACTERS), (byte) => ALPHABET.charAt(byte & 31)).join('');
}

/** Whether a text is a salt: 16 bytes as 32 lower-case hex digits. */
export function isSalt(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}

/** A new salt for a body or listing, so that a removed text cannot be confirmed by guessing. */
export function newSalt(random: (count: number) => Uint8Array): string {
  return Array.from(random(SALT_BYTES), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The number of a block id (`b12` → 12), or null when the text is none. */
export function blockNumber(id: string): number | null {
  const match = BLOCK_ID.exec(id);
  return match === null ? null : Number(match[1]);
}

/** Blocks with their ids, and the highest number ever given out in this language version: store it with them. */
export interface NumberedBlocks {
  readonly blocks: Block[];
  readonly used: number;
}

/**
 * Gives the blocks of the next revision their ids: a block that is the same as one before, or recognisably the same,
 * keeps its id wherever it moved; every other gets the next number. `used` is the highest number ever given out, 0 at
 * first; numbers are never given twice. Deterministic.
 */
export function assignBlockIds(previous: readonly Block[], next: readonly NewBlock[], used: number): NumberedBlocks {
  let highest = previous.reduce((most, block) => Math.max(most, blockNumber(block.id) ?? 0), used);
  const matches = matchBlocks(previous, next);
  const blocks = next.map((block, at): Block => {
    const known = matches[at];
    if (known !== undefined) return { ...block, id: known.id };
    highest += 1;
    return { ...block, id: `b${highest}` };
  });
  return { blocks, used: highest };
}
