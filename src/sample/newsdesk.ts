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

/** A published article in its present state. */
export interface Published {
  readonly article: SampleArticle;
  readonly publishedAt: Date;
  readonly modifiedAt: Date;
  readonly state: 'current' | 'corrected' | 'withdrawn';
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
  return { article, publishedAt, modifiedAt, state, bodies: article.bodies, notes };
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

/**
 * Opens the desk with everything that is published at the start.
 *
 * @param dayStart the moment that the articles' `hoursBefore` count back from
 * @param now the clock; times are kept to the second, as feeds give them
 */
export function openNewsdesk(articles: readonly SampleArticle[], dayStart: Date, now: () => Date): Newsdesk {
  const reserve = articles.filter((each) => each.reserve);
  let entries = articles.filter((each) => !each.reserve).map((each) => opening(each, dayStart));
  let bulletins = 0;
  const usedCorrections = new Set<string>();
  /** What came out since the desk was opened: taken back first when nobody says what to withdraw. */
  const fresh = new Set<string>();
  const second = () => new Date(Math.floor(now().getTime() / 1000) * 1000);

  const find = (slug: string) => entries.find((each) => each.article.slug === slug);
  const replace = (entry: Published) => {
    entries = entries.map((each) => (each.article.slug === entry.article.slug ? entry : each));
  };
  const done = (action: 'publish' | 'correct' | 'withdraw', article: SampleArticle): SampleAction => ({
    done: true,
    action,
    slug: article.slug,
    headline: article.languages.de.headline,
    languages: languagesOf(article),
  });
  const canCorrect = (entry: Published) =>
    entry.state !== 'withdrawn' && entry.article.correction !== undefined && !usedCorrections.has(entry.article.slug);

  const newestFirst = () =>
    entries.toSorted((a, b) => b.publishedAt.getTime() - a.publishedAt.getTime() || b.article.id - a.article.id);

  return {
    published: newestFirst,
    find,
    waiting: () => reserve.length,
    changedAt: () => new Date(Math.max(...entries.map((each) => each.modifiedAt.getTime()))),

    publish(slug) {
      const index = slug === undefined ? 0 : reserve.findIndex((each) => each.slug === slug);
      if (index < 0) return { done: false, action: 'publish', reason: `${slug} is not in the reserve` };
      const at = second();
      const article = reserve.splice(index, 1)[0] ?? makeBulletin(++bulletins, at);
      entries = [...entries, { ...opening(article, at), publishedAt: at, modifiedAt: at }];
      fresh.add(article.slug);
      return done('publish', article);
    },

    correct(slug) {
      const entry = slug === undefined ? newestFirst().find(canCorrect) : find(slug);
      if (entry === undefined) {
        const reason =
          slug === undefined ? 'nothing is left to correct: publish something first' : `${slug} is not published`;
        return { done: false, action: 'correct', reason };
      }
      const next = canCorrect(entry) ? corrected(entry, second()) : null;
      if (next === null) {
        return { done: false, action: 'correct', reason: `${entry.article.slug} has no correction waiting` };
      }
      usedCorrections.add(entry.article.slug);
      replace(next);
      return done('correct', entry.article);
    },

    withdraw(slug) {
      const standing = newestFirst().filter((each) => each.state !== 'withdrawn');
      const entry =
        slug !== undefined
          ? standing.find((each) => each.article.slug === slug)
          : (standing.find((each) => fresh.has(each.article.slug)) ??
            standing.find((each) => each.article.withdrawal !== undefined) ??
            standing[0]);
      if (entry === undefined) {
        return {
          done: false,
          action: 'withdraw',
          reason: slug === undefined ? 'everything is withdrawn' : `${slug} is not published`,
        };
      }
      replace({ ...entry, state: 'withdrawn', modifiedAt: second() });
      return done('withdraw', entry.article);
    },
  };
}
