import {
  formatPlace,
  type Notice,
  objectReader,
  ProofError,
  pagePath,
  parseNotices,
  placeOf,
  type ReadFile,
  type Report,
  readChecked,
} from '../proof/index.ts';
import type { Finding } from './verdict.ts';

/** The corrections and withdrawals that a newsroom tells of what was asked about. */
export interface TellingNotices {
  /** About the page: those of its article, in every language. About an edition: all it has. Newest first. */
  readonly notices: readonly Notice[];
  readonly check: Finding;
}

/** What is newer than a page, and where it stands. */
export interface Newer {
  readonly kind: 'revision' | 'withdrawal';
  /** Null of a front, whose editions the edition does not number. */
  readonly revision: number | null;
  /** Log number and index of the newer record. */
  readonly place: string;
  /** Where on a carrier the newer page lies; of a withdrawal, the page that gives the reason. */
  readonly path: string;
}

/**
 * Reads the notices of the verified edition. Null without one. A carrier that does not give them is silent; what is not
 * the file that the edition names fails under its own name.
 */
export async function readNotices(read: ReadFile | null, { head, page }: Report): Promise<TellingNotices | null> {
  if (head === null || read === null) return null;
  const check = 'notices';
  const quiet: ReadFile = (path, maxBytes) => read(path, maxBytes).catch(() => null);
  try {
    const all = parseNotices(await readChecked(objectReader(quiet), head.edition.notices, check));
    const isOwn = (notice: Notice) => page === null || notice.article === page.record.article;
    const notices = all.filter(isOwn);
    const count = notices.length === 0 ? 'no notice' : notices.length === 1 ? '1 notice' : `${notices.length} notices`;
    const detail = `${count} of a correction or withdrawal${page === null ? '' : ' of this article'}`;
    return { notices, check: { check, outcome: 'passed', failure: null, detail } };
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    const outcome = error.code === 'object-missing' ? 'unknown' : 'failed';
    return { notices: [], check: { check, outcome, failure: error.code, detail: error.message } };
  }
}

/** What is newer than the page of a report; null when nothing is, or when nothing is known. */
export function newerOf({ page, currency }: Report): Newer | null {
  if (page === null || currency === null) return null;
  const path = pagePath(placeOf(page.record, 1));
  if (currency.value === 'newer-revision') {
    return { kind: 'revision', revision: currency.revision, place: formatPlace(currency.place), path };
  }
  // The page of the withdrawal itself is the newest there is.
  if (currency.value !== 'withdrawn' || page.record.kind === 'withdrawal') return null;
  return { kind: 'withdrawal', revision: currency.revision, place: formatPlace(currency.place), path };
}
