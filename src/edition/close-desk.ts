import {
  type Desk,
  type KnownDesk,
  type LogPlace,
  logNumber,
  pagePath,
  parseNote,
  parseRecord,
  placeOf,
  type ReadFile,
  type RecordFields,
  type SignerKey,
} from '../proof/index.ts';
import { EditionError } from './error.ts';
import { readPublishedPage } from './folder.ts';
import { readLogEntries } from './log-entries.ts';
import type { PageDraft } from './pages.ts';
import { deskOf } from './trust.ts';
import type { TrustState } from './trust-state.ts';

/** A desk key that is to be closed at an index of the log in use. */
export interface DeskClosing {
  readonly language: string;
  /** The line of the key that is closed. */
  readonly desk: KnownDesk;
  /** Last index at which the key is valid; below the line's first one when nothing of the key is to stand. */
  readonly after: number;
  /** The line of the key that follows, when an earlier attempt has published it already. */
  readonly next: KnownDesk | null;
}

/**
 * Plans the closing of the key in use of a language. Pure. Where two lines are open, an earlier attempt was interrupted:
 * that one is finished. Null where the key was closed there already: running it twice closes one key.
 * @param after last valid index; null for the last entry of the log
 * @param size entries of the log
 * @throws EditionError `request-invalid` when no key is open, for an index beyond the log, for one before the key's own
 * entries, and for another index than that of the interrupted attempt
 */
export function planClosing(
  state: TrustState,
  language: string,
  after: number | null,
  size: number,
): DeskClosing | null {
  const log = state.log.name;
  const open = state.desks.filter(
    (desk) => desk.log === log && desk.lastIndex === null && desk.languages.includes(language),
  );
  const [desk, ...later] = open;
  if (desk === undefined) {
    const known = state.desks.flatMap((each) => (each.log === log && each.lastIndex === null ? each.languages : []));
    throw new EditionError('request-invalid', `no desk of ${log} has an open key for ${language}`, {
      hint: `there is one for: ${[...new Set(known)].join(', ')}`,
    });
  }
  const next = later.at(-1) ?? null;
  const at = after ?? (next === null ? size : next.firstIndex) - 1;
  if (next !== null && at !== next.firstIndex - 1) {
    throw new EditionError(
      'request-invalid',
      `the key of the desk ${language} is being closed after entry ${next.firstIndex - 1}, not ${at}`,
      { hint: `finish that first: --after ${next.firstIndex - 1}` },
    );
  }
  if (at >= size) {
    throw new EditionError('request-invalid', `entry ${at} is beyond the log: ${log} has entries 0 to ${size - 1}`, {
      hint: 'give the index of the last entry that was still yours, or --now',
    });
  }
  const isClosedAt = ({ log: of, lastIndex, languages }: KnownDesk) =>
    of === log && lastIndex === at && languages.includes(language);
  if (next === null && desk.firstIndex === at + 1 && state.desks.some(isClosedAt)) return null;
  if (at < desk.firstIndex - 1) {
    throw new EditionError(
      'request-invalid',
      `the key in use of the desk ${language} begins at entry ${desk.firstIndex}; entry ${at} is another key's`,
      { hint: `to void everything it signed: --after ${desk.firstIndex - 1}` },
    );
  }
  return { language, desk, after: at, next };
}

/** The desks with the following key's line added, the closed key still open: what is carried first. */
export async function desksWithNext(state: TrustState, closing: DeskClosing, key: SignerKey): Promise<readonly Desk[]> {
  if (closing.next !== null) return state.desks;
  const { desk, language, after } = closing;
  const line = await deskOf(key, language, desk.log, after + 1);
  return [...state.desks, { ...line, languages: desk.languages }];
}

/** The desks with the key closed. */
export function desksClosed(state: TrustState, { desk, after }: DeskClosing): readonly Desk[] {
  return state.desks.flatMap((each) => {
    if (each.verifierKey !== desk.verifierKey || each.log !== desk.log || each.lastIndex !== null) return [each];
    // A range that ends before it begins says nothing.
    return after < each.firstIndex ? [] : [{ ...each, lastIndex: after }];
  });
}

/** A record that the closing makes void. */
export interface VoidRecord {
  readonly place: LogPlace;
  readonly record: RecordFields;
  /** Path of its page's first file. */
  readonly path: string;
  /** Whether its page is the one that is published: then something has to take its place. */
  readonly isCurrent: boolean;
}

/**
 * Every record of our log that a closing makes void: those of the key after the index, oldest first. Our own log is not
 * verified again.
 * @param size entries of the log
 */
export async function voidRecords(read: ReadFile, closing: DeskClosing, size: number): Promise<readonly VoidRecord[]> {
  const { name, keyId } = closing.desk.verifier;
  const log = logNumber(closing.desk.log) ?? 0;
  const found: VoidRecord[] = [];
  for await (const { index, entry } of readLogEntries(read, size, closing.after + 1)) {
    const { text, signatures } = parseNote(entry, `log entry ${index}`);
    if (!signatures.some((each) => each.name === name && each.keyId === keyId)) continue;
    const record = parseRecord(text, `log entry ${index}`);
    const path = pagePath(placeOf(record, 1));
    const page = await readPublishedPage(read, path);
    const isCurrent = page !== null && page.place.log === log && page.place.index === index;
    found.push({ place: { log, index }, record, path, isCurrent });
  }
  return found;
}

/** The page of a record as it is published, to be recorded again; null when a file of it is gone. */
export async function reissueOf(read: ReadFile, { record }: VoidRecord): Promise<PageDraft | null> {
  const parts: Uint8Array[] = [];
  for (const at of record.pages.keys()) {
    const page = await readPublishedPage(read, pagePath(placeOf(record, at + 1)));
    if (page === null) return null;
    parts.push(page.content);
  }
  const { kind, article, day, language, revision } = record;
  return { kind, article, day, language, revision: article === null ? null : revision, parts, isReissue: true };
}
