/** Small things asked of carriers beside a page: a newer head, an object by its hash, media. */
import type { MediaFile } from '../article/index.ts';
import { HEAD_PATH, MAX_MUTABLE_BYTES, mediaPath, type ReadFile, type Report, sha256Hex } from '../proof/index.ts';
import { type Carrier, MIN_BYTES_PER_MS } from './carrier-pool.ts';
import { judgeCarrier, noteVerdict } from './carrier-verdict.ts';
import { race } from './race.ts';
import type { Visit } from './visit.ts';

const MAX_OBJECTS = 40;
/** What takes longer than at this pace is asked of another carrier too: a slow line is not to load everything twice. */
const PACE_BYTES_PER_MS = 20;
/** How many other carriers tell whether one is behind. */
const WITNESSES = 2;

/** Asks one carrier for its head; null when it gives none that verifies. */
export async function askHead(visit: Visit, carrier: Carrier, signal: AbortSignal): Promise<Report | null> {
  const head = await visit.pool.ask(carrier, HEAD_PATH, MAX_MUTABLE_BYTES, signal);
  if (!(head instanceof Uint8Array)) return null;
  const { report } = await judgeCarrier(visit, carrier, { head }, signal);
  // What was cut short shows nothing.
  if (signal.aborted) return null;
  return noteVerdict(visit, carrier, report, head) === 'good' ? report : null;
}

/** Asks for the heads of two carriers outside these groups; silence is passed on to the next. */
export async function askWitnesses(visit: Visit, groups: readonly string[], signal: AbortSignal): Promise<void> {
  const others = visit.pool.spare().filter(({ entry }) => !groups.includes(entry.group));
  // Two rows that each end with the first answer.
  const rows = Array.from({ length: WITNESSES }, (_, row) => others.filter((_each, at) => at % WITNESSES === row));
  const { stallMs: stepMs } = visit.strategy;
  const pace = { start: 1, stepMs, limitMs: 2 * stepMs };
  await Promise.all(rows.map((row) => race(row, (other, inner) => askHead(visit, other, inner), pace, signal)));
}

/**
 * Gets a file by its hash from one carrier after the other, the next one when the one before takes too long. Whoever gives
 * other bytes is set aside; bytes of another length are a host's own page, which is no answer.
 */
async function readByHash(
  { pool, strategy }: Visit,
  carriers: readonly Carrier[],
  file: { readonly path: string; readonly sha256: string; readonly sizeBytes: number },
  signal: AbortSignal,
): Promise<Uint8Array | null> {
  const { path, sha256, sizeBytes } = file;
  const limitMs = strategy.limitMs + sizeBytes / MIN_BYTES_PER_MS;
  const stepMs = strategy.stallMs + sizeBytes / PACE_BYTES_PER_MS;
  const attempt = async (carrier: Carrier, inner: AbortSignal): Promise<Uint8Array | null> => {
    const answer = await pool.ask(carrier, path, sizeBytes, inner);
    if (!(answer instanceof Uint8Array)) return null;
    if (answer.length !== sizeBytes) pool.note(carrier, { standing: 'silent' });
    else if ((await sha256Hex(answer)) !== sha256) pool.accuse(carrier, 'false', 'hash-mismatch');
    else {
      pool.praise(carrier);
      return answer;
    }
    return null;
  };
  return race(carriers, attempt, { start: 1, stepMs, limitMs }, signal);
}

/** Reads what stands in `o/`, from whoever has been asked for little so far; nothing else. */
export function objectsOf(visit: Visit, signal: AbortSignal): ReadFile {
  const { objects, pool } = visit;
  return async (path, sizeBytes) => {
    if (!path.startsWith('o/')) return null;
    const sha256 = path.slice(path.lastIndexOf('/') + 1);
    const bytes = objects.get(sha256) ?? (await readByHash(visit, pool.spare(), { path, sha256, sizeBytes }, signal));
    if (bytes !== null) keepLast(objects, sha256, bytes, MAX_OBJECTS);
    return bytes;
  };
}

/** Puts a value last, and lets go of the first beyond so many. */
export function keepLast<Value>(map: Map<string, Value>, key: string, value: Value, max: number): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) if (map.size > max) map.delete(oldest);
}

/** Gets a file of `m/`: what the reader asked for may be asked of everybody. */
export async function readMedia(visit: Visit, file: MediaFile, signal: AbortSignal): Promise<Uint8Array | null> {
  const { sha256, sizeBytes } = file;
  return readByHash(visit, visit.pool.order(), { path: mediaPath(file), sha256, sizeBytes }, signal);
}
