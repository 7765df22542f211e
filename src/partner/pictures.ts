import { PartnerError } from './error.ts';
import { type PluginFeatures, type PostInput, picturesOf } from './post.ts';
import type { PlacedPicture } from './post-html.ts';
import type { WordPressSite } from './wordpress/site.ts';

/** What is remembered of a partner's media library, and where our pictures come from. */
export interface PictureShelf {
  /** A picture that was sent before; null for none. */
  find(sha256: string): Promise<PlacedPicture | null>;
  save(sha256: string, placed: PlacedPicture): Promise<void>;
  forget(sha256: string): Promise<void>;
  /** Whether another post of ours there shows it. */
  isShownElsewhere(sha256: string): Promise<boolean>;
  /** Its bytes; null when they are gone. */
  read(sha256: string): Promise<Uint8Array | null>;
}

interface PicturePorts {
  readonly site: WordPressSite;
  readonly features: PluginFeatures;
  readonly shelf: PictureShelf;
}

/**
 * Puts the pictures of a post into the media library, each once. Those that the site refuses are left out and told: a text
 * is not to wait for a picture. What may go by itself fails the whole.
 */
export async function placePictures(
  input: PostInput,
  { site, features, shelf }: PicturePorts,
): Promise<{ readonly pictures: ReadonlyMap<string, PlacedPicture>; readonly problem: string | null }> {
  const pictures = new Map<string, PlacedPicture>();
  let problem: string | null = null;
  for (const picture of picturesOf(input)) {
    const { sha256 } = picture;
    let placed = await shelf.find(sha256);
    if (placed === null) {
      try {
        placed = await placedOn(site, sha256);
        const bytes = placed === null ? await shelf.read(sha256) : null;
        if (bytes !== null) {
          const sent = await site.addPicture({ ...picture, bytes }, features.has('meta'));
          placed = { media: sent.id, address: sent.address };
        }
        if (placed === null) {
          problem = 'a picture is among ours no more';
          continue;
        }
        await shelf.save(sha256, placed);
      } catch (error) {
        if (!(error instanceof PartnerError) || error.retryable) throw error;
        problem = `pictures were refused: ${error.message}`;
        continue;
      }
    }
    pictures.set(sha256, placed);
  }
  return { pictures, problem };
}

/** Takes pictures away that no other post of ours shows; their addresses. */
export async function removePictures(
  hashes: readonly string[],
  { site, shelf }: Pick<PicturePorts, 'site' | 'shelf'>,
): Promise<string[]> {
  const addresses: string[] = [];
  for (const sha256 of hashes) {
    if (await shelf.isShownElsewhere(sha256)) continue;
    const placed = (await shelf.find(sha256)) ?? (await placedOn(site, sha256));
    if (placed === null) continue;
    if (!(await site.removePicture(placed.media))) {
      throw new PartnerError('partner-forbidden', `${site.host} does not let this user delete a picture of its own`, {
        hint: 'give the user the role Author, or delete the picture in the media library there',
      });
    }
    await shelf.forget(sha256);
    addresses.push(placed.address);
  }
  return addresses;
}

/** One that was sent before, also when a crash kept us from remembering it: it has its hash as its name. */
async function placedOn(site: WordPressSite, sha256: string): Promise<PlacedPicture | null> {
  const there = await site.findPicture(sha256);
  return there && { media: there.id, address: there.address };
}
