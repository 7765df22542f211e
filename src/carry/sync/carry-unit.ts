import type { Carrier } from '../carrier.ts';
import { type Calling, callCarrier, readBack, sha256Of } from './calls.ts';
import type { LedgerWriter } from './ledger-writer.ts';
import type { EditionFile, EditionFiles } from './report.ts';
import type { Tally } from './tally.ts';
import { fingerprintOf, type PlannedFile, type Unit } from './unit.ts';

/** What one sync works with. */
export interface Turn {
  readonly carrier: Carrier;
  readonly calling: Calling;
  readonly edition: EditionFiles;
  readonly ledger: LedgerWriter;
  readonly tally: Tally;
  /** Told each file that was put or found to be there. */
  readonly onConfirmed: (file: EditionFile) => void;
}

interface Loaded extends EditionFile {
  readonly bytes: Uint8Array;
}

/**
 * Carries a file with its twins. Its own files are read before anything is touched; when one of them is no longer what was
 * planned, nothing is, and its path is returned. Null when that was all as planned; faults of the carrier are noted.
 */
export async function carryUnit(turn: Turn, unit: Unit): Promise<string | null> {
  const { edition, carrier, calling } = turn;
  const load = async ({ path, fingerprint }: PlannedFile): Promise<Loaded | null> => {
    const bytes = await edition.read(path);
    const sha256 = bytes === null ? '' : sha256Of(bytes);
    if (bytes === null || fingerprintOf(sha256) !== fingerprint) return null;
    return { path, sha256, sizeBytes: bytes.length, bytes };
  };
  const file = await load(unit.file);
  if (file === null) return unit.file.path;
  const twins = [];
  for (const planned of unit.twins) {
    const twin = await load(planned);
    if (twin === null) return planned.path;
    twins.push({ ...twin, need: planned.need });
  }

  const isReplaced = unit.file.need === 'write' || (unit.file.need === 'check' && !(await adopt(turn, file)));
  if (isReplaced) {
    for (const path of unit.oldTwins) await callCarrier(carrier, calling, () => carrier.remove(path, calling.signal));
    // With a file that is not what it should be, its twins stay away too.
    if (!(await put(turn, file))) return null;
  }
  for (const twin of twins) {
    if (!isReplaced && twin.need === 'nothing') continue;
    if (isReplaced || twin.need === 'write' || !(await adopt(turn, twin))) await put(turn, twin);
  }
  return null;
}

/** True when the carrier holds this file already. */
async function adopt({ carrier, calling, ledger, tally, onConfirmed }: Turn, file: Loaded): Promise<boolean> {
  if ((await readBack(carrier, file, calling)) !== null) return false;
  ledger.note(file.path, file.sha256);
  tally.adopt(file);
  onConfirmed(plain(file));
  return true;
}

/** Writes a file and reads it back; false when the carrier gives back something else. */
async function put({ carrier, calling, ledger, tally, onConfirmed }: Turn, file: Loaded): Promise<boolean> {
  await calling.budget?.spend(file.sizeBytes, calling.signal);
  await callCarrier(carrier, calling, () => carrier.write(file.path, file.bytes, calling.signal));
  const found = await readBack(carrier, file, calling);
  if (found !== null) {
    tally.noteFault({ kind: 'altered', path: file.path, expected: plain(file), found });
    return false;
  }
  ledger.note(file.path, file.sha256);
  tally.write(file);
  onConfirmed(plain(file));
  return true;
}

/** Without the bytes, which nobody should hold on to. */
function plain({ path, sizeBytes, sha256 }: EditionFile): EditionFile {
  return { path, sizeBytes, sha256 };
}
