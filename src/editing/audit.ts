import { newArticleId } from '../article/index.ts';
import type { ActContext, Db, Trx } from './context.ts';
import type { AuditAct, AuditEntry, AuditQuery } from './views.ts';

/** Entries in one answer, by default and at most. */
const LIMIT = 100;
const MAX_LIMIT = 500;

/** Counts this process's lines, so that those of one millisecond keep their order. */
let count = 0;

/** What the audit trail says was done. `detail` has no text that may have to be withdrawn, no password, no token. */
export interface Done {
  readonly who: string;
  readonly what: AuditAct;
  readonly article?: string;
  readonly language?: string;
  readonly detail?: AuditEntry['detail'];
}

/** Adds a line to the audit trail, in the transaction of what it tells of. */
export async function addAudit(
  trx: Trx,
  done: Done,
  { now, random }: Pick<ActContext, 'now' | 'random'>,
): Promise<void> {
  const { who, what, article = null, language = null, detail = {} } = done;
  count = (count + 1) % 36 ** 4;
  const time = now.getTime().toString(36).padStart(9, '0');
  // By time, then by turn; the rest tells processes apart.
  const id = `${time}-${count.toString(36).padStart(4, '0')}-${newArticleId(random)}`;
  await trx
    .insertInto('audit')
    .values({ id, at: now.toISOString(), who, what, article, language, detail: JSON.stringify(detail) })
    .execute();
}

/** Lines of the audit trail, newest first. */
export async function loadAudit(db: Db, query: AuditQuery): Promise<AuditEntry[]> {
  const { article, who, what: act, after, limit = LIMIT } = query;
  let rows = db
    .selectFrom('audit')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(Math.min(Math.max(1, Math.trunc(limit)), MAX_LIMIT));
  if (article !== undefined) rows = rows.where('article', '=', article);
  if (who !== undefined) rows = rows.where('who', '=', who);
  if (act !== undefined) rows = rows.where('what', '=', act);
  if (after !== undefined) rows = rows.where('id', '<', after);
  return (await rows.execute()).map(({ detail, what, ...row }) => ({
    ...row,
    what: what as AuditAct,
    detail: JSON.parse(detail) as AuditEntry['detail'],
  }));
}
