import type { Kysely } from 'kysely';
import type { Tables } from '../tables/index.ts';
import { setEmbargo, withdraw } from './article-acts.ts';
import { loadAudit } from './audit.ts';
import type { ActContext, EditingSettings, Enqueue, Trx } from './context.ts';
import { assign, begin, draftAgain, reopen } from './draft-acts.ts';
import type { Editing } from './editing.ts';
import { loadArticle, loadHelp, loadRevisions } from './load-article.ts';
import { loadArticles } from './load-articles.ts';
import { loadDraft, loadOutline, loadSegmentViews } from './load-draft.ts';
import { correct, publish, unschedule } from './publish-acts.ts';
import { confirmSegment, ignoreCheck, saveSegment } from './segment-acts.ts';

/** What an act changed, told when it is on the disk. */
export interface EditingChange {
  readonly article: string;
  /** Whether something may be published because of it. */
  readonly isDue: boolean;
}

export interface EditingPorts {
  readonly db: Kysely<Tables>;
  /** The settings as they are now. */
  readonly settings: () => EditingSettings;
  readonly now: () => Date;
  readonly random: (count: number) => Uint8Array;
  readonly enqueue: Enqueue;
  /** Called after every act that was done. */
  readonly onChange: (change: EditingChange) => void;
}

/** Opens the desk on a database; see `Editing`. There is nothing to close. */
export function openEditing(ports: EditingPorts): Editing {
  const { db } = ports;
  const context = (): ActContext => ({
    settings: ports.settings(),
    now: ports.now(),
    random: ports.random,
    enqueue: ports.enqueue,
  });
  const act = async <Outcome extends { readonly outcome: string }>(
    article: string,
    work: (trx: Trx, context: ActContext) => Promise<Outcome>,
    { isDue = false } = {},
  ): Promise<Outcome> => {
    const outcome = await db.transaction().execute((trx) => work(trx, context()));
    ports.onChange({ article, isDue });
    return outcome;
  };
  const due = { isDue: true };
  return {
    articles: (query) => loadArticles(db, query, ports.settings().languages),
    article: (article) => loadArticle(db, article, context()),
    draft: (name) => loadDraft(db, name, context()),
    outline: (name) => loadOutline(db, name, context()),
    segments: (name, keys) => loadSegmentViews(db, name, keys),
    help: (name) => loadHelp(db, name),
    revisions: (name) => loadRevisions(db, name),
    audit: (query) => loadAudit(db, query),
    begin: (name, who) => act(name.article, (trx, at) => begin(trx, name, who, at)),
    assign: (name, assignee, who) => act(name.article, (trx, at) => assign(trx, name, assignee, who, at)),
    saveSegment: (name, target, who) => act(name.article, (trx, at) => saveSegment(trx, name, target, who, at)),
    confirmSegment: (name, target, who) => act(name.article, (trx, at) => confirmSegment(trx, name, target, who, at)),
    ignoreCheck: (name, check, reason, who) =>
      act(name.article, (trx, at) => ignoreCheck(trx, name, { check, reason }, who, at)),
    draftAgain: (name, who) => act(name.article, (trx, at) => draftAgain(trx, name, who, at)),
    publish: (name, options, who) => act(name.article, (trx, at) => publish(trx, name, options, who, at), due),
    unschedule: (name, who) => act(name.article, (trx, at) => unschedule(trx, name, who, at)),
    reopen: (name, who) => act(name.article, (trx, at) => reopen(trx, name, who, at)),
    correct: (name, note, who) => act(name.article, (trx, at) => correct(trx, name, note, who, at), due),
    withdraw: (name, reason, who) => act(name.article, (trx, at) => withdraw(trx, name, reason, who, at), due),
    setEmbargo: (article, until, who) => act(article, (trx, at) => setEmbargo(trx, article, until, who, at), due),
  };
}
