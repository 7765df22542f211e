import { createHash } from 'node:crypto';
import { type ArticleBody, checkBody, contentKey, newSalt } from '../article/index.ts';
import { formatTime } from '../proof/index.ts';
import { loadTerms } from '../translate/index.ts';
import { addAudit } from './audit.ts';
import { type ActContext, type Db, DESK, enqueueDue, type Trx } from './context.ts';
import { changeDraft, type DraftRow } from './draft-rows.ts';
import { newNote } from './notes.ts';
import { assembled, type DraftParts, isSame } from './obstacles.ts';
import { loadSegments } from './segment-rows.ts';
import { nextState } from './state.ts';
import { bodyOf, changeVersion, loadVersion, noteChange, redrawSiblings, reviseVersion } from './version-rows.ts';

/** Everything that decides what would be published of a draft. */
export async function loadParts(db: Db, draft: DraftRow): Promise<DraftParts> {
  const { article, language, from_language: from } = draft;
  return {
    draft,
    segments: await loadSegments(db, draft),
    original: await loadVersion(db, { article, language: from }),
    version: await loadVersion(db, { article, language }),
    terms: await loadTerms(db, { from, to: language }),
  };
}

/**
 * Puts what a draft says among the versions, as if it had come in: the next edition brings it out. A note says what was
 * wrong. The caller has seen that nothing stands against it. Returns what kept the note out, null when nothing did.
 */
export async function releaseDraft(
  trx: Trx,
  parts: DraftParts,
  { who, note }: { readonly who: string; readonly note?: string },
  context: ActContext,
): Promise<string | null> {
  const { draft, original, version } = parts;
  if (original === null) return 'Its original is gone.';
  const { article, language } = draft;
  let body = assembled(parts, original);
  if (note !== undefined) {
    const block = newNote(note, body.blocks, 'translation', context.now);
    if (block === null) return 'The note says nothing: write what was wrong.';
    body = { ...body, blocks: [...body.blocks, block] };
    const [problem] = checkBody(body);
    if (problem !== undefined) return `The note cannot be carried: ${problem.message}.`;
  }
  const isNews = version === null || version.state === 'withdrawn' || !isSame(body, bodyOf(version));
  if (isNews) await saveVersion(trx, parts, body, who, context);
  const state = nextState(draft.state, 'published', true);
  await changeDraft(trx, draft, { state, touched_at: null, publish_at: null, publish_by: null }, context);
  const isOut = (version?.published_revision ?? 0) > 0;
  const detail = {
    revision: (version?.published_revision ?? 0) + (isNews ? 1 : 0),
    label: body.translation?.how ?? 'person',
  };
  await addAudit(trx, { who, what: isOut ? 'corrected' : 'published', article, language, detail }, context);
  await enqueueDue(trx, draft, null, context);
  return null;
}

async function saveVersion(
  trx: Trx,
  { draft, original, version }: DraftParts,
  body: ArticleBody,
  who: string,
  context: ActContext,
): Promise<void> {
  const { article, language } = draft;
  const { now, random } = context;
  const contentHash = createHash('sha256').update(contentKey(body)).digest('hex');
  const highestBlock = Math.max(original?.highest_block ?? 0, version?.highest_block ?? 0);
  if (version !== null) {
    const isPublic = version.published_revision > 0;
    const next: ArticleBody = isPublic ? { ...body, state: 'corrected', modifiedAt: formatTime(now) } : body;
    await reviseVersion(
      trx,
      version,
      { body: next, highestBlock, contentHash, address: null, releasedBy: who },
      context,
    );
    // One that was withdrawn before anybody saw it is held back, until somebody lets a text of it go.
    if (version.hold_until !== null) {
      await changeVersion(trx, version, { hold_until: null });
      await redrawSiblings(trx, draft, context);
    }
    return;
  }
  await trx
    .insertInto('versions')
    .values({
      article,
      language,
      source: DESK,
      item: `${article}/${language}`,
      address: null,
      page: null,
      revision: 1,
      body: JSON.stringify(body),
      content_hash: contentHash,
      salt: newSalt(random),
      highest_block: highestBlock,
      wanted: 1,
      published: 0,
      published_at: body.publishedAt,
      released_by: who,
    })
    .execute();
  await noteChange(trx, article, now);
  await redrawSiblings(trx, draft, context);
}
