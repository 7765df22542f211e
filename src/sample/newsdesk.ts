import { makeBulletin } from './bulletin.ts';
import { languagesOf, type PerLanguage, type SampleArticle, type SampleLanguage } from './content.ts';
import { WORDS } from './words.ts';

const HOUR_MS = 3_600_000;

/** What the sample newsroom did, or why it did not. */
export type SampleAction =
  | {
      readonly done: true;
      readonly action: 'publish' | 'correct' | 'withdraw';
      readonly slug: string;
      readonly headline: string;
      readonly languages: readonly SampleLanguage[];
    }
  | { readonly done: false; readonly action: 'publish' | 'correct' | 'withdraw'; readonly reason: string };

/** One thing the desk did, with all that is needed to do it again: `slug` is that of the article it fell on. */
export interface DeskEntry {
  readonly action: 'publish' | 'correct' | 'withdraw';
  readonly slug: string;
  readonly at: Date;
}

/** A published article in its present state. */
export interface Published {
  readonly article: SampleArticle;
  readonly publishedAt: Date;
  readonly modifiedAt: Date;
  readonly state: 'current' | 'corrected' | 'withdrawn';
  /** Whether it came out since the desk was first opened. */
  readonly isFresh: boolean;
  /** The text as it reads now, without correction notes. */
  readonly bodies: PerLanguage<string>;
  readonly notes: readonly { readonly time: Date; readonly texts: PerLanguage<string> }[];
}

/** The desk of the sample newsroom: what is published, and the three things an editor can do. */
export interface Newsdesk {
  /** Everything published, withdrawn articles included, newest first. */
  published(): readonly Published[];
  find(slug: string): Published | undefined;
  /** How many written articles still wait; after them `publish` makes up bulletins. */
  waiting(): number;
  /** When anything last changed. */
  changedAt(): Date;
  publish(slug?: string): SampleAction;
  correct(slug?: string): SampleAction;
  withdraw(slug?: string): SampleAction;
  /** Does again what was done before, at its time; false when the articles do not allow it any more. */
  replay(entry: DeskEntry): boolean;
}

/** Why an article was taken back, in one of its languages. */
export function withdrawalReason(article: SampleArticle, language: SampleLanguage): string {
  return article.withdrawal?.reasons[language] ?? WORDS[language].withdrawnReason;
}

function opening(article: SampleArticle, dayStart: Date): Published {
  const before = (hours: number) => new Date(dayStart.getTime() - hours * HOUR_MS);
  const publishedAt = before(article.hoursBefore ?? 0);
  const withdrawnBefore = article.withdrawal?.hoursBefore;
  const corrected = article.corrected;
  const notes = corrected === undefined ? [] : [{ time: before(corrected.hoursBefore), texts: corrected.notes }];
  const state = withdrawnBefore !== undefined ? 'withdrawn' : notes.length > 0 ? 'corrected' : 'current';
  const modifiedAt = withdrawnBefore !== undefined ? before(withdrawnBefore) : (notes[0]?.time ?? publishedAt);
  return { article, publishedAt, modifiedAt, state, isFresh: false, bodies: article.bodies, notes };
}

/** Applies the prepared correction of an article, or returns null when it has none. */
function corrected(entry: Published, at: Date): Published | null {
  const { correction } = entry.article;
  if (correction === undefined) return null;
  const bodies: PerLanguage<string> = { ...entry.bodies };
  const texts: PerLanguage<string> = { de: correction.de.note };
  for (const language of languagesOf(entry.article)) {
    const change = correction[language];
    const body = bodies[language];
    if (change === undefined || body === undefined) continue;
    bodies[language] = body.replace(change.find, () => change.replace);
    texts[language] = change.note;
  }
  return { ...entry, bodies, state: 'corrected', modifiedAt: at, notes: [...entry.notes, { time: at, texts }] };
}

/** What an action falls on and what comes of it, worked out before anything is changed; or why it cannot be done. */
type Plan =
  | { readonly article: SampleArticle; readonly at: Date; readonly apply: () => void }
  | { readonly reason: string };

