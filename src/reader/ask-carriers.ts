/** Small things asked of carriers beside a page: a newer head, an object by its hash, media. */
import type { MediaFile } from '../article/index.ts';
import { HEAD_PATH, MAX_MUTABLE_BYTES, mediaPath, type ReadFile, type Report, sha256Hex } from '../proof/index.ts';
import type { Carrier } from './carrier-pool.ts';
import { judgeCarrier, noteVerdict } from './carrier-verdict.ts';
import { race } from './race.ts';
import type { Visit } from './visit.ts';

const MAX_OBJECTS = 40;
/** Slower than this, whole files do not come: a limit for whoever trickles. */
const MIN_BYTES_PER_MS = 4;
/** What takes longer than at this pace is asked of another carrier too: a slow line is not to load everything twice. */
const PACE_BYTES_PER_MS = 20;

/** Asks one carrier for its head; null when it gives none that verifies. */
export async function askHead(visit: Visit, carrier: Carrier, signal: AbortSignal): Promise<Report | null> {
  const head = await visit.pool.ask(carrier, HEAD_PATH, MAX_MUTABLE_BYTES, signal);
  if (!(head instanceof Uint8Array)) return null;
  const { report } = await judgeCarrier(visit, carrier, { head }, signal);
  return noteVerdict(visit, carrier, report, head) === 'good' ? report : null;
}

/**
 * Gets a file by its hash from one carrier after the other, the next one when the one before takes too long. Whoever gives
 * other bytes is set aside.
 */
async function readByHash(
  { pool, strategy }: Visit,
  carriers: readonly Carrier[],
  file: { readonly path: string; readonly sha256: string; readonly maxBytes: number },
  signal: AbortSignal,
): Promise<Uint8Array | null> {
  const limitMs = strategy.limitMs + file.maxBytes / MIN_BYTES_PER_MS;
  const stepMs = strategy.patienceMs + file.maxBytes / PACE_BYTES_PER_MS;
  const attempt = async (carrier: Carrier, inner: AbortSignal): Promise<Uint8Array | null> => {
    const answer = await pool.ask(carrier, file.path, file.maxBytes, inner);
    if (!(answer instanceof Uint8Array)) return null;
    if ((await sha256Hex(answer)) !== file.sha256) {
      pool.accuse(carrier, 'false', 'hash-mismatch');
      return null;
    }
    pool.praise(carrier);
    return answer;
  };
  return race(carriers, attempt, { start: 1, stepMs, limitMs }, signal);
}

/** Reads what stands in `o/`, from whoever has been asked for little so far; nothing else. */
export function objectsOf(visit: Visit, signal: AbortSignal): ReadFile {
  const { objects, pool } = visit;
  return async (path, maxBytes) => {
    if (!path.startsWith('o/')) return null;
    const sha256 = path.slice(path.lastIndexOf('/') + 1);
    const bytes = objects.get(sha256) ?? (await readByHash(visit, pool.spare(), { path, sha256, maxBytes }, signal));
    objects.delete(sha256);
    if (bytes !== null) objects.set(sha256, bytes);
    for (const oldest of objects.keys()) if (objects.size > MAX_OBJECTS) objects.delete(oldest);
    return bytes;
  };
}

/** Gets a file of `m/`: what the reader asked for may be asked of everybody. */
export async function readMedia(visit: Visit, file: MediaFile, signal: AbortSignal): Promise<Uint8Array | null> {
  const { sha256, sizeBytes: maxBytes } = file;
  const bytes = await readByHash(visit, visit.pool.order(), { path: mediaPath(file), sha256, maxBytes }, signal);
  return bytes?.length === maxBytes ? bytes : null;
}
