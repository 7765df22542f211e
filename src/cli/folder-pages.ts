import {
  type CalendarEntry,
  checkBody,
  checkCurrent,
  checkPlace,
  checkWrapper,
  comparePlaces,
  dayPath,
  formatPlace,
  frontPath,
  type LogPlace,
  MAX_PAGE_BYTES,
  objectReader,
  ProofError,
  pagePath,
  placeOf,
  type ReadFile,
  readCalendar,
  type Trusted,
  type VerifiedHead,
  type VerifiedPage,
  verifyPage,
} from '../proof/index.ts';
import { FolderError } from './folder-error.ts';
import { readWhole } from './folder-files.ts';
import { readPageBody } from './page-body.ts';

/** Pages that the edition of a folder has, by path of their first part, with the place of their record. */
export type ExpectedPages = ReadonlyMap<string, LogPlace>;

const pathOfLine = ({ article, day, language }: CalendarEntry): string =>
  article === null ? dayPath(language, day) : pagePath({ kind: 'article', language, day, article, part: 1 });

/** What the edition says should be there. A calendar that is only partly there gives a part: silence is allowed. */
export async function expectedPages(read: ReadFile, { edition }: VerifiedHead): Promise<ExpectedPages> {
  const expected = new Map(edition.fronts.map(({ language, place }) => [frontPath(language), place]));
  try {
    for await (const line of readCalendar(objectReader(read), edition.calendar)) {
      expected.set(pathOfLine(line), line.place);
    }
  } catch (error) {
    // A node that lies is told when its file is looked at.
    if (!(error instanceof ProofError)) throw error;
  }
  return expected;
}

/** What a folder is judged by. */
export interface FolderEdition {
  readonly folder: string;
  readonly read: ReadFile;
  readonly trusted: Trusted;
  readonly head: VerifiedHead;
  readonly expected: ExpectedPages;
}

/**
 * Checks a page of a folder: genuine, in its place, and the one that the folder's own edition says stands there. An older
 * one proves nothing against the newsroom, but a folder that shows it is not what its edition says.
 * Returns whether the calendar tells that it is current. Fails as `verifyPage` does, or with `misplaced`, `body-…`,
 * `absent`, `outdated`.
 */
export async function checkFolderPage(edition: FolderEdition, path: string): Promise<'current' | 'unknown'> {
  const { folder, read, trusted, head, expected } = edition;
  const page = await verifyPage(trusted, await readWhole(folder, path, MAX_PAGE_BYTES), path);
  checkPlace(page, path);
  checkBody(page, readPageBody(page));
  await checkWrapper(page);
  refuseOutdated(page, expected, path);
  const currency = await checkCurrent(head, page, read);
  const number = head.edition.number;
  if (currency.value === 'absent') throw new ProofError('absent', `${path}: edition ${number} does not have it`);
  if (currency.value === 'unknown' || currency.value === 'unproven') return 'unknown';
  const isOlder =
    currency.value === 'newer-revision' || (currency.value === 'withdrawn' && page.record.kind !== 'withdrawal');
  if (isOlder)
    throw new FolderError('outdated', `${path}: edition ${number} has a newer revision, or has withdrawn it`);
  return 'current';
}

function refuseOutdated(page: VerifiedPage, expected: ExpectedPages, path: string): void {
  const place = expected.get(pagePath({ ...placeOf(page.record, 1) }));
  if (place === undefined || comparePlaces(page.place, place) >= 0) return;
  const { revision } = page.record;
  throw new FolderError(
    'outdated',
    `${path}: revision ${revision} of log entry ${formatPlace(page.place)}, but the edition has ${formatPlace(place)}`,
  );
}
