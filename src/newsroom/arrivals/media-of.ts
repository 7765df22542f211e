import type { ArticleBody } from '../../article/index.ts';
import { mediaPath, objectPath } from '../../proof/index.ts';

/** A file that a body shows, and where it lies in an edition. */
export interface ShownFile {
  readonly sha256: string;
  readonly path: string;
}

/** Every file of `m/` and `o/` that a body names. */
export function mediaOf(body: ArticleBody): ShownFile[] {
  const files: ShownFile[] = [];
  const media = (file: { readonly sha256: string; readonly extension: string }): void => {
    files.push({ sha256: file.sha256, path: mediaPath(file) });
  };
  for (const block of body.blocks) {
    if (block.type === 'picture') media(block.file);
    if (block.type !== 'video') continue;
    for (const file of block.pieces) media(file);
    for (const { file } of block.captions) media(file);
    if (block.poster !== undefined) media(block.poster);
    files.push({ sha256: block.hashes.sha256, path: objectPath(block.hashes.sha256) });
  }
  return files;
}
