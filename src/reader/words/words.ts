/** The languages the app itself speaks. In any other language it speaks English around the newsroom's text. */
export const WORDED = ['de', 'en', 'ru', 'fa', 'uk', 'be', 'fr', 'es', 'tr', 'ar', 'zh'] as const;

/** Those of them that are written from right to left. */
export const RIGHT_TO_LEFT: readonly string[] = ['ar', 'fa'];

/** A language with words of its own. */
export type Worded = (typeof WORDED)[number];

/** What each check says when it passed, by name. */
export type CheckWords = Readonly<
  Record<'trust' | 'head' | 'history' | 'form' | 'bytes' | 'desk' | 'log' | 'place' | 'body' | 'current', string>
>;

/** What went wrong, in about ten sentences; `view/failure.ts` says which failure is told by which. */
export type FailureWords = Readonly<
  Record<
    'damaged' | 'changed' | 'unsigned' | 'keys' | 'old' | 'fork' | 'log' | 'other' | 'place' | 'absent' | 'silent',
    string
  >
>;

/**
 * Everything the app says in one language. Names in braces are filled in when it is shown; `words.test.ts` holds every
 * language to the same names. Written for somebody who has never heard of signatures and may be in danger: short,
 * calm, and never more certain than what was checked.
 */
export interface Words {
  readonly skip: string;
  readonly languages: string;
  readonly front: string;
  readonly kept: string;
  readonly check: string;
  readonly about: string;
  /** Said of a link out of the app. */
  readonly leaves: string;
  /** Said behind the address of the newsroom's own site, which is no link. */
  readonly ownSite: string;

  readonly part: string;
  readonly previousPart: string;
  readonly nextPart: string;
  readonly corrected: string;
  readonly withdrawn: string;
  readonly correction: string;
  readonly updated: string;
  /** How a translation came to be. `{from}` is the name of a language; the checked one also `{by} {on}`. */
  readonly translated: { readonly person: string; readonly checked: string; readonly machine: string };
  readonly byDay: string;
  readonly nothingYet: string;
  /** `{size}` */
  readonly loadPicture: string;
  /** `{size}` */
  readonly loadVideo: string;
  readonly loading: string;
  readonly mediaFailed: string;

  /** The label (formats.md §6). `{time}`; `{newsroom}` of the false ones. */
  readonly current: string;
  readonly older: string;
  readonly ahead: string;
  readonly newerRevision: string;
  readonly withdrawnLabel: string;
  readonly notGenuine: string;
  readonly conflict: string;
  readonly cannotTell: string;
  /** Genuine, and it is not known yet whether anything is newer. */
  readonly settling: string;
  readonly unwitnessed: string;
  /** What happened to the page while it was open. */
  readonly nowCorrected: string;
  readonly nowWithdrawn: string;
  readonly nowNewer: string;
  readonly dismiss: string;

  readonly how: string;
  readonly failures: FailureWords;

  /** The places that hold copies, and how each stands. `{number}` of an edition. */
  readonly carriers: string;
  readonly untried: string;
  readonly asked: string;
  readonly answers: string;
  readonly silent: string;
  readonly asideFalse: string;
  readonly asideOld: string;
  readonly asideFork: string;
  /** Instead of naming more than two. `{number}` */
  readonly asideMany: string;

  readonly searching: string;
  readonly unreached: string;
  readonly unreachedWhy: string;
  /** In place of `unreached` when something came and nothing of it was genuine. */
  readonly altered: string;
  readonly again: string;
  readonly missing: string;
  readonly missingWhy: string;
  readonly back: string;
}

/** What the app says of itself, of files and of what is kept: loaded once a page is on the screen. */
export interface PlaceWords {
  readonly checks: CheckWords;
  readonly passed: string;
  readonly failed: string;
  readonly unknown: string;
  /** Where the page came from. `{address}`, `{time}`, `{name}` */
  readonly fromCarrier: string;
  readonly fromKept: string;
  readonly fromFile: string;
  /** `{number}` */
  readonly edition: string;
  readonly fingerprint: string;
  readonly witnesses: string;
  /** Of the two checkpoints of a fork. */
  readonly evidence: string;
  readonly saveEvidence: string;

  readonly keepWhat: string;
  readonly keepRisk: string;
  readonly keepOff: string;
  readonly keepOn: string;
  /** What was kept cannot be opened. */
  readonly keepBroken: string;
  readonly turnOn: string;
  readonly forget: string;
  readonly forgetWhat: string;
  readonly forgotten: string;
  readonly nothingKept: string;
  readonly keepFailed: string;

  readonly checkWhat: string;
  readonly choose: string;
  readonly noSignature: string;
  /** `{newsroom}` of the file, `{ours}` of the app. */
  readonly foreign: string;

  /** `{newsroom}`, `{home}` */
  readonly aboutWhat: string;
  readonly aboutSafety: string;
  readonly leavesWhat: string;
}
