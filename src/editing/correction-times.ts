import { type Block, plainText } from '../article/index.ts';

/**
 * Corrections of a further revision with the time they were first published with. Most sources do not say when a
 * correction was made; it is then dated by the change that brought it, and a later change of something else must not
 * date it anew. Blocks are matched by id.
 */
export function keepCorrectionTimes(before: readonly Block[], after: readonly Block[]): Block[] {
  const known = new Map(before.map((block) => [block.id, block]));
  return after.map((block) => {
    const earlier = known.get(block.id);
    if (block.type !== 'correction' || earlier?.type !== 'correction') return block;
    return plainText([earlier]) === plainText([block]) ? { ...block, time: earlier.time } : block;
  });
}
