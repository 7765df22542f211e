import { sql, type Transaction } from 'kysely';
import { addAudit } from '../../editing/index.ts';
import { editionFolder } from '../../edition/index.ts';
import { type SiteFinding, testSite } from '../../partner/index.ts';
import { ConfigError, type PartnerSettings } from '../../platform/config/index.ts';
import type { Tables } from '../../tables/index.ts';
import { loadVersionsOf } from '../publishing/versions.ts';
import { random } from '../random.ts';
import { carryArticle, type PartnerPorts, type PostReport } from './partners-carry.ts';
import { openPreviews, type PartnerPreviews } from './partners-previews.ts';
import { loadPosts, type PostName, updatePost, wantPosts } from './partners-rows.ts';
import { partnerSite, pinnedNewsroom } from './partners-site.ts';
import { enqueueArticle } from './partners-tell.ts';

/** How a post at a partner stands. */
export interface PartnerPost extends PostName {
  readonly headline: string;
  readonly state: 'waiting' | 'current' | 'draft' | 'withdrawn' | 'stopped' | 'differs' | 'failed';
  /** The revision that is there, and the one that is out; the first is 0 when nothing is there. */
  readonly revision: number;
  readonly publishedRevision: number;
  /** Public address of the post; null while there is none. */
  readonly address: string | null;
  readonly dueAt: Date;
  readonly seenAt: Date | null;
  readonly stoppedBy: string | null;
  readonly problem: string | null;
  readonly hint: string | null;
}

/** A partner, what was agreed, and how it stands. */
export interface PartnerState {
  /** As agreed; without the name of the user, and where the password is. */
  readonly agreement: Omit<PartnerSettings, 'user' | 'password'>;
  /** Since when and by whom nothing is shown there; null while it carries. */
  readonly stopped: { readonly at: Date; readonly by: string } | null;
  /** What the last test found; null when there was none. */
  readonly tested: { readonly at: Date; readonly findings: readonly SiteFinding[] } | null;
  /** How many posts stand how. */
  readonly counts: Readonly<Partial<Record<PartnerPost['state'], number>>>;
  /** What needs somebody first, then the newest; at most 200. */
  readonly posts: readonly PartnerPost[];
}

/** What people decide about partners, and see of them. Names of people go to the audit trail. */
export interface Partners {
  readonly previews: PartnerPreviews;
  /** Every partner of the settings. */
  list(): Promise<PartnerState[]>;
  /** Null where there is none of that name. */
  find(name: string): Promise<PartnerState | null>;
  /** Asks the site who we are and what we may, and gives its plug-in our keys; null where there is none of that name. */
  test(name: string): Promise<readonly SiteFinding[] | null>;
  /**
   * Has everything looked at again (one article, or all): sent where it is not as it should be, and what the agreement takes
   * since its day `since` begun. How many articles that concerns.
   */
  again(name: string, article?: string): Promise<number>;
  /** The same, now and in this process: how each came out. */
  sync(name: string, onReport: (report: PostReport) => void, signal?: AbortSignal): Promise<void>;
  /** Has the next look replace what was changed by hand there, or put there again what was taken away. */
  overwrite(post: PostName, who: string): Promise<boolean>;
  /** Takes a post, or everything of a partner, out of sight there; or shows it again. False where there is none. */
  setStopped(of: { readonly partner: string } | PostName, isStopped: boolean, who: string): Promise<boolean>;
}

/** Posts that are told of a partner. */
const POSTS = 200;
/** States that need somebody, the first ones most. */
const URGENCY: readonly PartnerPost['state'][] = [
  'failed',
  'differs',
  'waiting',
  'stopped',
  'draft',
  'current',
  'withdrawn',
];

