import { type Block, checkBody, LIMITS, type NewBlock, splitLongBlocks } from '../article/index.ts';
import type { Draft, DraftBlock } from './draft.ts';
import { SourceError } from './source-error.ts';

/** Stands in for files that are not here yet, so that the model's rules can be asked about the text around them. */
const FILE = { sha256: '0'.repeat(64), sizeBytes: 1 } as const;
const PICTURE = { ...FILE, extension: 'webp', widthPx: 1, heightPx: 1 } as const;

function standIn(block: DraftBlock): NewBlock {
  if (block.type === 'picture') {
    const { address: _, ...text } = block;
    return { ...text, file: PICTURE };
  }
  if (block.type !== 'video') return block;
  const { address: _, poster, captions, ...text } = block;
  return {
    ...text,
    pieces: [{ ...FILE, extension: 'mp4' }],
    hashes: FILE,
    durationSeconds: 1,
    ...(poster !== undefined && { poster: PICTURE }),
    captions: captions.map(({ language }) => ({ language, file: { ...FILE, extension: 'vtt' } })),
  };
}

/** Blocks with those cut that are too long for the model; a caption too long for its picture goes on below it. */
function splitBlocks(blocks: readonly DraftBlock[], language: string): DraftBlock[] {
  return blocks.flatMap((block) =>
    splitLongBlocks([standIn(block)], language).map((piece): DraftBlock => {
      if (piece.type !== 'picture' && piece.type !== 'video') return piece;
      const { alternative, caption, credit } = piece;
      const { caption: _caption, credit: _credit, ...rest } = block as Extract<DraftBlock, { address: string }>;
      return {
        ...rest,
        alternative,
        ...(caption !== undefined && { caption }),
        ...(credit !== undefined && { credit }),
      } as DraftBlock;
    }),
  );
}

/**
 * A draft that the article model can hold. Blocks too long are cut at sentences; anything else that breaks the model
 * refuses the draft.
 *
 * @throws SourceError `invalid`, `too-large`
 */
export function fitDraft(draft: Draft, name: string): Draft {
  const blocks = splitBlocks(draft.blocks, draft.language);
  if (blocks.length > LIMITS.blocks) {
    throw new SourceError('too-large', `${name}: ${blocks.length} blocks of text; ${LIMITS.blocks} are the most`, {
      hint: 'a text this long is a book; publish it in parts',
    });
  }
  const numbered = blocks.map((block, at) => ({ ...standIn(block), id: `b${at + 1}` }) as Block);
  const dated = numbered.map((block) =>
    block.type === 'correction' && block.time === '' ? { ...block, time: draft.publishedAt } : block,
  );
  const [problem] = checkBody({ ...draft, state: 'current', blocks: dated });
  if (problem !== undefined) {
    throw new SourceError('invalid', `${name}: ${problem.path} ${problem.message}`);
  }
  return { ...draft, blocks };
}