/**
 * Opens the desk with everything that is published at the start.
 *
 * @param dayStart the moment that the articles' `hoursBefore` count back from
 * @param now the clock; times are kept to the second, as feeds give them
 * @param remember called with each thing before it is done; when it throws, nothing is done
 */
export function openNewsdesk(
  articles: readonly SampleArticle[],
  dayStart: Date,
  now: () => Date,
  remember: (entry: DeskEntry) => void = () => {},
): Newsdesk {
  let reserve = articles.filter((each) => each.reserve);
  let entries = articles.filter((each) => !each.reserve).map((each) => opening(each, dayStart));
  let bulletins = 0;
  const usedCorrections = new Set<string>();
  const second = () => new Date(Math.floor(now().getTime() / 1000) * 1000);

  const find = (slug: string) => entries.find((each) => each.article.slug === slug);
  const replace = (entry: Published) => {
    entries = entries.map((each) => (each.article.slug === entry.article.slug ? entry : each));
  };
  const canCorrect = (entry: Published) =>
    entry.state !== 'withdrawn' && entry.article.correction !== undefined && !usedCorrections.has(entry.article.slug);

  const newestFirst = () =>
    entries.toSorted((a, b) => b.publishedAt.getTime() - a.publishedAt.getTime() || b.article.id - a.article.id);

  const plans = {
    publish(slug: string | undefined, at: Date): Plan {
      const waiting = slug === undefined ? reserve[0] : reserve.find((each) => each.slug === slug);
      const bulletin = waiting === undefined && reserve.length === 0 ? makeBulletin(bulletins + 1, at) : undefined;
      const article = waiting ?? bulletin;
      if (article === undefined || (slug !== undefined && slug !== article.slug)) {
        return { reason: `${slug} is not in the reserve` };
      }
      const apply = () => {
        reserve = reserve.filter((each) => each !== article);
        if (bulletin !== undefined) bulletins += 1;
        entries = [...entries, { ...opening(article, at), publishedAt: at, modifiedAt: at, isFresh: true }];
      };
      return { article, at, apply };
    },

    correct(slug: string | undefined, at: Date): Plan {
      const entry = slug === undefined ? newestFirst().find(canCorrect) : find(slug);
      if (entry === undefined) {
        const reason =
          slug === undefined ? 'nothing is left to correct: publish something first' : `${slug} is not published`;
        return { reason };
      }
      const { article } = entry;
      const next = canCorrect(entry) ? corrected(entry, at) : null;
      if (next === null) return { reason: `${article.slug} has no correction waiting` };
      const apply = () => {
        usedCorrections.add(article.slug);
        replace(next);
      };
      return { article, at, apply };
    },

    withdraw(slug: string | undefined, at: Date): Plan {
      const standing = newestFirst().filter((each) => each.state !== 'withdrawn');
      // What came out last is taken back first when nobody says what.
      const entry =
        slug !== undefined
          ? standing.find((each) => each.article.slug === slug)
          : (standing.find((each) => each.isFresh) ??
            standing.find((each) => each.article.withdrawal !== undefined) ??
            standing[0]);
      if (entry === undefined) {
        return { reason: slug === undefined ? 'everything is withdrawn' : `${slug} is not published` };
      }
      const apply = () => replace({ ...entry, state: 'withdrawn', modifiedAt: at });
      return { article: entry.article, at, apply };
    },
  };

  const act = (action: DeskEntry['action'], slug?: string): SampleAction => {
    const plan = plans[action](slug, second());
    if ('reason' in plan) return { done: false, action, reason: plan.reason };
    const { article, at, apply } = plan;
    remember({ action, slug: article.slug, at });
    apply();
    return {
      done: true,
      action,
      slug: article.slug,
      headline: article.languages.de.headline,
      languages: languagesOf(article),
    };
  };

  return {
    published: newestFirst,
    find,
    waiting: () => reserve.length,
    changedAt: () => new Date(Math.max(...entries.map((each) => each.modifiedAt.getTime()))),
    publish: (slug) => act('publish', slug),
    correct: (slug) => act('correct', slug),
    withdraw: (slug) => act('withdraw', slug),
    replay({ action, slug, at }) {
      const plan = plans[action](slug, at);
      if ('reason' in plan) return false;
      plan.apply();
      return true;
    },
  };
}
