import { TWIN_SUFFIXES } from '../layout.ts';
import type { PackedEntry } from './packed-list.ts';

/** What is to be done about one file: nothing, read it back (and write it when it differs), or write it. */
export type Need = 'nothing' | 'check' | 'write';

/** The first 16 hex digits of a SHA-256: enough to notice that a file is no longer the one that was planned. */
export type Fingerprint = string;

export interface PlannedFile {
  readonly path: string;
  readonly fingerprint: Fingerprint;
  readonly need: Need;
}

/** A file together with its twins: carried one after the other, because a twin must never outlive its file's bytes. */
export interface Unit {
  readonly file: PlannedFile;
  readonly twins: readonly PlannedFile[];
  /** Paths of twins that are or may be on the carrier, to be removed before the file is replaced. */
  readonly oldTwins: readonly string[];
}

export function fingerprintOf(sha256: string): Fingerprint {
  return sha256.slice(0, 16);
}

/** The files of a unit, the file itself first. */
export function filesOf(unit: Unit): readonly PlannedFile[] {
  return [unit.file, ...unit.twins];
}

const NEEDS: readonly Need[] = ['nothing', 'check', 'write'];
const FINGERPRINT_BYTES = 8;

/** A unit in a few bytes; its path is kept beside them. Two bits a file (0: there is none) and one for each old twin. */
export function packUnit(unit: Unit): Uint8Array {
  let flags = NEEDS.indexOf(unit.file.need) + 1;
  let fingerprints = unit.file.fingerprint;
  for (const [at, suffix] of TWIN_SUFFIXES.entries()) {
    const twin = unit.twins.find(({ path }) => path === unit.file.path + suffix);
    if (twin !== undefined) {
      flags |= (NEEDS.indexOf(twin.need) + 1) << (2 + 2 * at);
      fingerprints += twin.fingerprint;
    }
    if (unit.oldTwins.includes(unit.file.path + suffix)) flags |= 64 << at;
  }
  return Buffer.concat([Uint8Array.of(flags), Buffer.from(fingerprints, 'hex')]);
}

/** The reverse of `packUnit`. */
export function unpackUnit({ path, payload }: PackedEntry): Unit {
  const flags = payload[0] ?? 0;
  let at = 1;
  const file = (filePath: string, need: number): PlannedFile => {
    const fingerprint = Buffer.from(payload.buffer, payload.byteOffset + at, FINGERPRINT_BYTES).toString('hex');
    at += FINGERPRINT_BYTES;
    return { path: filePath, fingerprint, need: NEEDS[need - 1] ?? 'check' };
  };
  const owner = file(path, flags & 3);
  const needs = TWIN_SUFFIXES.map((suffix, index) => [path + suffix, (flags >> (2 + 2 * index)) & 3] as const);
  return {
    file: owner,
    twins: needs.flatMap(([twin, need]) => (need === 0 ? [] : [file(twin, need)])),
    oldTwins: TWIN_SUFFIXES.flatMap((suffix, index) => ((flags & (64 << index)) === 0 ? [] : [path + suffix])),
  };
}
