/** How keeping begins, or goes on: see `keeping.ts`. */
import { type Device, openDevice } from './device.ts';
import { ReaderError } from './error.ts';
import type { Kept, NowOpen } from './keeping.ts';
import type { Storage } from './ports.ts';
import { quietly } from './quietly.ts';

export { forgetDevice } from './device.ts';

const WORKER = 'service-worker.js';

/** Opens what is kept, or makes it. Fails when it was forgotten meanwhile: that must not be made again. */
export async function openKept(kept: Kept, storage: Storage, now: () => Date): Promise<Device> {
  const refuseUnwanted = (): void => {
    if (!kept.isWanted) throw new TypeError('forgotten meanwhile');
  };
  const onGone = (): void => {
    kept.device = null;
    kept.isThere = false;
  };
  refuseUnwanted();
  const opened = await openDevice({ factory: storage.indexedDB, name: kept.name }, now, onGone);
  try {
    refuseUnwanted();
  } catch (error) {
    opened.close();
    throw error;
  }
  kept.isThere = true;
  kept.device = opened;
  return opened;
}

/** Keeps what is open now, and the app itself. Fails with `keeping-unavailable`, and then leaves nothing it made. */
export async function turnOn(
  kept: Kept,
  storage: Storage | null,
  now: () => Date,
  nowOpen: () => NowOpen,
  forget: () => Promise<void>,
): Promise<void> {
  if (kept.device !== null) return;
  const wasThere = kept.isThere;
  try {
    if (storage === null) throw new TypeError('no storage');
    kept.isWanted = true;
    const { state, pages } = nowOpen();
    const opened = await openKept(kept, storage, now);
    opened.remember(state);
    for (const page of pages) await opened.keep(page);
    await storage.serviceWorker.register(WORKER);
  } catch (cause) {
    // What was kept before is the reader's to remove.
    if (!wasThere) await quietly(forget);
    throw new ReaderError('keeping-unavailable', 'this browser does not let the app keep anything', {
      hint: 'private windows keep nothing; open the app in another one',
      cause,
    });
  }
}
