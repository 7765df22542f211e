import { contentKey } from '../article/index.ts';
import { mediaIdentity } from './addresses.ts';
import { hashOf } from './ask.ts';
import type { Draft, DraftBlock } from './draft.ts';

/** A block as far as a reader would notice: media by what names the file, not by the signature in its address. */
function noticed(block: DraftBlock): object {
  if (block.type === 'picture') return { ...block, address: mediaIdentity(block.address) };
  if (block.type !== 'video') return block;
  return {
    ...block,
    address: mediaIdentity(block.address),
    ...(block.poster !== undefined && { poster: mediaIdentity(block.poster) }),
    captions: block.captions.map((each) => ({ ...each, address: mediaIdentity(each.address) })),
  };
}

/** SHA-256, hex, of everything of a draft a reader would notice: equal means unchanged. */
export function contentHashOf(draft: Draft): string {
  return hashOf(contentKey({ ...draft, blocks: draft.blocks.map(noticed) }));
}
