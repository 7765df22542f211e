import { composeFeeds } from '../../compose/index.ts';
import { readPublishedHead, type StagedFile } from '../../edition/index.ts';
import { type Notice, objectReader, parseNotices, type ReadFile, readChecked } from '../../proof/index.ts';
import type { DraftContext } from './draft.ts';
import type { HasPage } from './draft-version.ts';
import { type KeptVersion, loadLanguagesOf, loadNewest, loadVersionsIn } from './versions.ts';

/** Articles in a feed because they are the newest. */
const NEWEST = 30;
/** Further ones in it because they were corrected or withdrawn last: whoever has them has to hear of it. */
const CHANGED = 30;

/**
 * The feeds of some languages: the newest articles, and those corrected or withdrawn last, however old. Which these are the
 * published notices say, so it costs the same whatever the size of the archive.
 * @param coming the versions that come out with this edition
 */
export async function draftFeeds(
  languages: Iterable<string>,
  coming: readonly KeptVersion[],
  context: DraftContext,
  hasPage: HasPage,
): Promise<StagedFile[]> {
  const { db, face, baseAddress, read } = context;
  const notices = await publishedNotices(read);
  const files: StagedFile[] = [];
  for (const language of languages) {
    const changed = [
      ...coming.filter(({ body }) => body.state !== 'current' && body.language === language),
      ...notices.filter((notice) => notice.language === language),
    ].map(({ article }) => article);
    const taken = [
      ...(await loadNewest(db, language, NEWEST)),
      ...(await loadVersionsIn(db, language, [...new Set(changed)].slice(0, CHANGED))),
    ].filter(hasPage);
    const versions = [...new Map(taken.map((version) => [version.article, version])).values()].sort(newestFirst);
    const others = new Map<string, string[]>();
    for (const version of await loadLanguagesOf(
      db,
      versions.map(({ article }) => article),
    )) {
      if (!hasPage(version)) continue;
      others.set(version.article, [...(others.get(version.article) ?? []), version.body.language]);
    }
    files.push(
      ...composeFeeds({ face, language, versions, others, ...(baseAddress === undefined ? {} : { baseAddress }) }),
    );
  }
  return files;
}

/** The newest corrections and withdrawals that are published, newest first. */
async function publishedNotices(read: ReadFile): Promise<readonly Notice[]> {
  const head = await readPublishedHead(read);
  return head === null ? [] : parseNotices(await readChecked(objectReader(read), head.edition.notices, 'notices'));
}

function newestFirst(one: KeptVersion, other: KeptVersion): number {
  const [a, b] = [one.body.publishedAt, other.body.publishedAt];
  if (a !== b) return a < b ? 1 : -1;
  return one.article < other.article ? -1 : 1;
}
