import type { Transaction } from 'kysely';
import type { PartnerSettings, Settings } from '../../platform/config/index.ts';
import type { Jobs } from '../../platform/jobs/index.ts';
import type { Tables } from '../../tables/index.ts';
import type { Db, KeptVersion } from '../publishing/versions.ts';
import { loadPosts, wantPosts } from './partners-rows.ts';

/** Enqueues in a transaction, or at once. */
export type EnqueueForPartner = Pick<Jobs, 'enqueue'>['enqueue'];

/** What telling partners takes. */
export interface TellPartnerPorts {
  readonly settings: () => Pick<Settings, 'partners'>;
  readonly now: () => Date;
  readonly enqueue: EnqueueForPartner;
}

/**
 * Has partners carry what an edition brought out, in the transaction that notes that it did: new articles as agreed, and
 * whatever changed of those that they carry (a correction, a withdrawal, another language to link to).
 */
export async function tellPartners(
  trx: Transaction<Tables>,
  versions: readonly KeptVersion[],
  { settings, now, enqueue }: TellPartnerPorts,
): Promise<void> {
  for (const partner of settings().partners) {
    for (const [article, changed] of Map.groupBy(versions, (version) => version.article)) {
      const isCarried = (await loadPosts(trx, partner.name, article)).length > 0;
      // A page that was only drawn again is nothing new: an agreement made today does not send the archive.
      const fresh = changed.filter(({ revision, publishedRevision }) => revision > publishedRevision);
      const dueTimes = await wantPosts(trx, partner, fresh, now());
      await enqueueArticle(trx, { partner, article, isCarried, dueTimes }, { now, enqueue });
    }
  }
}

/** Enqueues what there is to do for one article: now where it is carried, and when the time of what is new has come. */
export async function enqueueArticle(
  trx: Db,
  {
    partner: { name: partner },
    article,
    isCarried,
    dueTimes,
  }: {
    readonly partner: Pick<PartnerSettings, 'name'>;
    readonly article: string;
    readonly isCarried: boolean;
    readonly dueTimes: readonly Date[];
  },
  { now, enqueue }: Pick<TellPartnerPorts, 'now' | 'enqueue'>,
): Promise<void> {
  const due = dueTimes.filter((at) => at.getTime() <= now().getTime());
  if (isCarried || due.length > 0) {
    await enqueue(trx, 'partner', { partner, article, later: false }, { key: `${partner} ${article}` });
  }
  for (const at of dueTimes) {
    if (due.includes(at)) continue;
    const key = `${partner} ${article} ${at.toISOString()}`;
    await enqueue(trx, 'partner', { partner, article, later: true }, { key, startAfter: at });
  }
}
