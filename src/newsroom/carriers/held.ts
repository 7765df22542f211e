import { HEAD_PATH, MAX_MUTABLE_BYTES, parseEdition, parseHead, parseNote, type ReadFile } from '../../proof/index.ts';

/** An edition as a carrier's own `head` names it. */
export interface HeldEdition {
  readonly number: number;
  readonly time: Date;
}

/**
 * The edition that a carrier holds, by its own `head`, which is carried last; null when there is none of this newsroom, or
 * it cannot be read. Nothing is verified: it is for telling the operator, who put the file there, how far carrying is, and
 * nothing is decided by it.
 */
export async function readHeld(read: ReadFile, newsroom: string): Promise<HeldEdition | null> {
  try {
    const bytes = await read(HEAD_PATH, MAX_MUTABLE_BYTES);
    if (bytes === null) return null;
    const edition = parseEdition(parseNote(parseHead(bytes).note).text);
    return edition.newsroom === newsroom ? { number: edition.number, time: new Date(edition.time) } : null;
  } catch {
    // A carrier may be away, damaged or somebody else's; carrying says so.
    return null;
  }
}
