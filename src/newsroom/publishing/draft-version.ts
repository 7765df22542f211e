import { ArticleError, parseBody } from '../../article/index.ts';
import { type ComposedPage, ComposeError, composeArticle, composeWithdrawal } from '../../compose/index.ts';
import { type PageDraft, readPublishedPage, type StagedFile } from '../../edition/index.ts';
import { BlobError } from '../../platform/blobs/index.ts';
import { articlePath, BODY_END, BODY_START, type ReadFile } from '../../proof/index.ts';
import { mediaOf, type ShownFile } from '../arrivals/media-of.ts';
import { NewsroomError } from '../error.ts';
import type { DraftContext, RefusedVersion } from './draft.ts';
import { type KeptVersion, loadVersionsOf, type VersionName } from './versions.ts';

/** Whether a version has a page, now or after this publication: only then may anything link to it. */
export type HasPage = (version: VersionName) => boolean;

/** A version as it will be published. */
interface DrawnVersion {
  readonly page: PageDraft;
  /** The media it shows, as far as the edition may lack them. */
  readonly media: readonly StagedFile[];
  /** The media its published page shows. */
  readonly before: readonly ShownFile[];
}

/** Names a version among others. */
const idOf = ({ article, body }: VersionName): string => `${article} ${body.language}`;

/**
 * Draws versions. One that cannot be drawn within the limits, or whose media are lost, is refused; its sisters are then
 * drawn again, because nothing may link to a page that does not come.
 */
export async function drawVersions(
  waiting: readonly KeptVersion[],
  context: DraftContext,
): Promise<{
  readonly drawn: ReadonlyMap<KeptVersion, DrawnVersion>;
  readonly refused: readonly RefusedVersion[];
  readonly hasPage: HasPage;
}> {
  const coming = new Set(waiting.map(idOf));
  const hasPage: HasPage = (version) => version.published > 0 || coming.has(idOf(version));
  const drawn = new Map<KeptVersion, DrawnVersion>();
  const refused: RefusedVersion[] = [];
  let queue = waiting;
  while (queue.length > 0) {
    const bereft = new Set<string>();
    for (const version of queue) {
      try {
        drawn.set(version, await drawVersion(version, context, hasPage));
      } catch (error) {
        if (!isOfOneVersion(error)) throw error;
        drawn.delete(version);
        coming.delete(idOf(version));
        refused.push({ version, message: error.message });
        bereft.add(version.article);
      }
    }
    queue = waiting.filter((version) => bereft.has(version.article) && coming.has(idOf(version)));
  }
  return { drawn, refused, hasPage };
}

/** Whether an error is about one version alone; any other stops the publication. */
function isOfOneVersion(error: unknown): error is Error {
  return [ComposeError, ArticleError, BlobError, NewsroomError].some((kind) => error instanceof kind);
}

/**
 * Raw length of a proof comment: record and note (about 620 bytes and 90 a part), one hash a level of the tree, and
 * the checkpoint with two signatures and those of witnesses. Levels are counted generously, since a batch grows the tree, and in steps
 * of four: a long read that is drawn again beside a slightly larger tree is cut where it was.
 */
export function proofBytes(
  { logSize, witnessBytes }: Pick<DraftContext, 'logSize' | 'witnessBytes'>,
  parts: number,
): number {
  return 1200 + 90 * parts + 45 * 4 * Math.ceil(Math.log2(logSize + 1024) / 4) + witnessBytes;
}

async function drawVersion(version: KeptVersion, context: DraftContext, hasPage: HasPage): Promise<DrawnVersion> {
  const { body, article, day, revision } = version;
  const siblings = await loadVersionsOf(context.db, article);
  const others = siblings
    .filter((sibling) => sibling.body.language !== body.language && sibling.body.state !== 'withdrawn')
    .filter(hasPage)
    .map((sibling) => ({ language: sibling.body.language }));
  const withdrawn = body.state === 'withdrawn';
  const draw = (parts: number): ComposedPage[] =>
    (withdrawn ? composeWithdrawal : composeArticle)({
      face: context.face,
      version,
      others,
      salt: version.salt,
      proofBytes: proofBytes(context, parts),
      // A withdrawn text is not to be looked for at its old place.
      ...(version.address === null || withdrawn ? {} : { homeAddress: version.address }),
    });
  // Each part's proof carries the hashes of all parts: a long read leaves each a little less room.
  let drawn = draw(1);
  while (drawn.length > 1) {
    const again = draw(drawn.length);
    if (again.length === drawn.length) {
      drawn = again;
      break;
    }
    drawn = again;
  }
  return {
    page: {
      kind: withdrawn ? 'withdrawal' : 'article',
      article,
      day,
      language: body.language,
      revision,
      parts: drawn.map((page) => page.bytes),
    },
    media: await mediaFiles(version, context),
    before: await mediaBefore(articlePath(body.language, day, article), context.read),
  };
}

/** The files a version shows. Without one of them it has no page: a reader would find a link to nothing. */
async function mediaFiles({ body }: KeptVersion, { read, readBlob }: DraftContext): Promise<StagedFile[]> {
  const files: StagedFile[] = [];
  for (const { path, sha256 } of mediaOf(body)) {
    const bytes = await readBlob(sha256);
    if (bytes !== null) files.push({ path, bytes });
    // The blobs may be lost while the edition still has the file.
    else if ((await read(path, Number.MAX_SAFE_INTEGER)) === null) {
      throw new NewsroomError('media-lost', `${path} is neither among the blobs nor in the edition`, {
        hint: 'it comes back when the article changes at its source',
      });
    }
  }
  return files;
}

/** The media that the published page of a version shows. */
async function mediaBefore(path: string, read: ReadFile): Promise<ShownFile[]> {
  const before = await readPublishedPage(read, path);
  if (before === null) return [];
  const files: ShownFile[] = [];
  for (const at of before.record.pages.keys()) {
    const part = at === 0 ? before : await readPublishedPage(read, path.replace(/\.html$/, `.${at + 1}.html`));
    if (part !== null) files.push(...mediaOf(parseBody(bodyText(part.content)).body));
  }
  return files;
}

/** The body of a page, as it stands between its markers. */
export function bodyText(content: Uint8Array): string {
  const text = new TextDecoder().decode(content);
  return text.slice(text.indexOf(BODY_START) + BODY_START.length, text.indexOf(BODY_END));
}