/** Opens the partners of a newsroom; there is nothing to close. */
export function openPartners(ports: PartnerPorts): Partners {
  const { db, settings, now, enqueue, onChange } = ports;
  const agreementOf = (name: string) => settings().partners.find((partner) => partner.name === name);

  async function stateOf(partner: PartnerSettings): Promise<PartnerState> {
    const { user: _, password: __, ...agreement } = partner;
    const row = await db.selectFrom('partners').selectAll().where('name', '=', partner.name).executeTakeFirst();
    return {
      agreement,
      stopped: row?.stopped_at == null ? null : { at: new Date(row.stopped_at), by: row.stopped_by ?? '' },
      tested:
        row?.tested_at == null
          ? null
          : { at: new Date(row.tested_at), findings: JSON.parse(row.findings ?? '[]') as SiteFinding[] },
      counts: await countsOf(partner.name),
      posts: await postsOf(partner.name),
    };
  }

  async function countsOf(partner: string): Promise<PartnerState['counts']> {
    const rows = await db
      .selectFrom('partner_posts')
      .select(['state', (each) => each.fn.countAll<number>().as('count')])
      .where('partner', '=', partner)
      .groupBy('state')
      .execute();
    return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
  }

  async function postsOf(partner: string): Promise<PartnerPost[]> {
    const rows = await db
      .selectFrom('partner_posts')
      .leftJoin('versions', (join) =>
        join
          .onRef('versions.article', '=', 'partner_posts.article')
          .onRef('versions.language', '=', 'partner_posts.language'),
      )
      .selectAll('partner_posts')
      .select(['versions.headline', 'versions.published_revision'])
      .where('partner', '=', partner)
      .orderBy(sql`array_position(${URGENCY}::text[], partner_posts.state)`)
      .orderBy('versions.published_at', (order) => order.desc().nullsLast())
      .orderBy('partner_posts.article')
      .limit(POSTS)
      .execute();
    return rows.map((row) => ({
      partner,
      article: row.article,
      language: row.language,
      headline: row.headline === null ? '' : String(JSON.parse(row.headline)),
      state: row.state as PartnerPost['state'],
      revision: row.revision,
      publishedRevision: row.published_revision ?? 0,
      address: row.address,
      dueAt: new Date(row.due_at),
      seenAt: row.seen_at === null ? null : new Date(row.seen_at),
      stoppedBy: row.stopped_by,
      problem: row.problem,
      hint: row.hint,
    }));
  }

  /** Begins what the agreement takes of an earlier time; the articles that the partner carries or is to carry. */
  async function articlesOf(partner: PartnerSettings, only?: string): Promise<string[]> {
    const { name, since } = partner;
    if (since !== undefined && only === undefined) {
      const found = await db
        .selectFrom('versions')
        .innerJoin('articles', 'articles.id', 'versions.article')
        .select('versions.article')
        .distinct()
        .where('articles.day', '>=', since)
        .where('versions.published_revision', '>', 0)
        .where('versions.language', 'in', [...partner.languages])
        .execute();
      for (const { article } of found) {
        const out = (await loadVersionsOf(db, article)).filter((each) => each.publishedRevision > 0);
        await wantPosts(db, partner, out, now());
      }
    }
    return [...new Set((await loadPosts(db, name, only)).map(({ article }) => article))];
  }

  async function audited(who: string, detail: Readonly<Record<string, string>>, work: Work, post?: PostName) {
    const isThere = await db.transaction().execute(async (trx) => {
      if (!(await work(trx))) return false;
      const about = post === undefined ? {} : { article: post.article, language: post.language };
      await addAudit(trx, { who, what: 'partner-changed', ...about, detail }, { now: now(), random });
      return true;
    });
    onChange();
    return isThere;
  }

  const isThere = async (trx: Transaction<Tables>, { partner, article, language }: PostName) =>
    (await loadPosts(trx, partner, article)).some((row) => row.language === language);

  async function ask(trx: Transaction<Tables>, partner: PartnerSettings, article: string): Promise<void> {
    await enqueueArticle(trx, { partner, article, isCarried: true, dueTimes: [] }, { now, enqueue });
  }

  return {
    previews: openPreviews({ ...ports, random }),
    list: () => Promise.all(settings().partners.map(stateOf)),
    async find(name) {
      const partner = agreementOf(name);
      return partner === undefined ? null : stateOf(partner);
    },
    async test(name) {
      const partner = agreementOf(name);
      if (partner === undefined) return null;
      const findings = await look(partner, ports);
      const values = { findings: JSON.stringify(findings), tested_at: now().toISOString() };
      await db
        .insertInto('partners')
        .values({ name, ...values })
        .onConflict((conflict) => conflict.column('name').doUpdateSet(values))
        .execute();
      onChange();
      return findings;
    },
    async again(name, only) {
      const partner = agreementOf(name);
      if (partner === undefined) return 0;
      const articles = await articlesOf(partner, only);
      await db.transaction().execute(async (trx) => {
        for (const article of articles) await ask(trx, partner, article);
      });
      return articles.length;
    },
    async sync(name, onReport, signal) {
      const partner = agreementOf(name);
      if (partner === undefined) return;
      for (const article of await articlesOf(partner)) {
        const { reports } = await carryArticle(partner, article, ports, signal);
        for (const report of reports) onReport(report);
      }
    },
    async overwrite(post, who) {
      const partner = agreementOf(post.partner);
      if (partner === undefined) return false;
      const detail = { partner: partner.name, act: 'write over it' };
      const work: Work = async (trx) => {
        if (!(await isThere(trx, post))) return false;
        await updatePost(trx, post, { overwrite_by: who });
        await ask(trx, partner, post.article);
        return true;
      };
      return audited(who, detail, work, post);
    },
    async setStopped(of, isStopped, who) {
      const partner = agreementOf(of.partner);
      if (partner === undefined) return false;
      const values = { stopped_at: isStopped ? now().toISOString() : null, stopped_by: isStopped ? who : null };
      const detail = { partner: partner.name, act: isStopped ? 'stop' : 'show again' };
      if ('article' in of) {
        const work: Work = async (trx) => {
          if (!(await isThere(trx, of))) return false;
          await updatePost(trx, of, values);
          await ask(trx, partner, of.article);
          return true;
        };
        return audited(who, detail, work, of);
      }
      return audited(who, detail, async (trx) => {
        await trx
          .insertInto('partners')
          .values({ name: partner.name, ...values })
          .onConflict((conflict) => conflict.column('name').doUpdateSet(values))
          .execute();
        const articles = new Set((await loadPosts(trx, partner.name)).map(({ article }) => article));
        for (const article of articles) await ask(trx, partner, article);
        return true;
      });
    },
  };
}

type Work = (trx: Transaction<Tables>) => Promise<boolean>;

/** A secret that is missing is a finding like any other. */
async function look(partner: PartnerSettings, ports: PartnerPorts): Promise<readonly SiteFinding[]> {
  try {
    const site = await partnerSite(partner, ports);
    const pinned = await pinnedNewsroom(ports.settings(), editionFolder(ports.places.edition).files).catch(() => null);
    return await testSite(site, { as: partner.as, pinned });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [{ check: 'user', outcome: 'failed', detail: error.message, hint: error.hint ?? null }];
  }
}
