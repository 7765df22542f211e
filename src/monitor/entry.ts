/** What stands in one entry of a log, and was whoever signed it allowed to? */
import {
  formatPlace,
  logNumber,
  ProofError,
  parseEdition,
  parseNote,
  parseRecord,
  type RecordFields,
  type Trusted,
  type UnverifiedNote,
  verifyDesk,
  verifyNote,
} from '../proof/index.ts';
import { type FindingName, nameOf, type Raised, raise } from './finding.ts';

/** An entry that was read: a record, an edition by its number, or what is wrong with it. */
export type Entry =
  | { readonly kind: 'record'; readonly record: RecordFields }
  | { readonly kind: 'edition'; readonly number: number }
  | { readonly kind: 'refused'; readonly raised: Raised };

/** Where an entry stands. */
export interface EntryPlace {
  readonly origin: string;
  readonly index: number;
  /** Number of the edition before it; 0 before the first. */
  readonly edition: number;
}

/**
 * Parses an entry and verifies its signature: a record by a desk of its language that is valid at this index, an edition
 * by the log's key with a number above the one before. What fails is a value.
 */
export async function readEntry(trusted: Trusted, bytes: Uint8Array, place: EntryPlace): Promise<Entry> {
  const what = `log entry ${formatPlace({ log: logNumber(place.origin) ?? 0, index: place.index })}`;
  let otherwise: FindingName = 'entry-unknown';
  try {
    const note = parseNote(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), what);
    if (note.text.startsWith('tamizdat.edition/v1\n')) {
      otherwise = 'edition-refused';
      return { kind: 'edition', number: await readEdition(trusted, note, place, what) };
    }
    if (note.text.startsWith('tamizdat.record/v1\n')) {
      otherwise = 'record-refused';
      return { kind: 'record', record: await readRecord(trusted, note, place, what) };
    }
    return refused('entry-unknown', what, null, 'neither a record nor an edition', bytes);
  } catch (error) {
    if (error instanceof TypeError) return refused('entry-unknown', what, 'not-utf8', 'not UTF-8', bytes);
    if (!(error instanceof ProofError)) throw error;
    return refused(nameOf(error, otherwise), what, error.code, error.message, bytes);
  }
}

function refused(
  name: FindingName,
  subject: string,
  failure: ProofError['code'] | null,
  detail: string,
  bytes: Uint8Array,
): Entry {
  return {
    kind: 'refused',
    raised: raise(name, { carrier: null, subject, failure, detail }, new Map([['entry', bytes]])),
  };
}

async function readEdition(
  { policy, identity }: Trusted,
  note: UnverifiedNote,
  { origin, edition: before }: EntryPlace,
  what: string,
): Promise<number> {
  const keys = [...policy.logs, ...policy.retired.map(({ verifier }) => verifier)];
  const own = keys.filter(({ name }) => name === origin);
  await verifyNote(note, own, { what, code: 'edition-signature' });
  const edition = parseEdition(note.text, what);
  if (edition.newsroom !== identity.newsroom) throw new ProofError('wrong-newsroom', `of ${edition.newsroom}`);
  if (edition.log !== origin) throw new ProofError('wrong-log', `of ${edition.log}`);
  if (edition.number <= before) {
    throw new ProofError('edition-format', `number ${edition.number} follows number ${before}`);
  }
  return edition.number;
}

async function readRecord(
  trusted: Trusted,
  note: UnverifiedNote,
  { origin, index }: EntryPlace,
  what: string,
): Promise<RecordFields> {
  const record = parseRecord(note.text, what);
  const { newsroom } = trusted.identity;
  if (record.newsroom !== newsroom) throw new ProofError('wrong-newsroom', `of ${record.newsroom}`);
  if (record.log !== origin) throw new ProofError('wrong-log', `of ${record.log}`);
  await verifyDesk(trusted, note, record, index);
  return record;
}
