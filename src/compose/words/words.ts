import type { Direction } from '../../article/index.ts';

/** The languages that have words of their own. Pages in any other language take the English ones, marked as English. */
export const WORDED = ['de', 'en', 'ru', 'fa', 'uk', 'be', 'fr', 'es', 'tr', 'ar', 'zh'] as const;

/** A language with words of its own. */
export type Worded = (typeof WORDED)[number];

/** One phrase for articles and one for front and day pages. */
export interface PagePhrase {
  readonly article: string;
  readonly listing: string;
}

/**
 * Everything a page says in one language besides the newsroom's own text. Names in braces are filled in when the page
 * is drawn; `choose.test.ts` holds every language to the same names. Phrases with another language in them are kept
 * whole per language because most languages inflect it ("aus dem Deutschen", "с немецкого").
 */
export interface Words {
  readonly language: Worded;
  readonly direction: Direction;
  /** Why this copy exists, when the newsroom publishes it itself. `{newsroom}` */
  readonly blocked: PagePhrase;
  /** Why this copy exists, when somebody else carries the newsroom. `{newsroom} {from} {by}` */
  readonly carried: PagePhrase;
  /** Link to the same page in the original language. `{in}` is one of `inLanguage`. */
  readonly sameIn: PagePhrase;
  /** The same for a language that `inLanguage` does not list. `{autonym}` */
  readonly sameElse: PagePhrase;
  readonly inLanguage: Readonly<Record<Worded, string>>;
  readonly fromLanguage: Readonly<Record<Worded, string>>;
  /** Where a translation comes from, for a language `fromLanguage` does not list. `{autonym}` */
  readonly fromElse: string;
  /** How a translation came to be. `{from}`; the checked one also `{by} {on}`. */
  readonly translation: { readonly person: string; readonly checked: string; readonly machine: string };
  /** Label of the links to other language versions, for those who hear the page. */
  readonly languages: string;
  /** Marks in a list, and the label of a correction in the text. */
  readonly corrected: string;
  readonly withdrawn: string;
  readonly correction: string;
  /** Line above a whole article that was corrected or withdrawn. */
  readonly correctedArticle: string;
  readonly withdrawnArticle: string;
  /** Goes on after `withdrawnArticle` when the newsroom gave a reason, which follows. */
  readonly withdrawnReason: string;
  /** Link of a snippet on somebody else's page to the article's own: the snippet cannot follow it. */
  readonly currentVersion: string;
  /** Title of a day page. `{day}` */
  readonly dayTitle: string;
  /** Label of the links to day pages. */
  readonly byDay: string;
  readonly nothingYet: string;
  /** `{number} {of}` */
  readonly part: string;
  readonly previousPart: string;
  readonly nextPart: string;
  /** How to check the page; `text` holds `{command}`, `app` continues it with `{app}`, an address. */
  readonly check: { readonly title: string; readonly text: string; readonly app: string };
  /** The home address as text: when it is blocked, and when the newsroom is carried by somebody else. `{home}` */
  readonly home: { readonly blocked: string; readonly carried: string };
  /** Twelve month names in the form a date takes, the order of a date (`{d} {m} {y}`), and ten digits if not 0–9. */
  readonly months: readonly string[];
  readonly date: string;
  readonly digits?: string;
}
