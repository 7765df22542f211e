import { type Carrier, CarryError } from '../carrier.ts';
import { twinOf } from '../layout.ts';
import { type Calling, callCarrier } from './calls.ts';

/** First line of a list of block hashes (docs/spec/media.md): the only file of `o/` that speaks of a picture or video. */
const MEDIA_LIST = new TextEncoder().encode('tamizdat.media/v1\n');
const MAX_OBJECT_BYTES = 64 * 1024;

/** Whether a path of the carrier is a picture, a video, captions, or the list of hashes of one (or a twin of that). */
export async function isMediaOf(carrier: Carrier, calling: Calling, path: string): Promise<boolean> {
  if (path.startsWith('m/')) return true;
  if (!path.startsWith('o/')) return false;
  const owner = twinOf(path) ?? path;
  try {
    const bytes = await callCarrier(carrier, calling, () => carrier.read(owner, MAX_OBJECT_BYTES, calling.signal));
    return bytes !== null && MEDIA_LIST.every((byte, at) => bytes[at] === byte);
  } catch (error) {
    if (error instanceof CarryError && error.code === 'file-too-large') return false;
    throw error;
  }
}
