import type { Kysely } from 'kysely';
import { editionFolder } from '../../edition/index.ts';
import { TamizdatError } from '../../errors/index.ts';
import { isPinned, PartnerError, type PluginFeatures, settlePost, type WordPressSite } from '../../partner/index.ts';
import type { Blobs } from '../../platform/blobs/index.ts';
import type { PartnerSettings, Settings } from '../../platform/config/index.ts';
import type { JobHandler } from '../../platform/jobs/index.ts';
import type { Tables } from '../../tables/index.ts';
import type { Places } from '../places.ts';
import { type KeptVersion, loadVersionsOf } from '../publishing/versions.ts';
import { postInput } from './partners-draw.ts';
import {
  holdPosts,
  knownColumns,
  knownPost,
  openShelf,
  type PostName,
  type PostRow,
  stoppedAt,
  takePosts,
  updatePost,
} from './partners-rows.ts';
import { type PartnerSecrets, partnerSite, pinnedNewsroom } from './partners-site.ts';
import { type EnqueueForPartner, enqueueArticle } from './partners-tell.ts';

/** What sending to partners takes. */
export interface PartnerPorts extends PartnerSecrets {
  readonly db: Kysely<Tables>;
  readonly settings: () => Settings;
  readonly places: Pick<Places, 'edition'>;
  readonly blobs: Pick<Blobs, 'read'>;
  readonly now: () => Date;
  readonly enqueue: EnqueueForPartner;
  /** Called after each change of what is known. */
  readonly onChange: () => void;
}

/** How one version came out. */
export interface PostReport extends PostName {
  readonly state: PostRow['state'];
  readonly problem: string | null;
  readonly hint: string | null;
}

/** Does the jobs of the queue `partner`. One of a partner that is in the settings no more is dropped. */
export function partnerHandler(ports: PartnerPorts): JobHandler<'partner'> {
  return async ({ partner: name, article, later }, { signal }) => {
    const partner = ports.settings().partners.find((each) => each.name === name);
    if (partner === undefined) return;
    if (later) {
      await enqueueArticle(ports.db, { partner, article, isCarried: true, dueTimes: [] }, ports);
      return;
    }
    const { again } = await carryArticle(partner, article, ports, signal);
    if (again !== null) throw again;
  };
}

/** What came of an article: each version, and what is worth trying again by itself (null for nothing). */
export interface CarriedArticle {
  readonly reports: readonly PostReport[];
  readonly again: unknown;
}

/**
 * Makes an article be on a partner's site as it should, in every language it is to be there in, one after the other; what
 * fails of one keeps none of the others.
 *
 * A withdrawal is always tried again: who is endangered by a text must not depend on who looks at a list. What another
 * process is at is left to it, and tried again.
 */
export async function carryArticle(
  partner: PartnerSettings,
  article: string,
  ports: PartnerPorts,
  signal?: AbortSignal,
): Promise<CarriedArticle> {
  const { db, now } = ports;
  const rows = await takePosts(db, partner.name, article, now());
  if (rows === null) {
    const again = new PartnerError('partner-busy', `another process is at ${article} on ${partner.name}`, {
      hint: 'this is tried again by itself',
      retryable: true,
    });
    return { reports: [], again };
  }
  try {
    return await carryRows(partner, article, rows, ports, signal);
  } finally {
    await holdPosts(db, partner.name, article, null);
  }
}

async function carryRows(
  partner: PartnerSettings,
  article: string,
  rows: readonly PostRow[],
  ports: PartnerPorts,
  signal: AbortSignal | undefined,
): Promise<CarriedArticle> {
  const { db, now } = ports;
  // What comes in and is not out yet is told when it is.
  const all = await loadVersionsOf(db, article);
  const versions = all.filter(
    ({ revision, publishedRevision }) => publishedRevision > 0 && revision === publishedRevision,
  );
  const reports: PostReport[] = [];
  let again: unknown = null;
  let opened: { readonly site: WordPressSite; readonly features: PluginFeatures } | null = null;
  const stopped = await stoppedAt(db, partner.name);
  for (const row of rows.filter(({ due_at }) => new Date(due_at).getTime() <= now().getTime())) {
    const isStopped = stopped !== null || row.stopped_at !== null;
    // To take a post out of sight needs nothing of its text: no revision that waits, for an embargo even, puts that off.
    const version = (isStopped ? all : versions).find(({ body }) => body.language === row.language);
    if (version === undefined) continue;
    try {
      opened ??= await openSite(partner, ports, signal);
      await holdPosts(db, partner.name, article, now());
      reports.push(await carryPost({ partner, row, version, versions, isStopped }, opened, ports));
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof TamizdatError)) throw error;
      const told = { state: 'failed', problem: error.message, hint: error.hint ?? null };
      await updatePost(db, row, { ...told, failures: row.failures + 1, tried_at: now().toISOString() });
      reports.push({ partner: row.partner, article, language: row.language, ...told });
      if (error.retryable || isStopped || version.body.state === 'withdrawn') again ??= error;
    }
    ports.onChange();
  }
  return { reports, again };
}

/** Enters a site, and sees to it that its plug-in has our keys before it gets a post. */
async function openSite(partner: PartnerSettings, ports: PartnerPorts, signal: AbortSignal | undefined) {
  const site = await partnerSite(partner, ports, signal);
  // A wrong password makes us a stranger to WordPress, who is refused with other words at every further step.
  await site.capabilities();
  const plugin = await site.plugin();
  if (plugin === null) return { site, features: new Set<string>() };
  const settings = ports.settings();
  const pinned = await pinnedNewsroom(settings, editionFolder(ports.places.edition).files).catch(() => null);
  if (pinned !== null && !isPinned(plugin.pinned[settings.newsroom], pinned)) {
    // Keys that are not taken are told by the test of a partner; articles and withdrawals do not wait for them.
    await site.pin(pinned).catch((error: unknown) => {
      if (!(error instanceof PartnerError) || error.retryable) throw error;
    });
  }
  return { site, features: new Set(plugin.features) };
}

interface Wanted {
  readonly partner: PartnerSettings;
  readonly row: PostRow;
  readonly version: KeptVersion;
  readonly versions: readonly KeptVersion[];
  readonly isStopped: boolean;
}

async function carryPost(
  { partner, row, version, versions, isStopped }: Wanted,
  { site, features }: { readonly site: WordPressSite; readonly features: PluginFeatures },
  { db, settings, blobs, now }: PartnerPorts,
): Promise<PostReport> {
  const isAsked = row.overwrite_by !== null;
  const settled = await settlePost(
    {
      input: postInput(settings(), partner, version, versions),
      isStopped,
      as: partner.as,
      mayOverwrite: isAsked || partner.edits === 'overwrite',
      mayRestore: isAsked,
    },
    knownPost(row),
    {
      site,
      features,
      shelf: openShelf(db, blobs, row),
      remember: async (known) => {
        await updatePost(db, row, knownColumns(known));
        await holdPosts(db, row.partner, row.article, now());
      },
    },
  );
  const { state, problem, hint } = settled;
  const at = now().toISOString();
  await updatePost(db, row, {
    ...knownColumns(settled),
    state,
    problem,
    hint,
    revision: state === 'differs' ? row.revision : version.publishedRevision,
    tried_at: at,
    failures: 0,
    ...(state === 'differs' ? {} : { seen_at: at, overwrite_by: null }),
  });
  const { partner: name, article, language } = row;
  return { partner: name, article, language, state, problem, hint };
}
