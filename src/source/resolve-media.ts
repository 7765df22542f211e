import type { MediaFile, NewBlock, ObjectFile, PictureFile } from '../article/index.ts';
import type { Warning } from './arrival.ts';
import type { DraftBlock, DraftPicture, DraftVideo } from './draft.ts';

/** Why a file could not be carried: a sentence without its address. */
export interface MediaProblem {
  readonly problem: string;
}

/** A video made small: its pieces, and what belongs to them. */
export interface CarriedVideo {
  readonly pieces: readonly MediaFile[];
  readonly hashes: ObjectFile;
  readonly durationSeconds: number;
  /** Made from the video; used when the newsroom gave none. */
  readonly poster?: PictureFile;
}

/**
 * Fetches files from the newsroom's site, makes them small and clean, and keeps them. Implemented by whoever has the
 * client and the blob store; expected failures are values. Calls may run at once.
 */
export interface CarryMedia {
  picture(address: string): Promise<PictureFile | MediaProblem>;
  video(address: string): Promise<CarriedVideo | MediaProblem>;
  captions(address: string): Promise<MediaFile | MediaProblem>;
}

/** Blocks of the model, and what had to be left out. */
export interface ResolvedMedia {
  readonly blocks: readonly NewBlock[];
  readonly warnings: readonly Warning[];
}

function isProblem(result: object): result is MediaProblem {
  return 'problem' in result;
}

/** A caption without its picture still says something; it becomes a paragraph. */
function captionAlone(block: DraftPicture | DraftVideo): NewBlock[] {
  return block.caption === undefined ? [] : [{ type: 'paragraph', content: block.caption }];
}

function textOf(block: DraftPicture | DraftVideo) {
  const { alternative, caption, credit } = block;
  return { alternative, ...(caption !== undefined && { caption }), ...(credit !== undefined && { credit }) };
}

/**
 * Turns draft blocks into blocks of the model by carrying their files. What cannot be carried is left out and named;
 * its caption stays as a paragraph, a video's poster as a picture.
 *
 * @param of the arrival the blocks are of, for warnings: its source, and a name for the item
 */
export async function resolveMedia(
  drafts: readonly DraftBlock[],
  carry: CarryMedia,
  of: { readonly source: string; readonly item: string },
): Promise<ResolvedMedia> {
  const warnings: Warning[] = [];
  const drop = (what: string, address: string, { problem }: MediaProblem): void => {
    const message = `${of.source}: ${of.item}: ${what} ${address} is left out: ${problem}`;
    warnings.push({ code: 'media-dropped', source: of.source, item: of.item, message });
  };

  async function picture(block: DraftPicture): Promise<NewBlock[]> {
    const file = await carry.picture(block.address);
    if (!isProblem(file)) return [{ type: 'picture', file, ...textOf(block) }];
    drop('the picture', block.address, file);
    return captionAlone(block);
  }

  async function video(block: DraftVideo): Promise<NewBlock[]> {
    const carried = await carry.video(block.address);
    const poster = block.poster === undefined ? undefined : await carry.picture(block.poster);
    if (poster !== undefined && isProblem(poster)) drop('the poster', block.poster ?? '', poster);
    const shown = poster !== undefined && !isProblem(poster) ? poster : undefined;
    if (isProblem(carried)) {
      drop('the video', block.address, carried);
      return shown === undefined ? captionAlone(block) : [{ type: 'picture', file: shown, ...textOf(block) }];
    }
    const captions: { language: string; file: MediaFile }[] = [];
    for (const { language, address } of block.captions) {
      const file = await carry.captions(address);
      if (isProblem(file)) drop('the captions file', address, file);
      else captions.push({ language, file });
    }
    const still = shown ?? carried.poster;
    return [
      {
        type: 'video',
        pieces: carried.pieces,
        hashes: carried.hashes,
        durationSeconds: carried.durationSeconds,
        ...(still !== undefined && { poster: still }),
        captions,
        ...textOf(block),
      },
    ];
  }

  const blocks: NewBlock[] = [];
  // One after the other: a picture is megabytes while it is made small, and the host is asked politely.
  for (const block of drafts) {
    if (block.type === 'picture') blocks.push(...(await picture(block)));
    else if (block.type === 'video') blocks.push(...(await video(block)));
    else blocks.push(block);
  }
  return { blocks, warnings };
}
