import type { Kysely } from 'kysely';
import type { MediaFile, PictureFile } from '../../article/index.ts';
import type { Blobs } from '../../platform/blobs/index.ts';
import { type Fetch, HttpError } from '../../platform/http/index.ts';
import {
  carryCaptions,
  carryPicture,
  carryVideo,
  MAX_CAPTIONS_BYTES,
  MAX_PICTURE_BYTES,
  MediaError,
} from '../../platform/media/index.ts';
import type { Log } from '../../platform/telemetry/index.ts';
import { formatTime } from '../../proof/index.ts';
import type { CarriedVideo, CarryMedia, MediaProblem } from '../../source/index.ts';
import type { Tables } from '../../tables/index.ts';

/** A video is read into memory before it is made small; larger ones are left out. */
const MAX_VIDEO_BYTES = 200_000_000;
/** What an address gave is believed for so long: language versions share pictures, and a retry after a crash finds them. */
export const FRESH_MS = 60 * 60 * 1000;

/** Fetches media, makes them small and clean, and keeps them in the blobs. Failures are values, remembered for the hour. */
export function openMedia(ports: {
  readonly db: Kysely<Tables>;
  readonly blobs: Blobs;
  readonly fetch: Fetch;
  readonly now: () => Date;
  readonly log: Log;
  readonly signal?: AbortSignal;
}): CarryMedia {
  const { db, blobs, log, signal } = ports;

  async function get(address: string, maxBytes: number): Promise<Uint8Array | MediaProblem> {
    const answer = await ports.fetch(address, {
      maxBytes,
      totalMs: 300_000,
      ...(signal === undefined ? {} : { signal }),
    });
    return answer.status === 200 ? answer.bytes : { problem: `it answers ${answer.status}` };
  }

  const underWay = new Map<string, Promise<object>>();

  /** Language versions that ask for the same picture at once wait for one fetch of it. */
  function remembered<T extends object>(
    kind: string,
    address: string,
    make: () => Promise<T | MediaProblem>,
  ): Promise<T | MediaProblem> {
    const name = `${kind} ${address}`;
    const running = underWay.get(name) as Promise<T | MediaProblem> | undefined;
    if (running !== undefined) return running;
    const work = recall(kind, name, make).finally(() => underWay.delete(name));
    underWay.set(name, work);
    return work;
  }

  async function recall<T extends object>(
    kind: string,
    name: string,
    make: () => Promise<T | MediaProblem>,
  ): Promise<T | MediaProblem> {
    const row = await db.selectFrom('media').selectAll().where('address', '=', name).executeTakeFirst();
    if (row !== undefined && ports.now().getTime() - new Date(row.fetched_at).getTime() < FRESH_MS) {
      return JSON.parse(row.outcome) as T | MediaProblem;
    }
    let outcome: T | MediaProblem;
    try {
      outcome = await make();
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof HttpError || error instanceof MediaError)) throw error;
      outcome = { problem: error.message };
    }
    const values = { kind, outcome: JSON.stringify(outcome), fetched_at: formatTime(ports.now()) };
    await db
      .insertInto('media')
      .values({ address: name, ...values })
      .onConflict((conflict) => conflict.column('address').doUpdateSet(values))
      .execute();
    return outcome;
  }

  const tellStripped = (address: string, stripped: readonly string[]): void => {
    // An editor should know that a photograph carried its place, even though the copy does not.
    if (stripped.includes('place'))
      log.warn('a picture carried the place where it was taken; the copy does not', { address });
  };

  return {
    picture: (address) =>
      remembered<PictureFile>('picture', address, async () => {
        const bytes = await get(address, MAX_PICTURE_BYTES);
        if ('problem' in bytes) return bytes;
        const carried = await carryPicture(bytes);
        tellStripped(address, carried.stripped);
        await blobs.put(carried.bytes, carried.file.extension);
        return carried.file;
      }),
    video: (address) =>
      remembered<CarriedVideo>('video', address, async () => {
        const bytes = await get(address, MAX_VIDEO_BYTES);
        if ('problem' in bytes) return bytes;
        const carried = await carryVideo(bytes, signal === undefined ? {} : { signal });
        if (carried.outcome === 'skipped') return { problem: carried.reason };
        tellStripped(address, carried.stripped);
        for (const piece of carried.pieces) await blobs.put(piece.bytes, piece.file.extension);
        await blobs.put(carried.hashes.bytes, 'list');
        await blobs.put(carried.poster.bytes, carried.poster.file.extension);
        return {
          pieces: carried.pieces.map((piece) => piece.file),
          hashes: carried.hashes.file,
          durationSeconds: carried.durationSeconds,
          poster: carried.poster.file,
        };
      }),
    captions: (address) =>
      remembered<MediaFile>('captions', address, async () => {
        const bytes = await get(address, MAX_CAPTIONS_BYTES);
        if ('problem' in bytes) return bytes;
        const carried = carryCaptions(bytes);
        await blobs.put(carried.bytes, carried.file.extension);
        return carried.file;
      }),
  };
}
