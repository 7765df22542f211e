/** What the app's pages ask of the parts that find, verify and keep. Nothing here touches the document. */
import type { ArticleBody, Listing, MediaFile, Part } from '../article/index.ts';
import type { CarrierEntry, FailureName, Report } from '../proof/index.ts';

/** The newsroom this app was made for: what stands in `newsroom.json` beside it. */
export interface NewsroomCard {
  /** `courier.example` */
  readonly newsroom: string;
  /** Of its first root, 64 hex digits: what everything is measured by. */
  readonly fingerprint: string;
  readonly title: Readonly<Record<string, string>>;
  /** The blocked site; shown as text, never as a link. */
  readonly home: string;
  /** The original's first. */
  readonly languages: readonly string[];
  /** Where to begin; carriers that the edition names come first once its list was read, these stay behind them. */
  readonly carriers: readonly CarrierEntry[];
  /** The trust bundle of the day the app was made. */
  readonly trust: Uint8Array;
}

/** How a carrier stands with this reader. */
export interface CarrierStanding {
  readonly address: string;
  readonly group: string;
  /**
   * `silent`: asked, and nothing came that claims to be the newsroom's. `aside`: `why` says for what; after `false` and
   * `fork` asked again only when nobody else is left: verification protects the reader, and what was told stays told.
   */
  readonly standing: 'untried' | 'asked' | 'answers' | 'silent' | 'aside';
  readonly why: 'false' | 'old' | 'fork' | null;
  /** The failure that showed it. */
  readonly failure: FailureName | null;
  /** The edition it was last seen with. */
  readonly edition: number | null;
}

/** The verified text of a page, taken apart. */
export type Content =
  | { readonly kind: 'article'; readonly body: ArticleBody; readonly part: Part | null }
  | { readonly kind: 'listing'; readonly listing: Listing; readonly part: Part | null };

/** Where the bytes of a page came from. */
export type Origin =
  | { readonly kind: 'carrier'; readonly address: string }
  | { readonly kind: 'kept'; readonly keptAt: Date }
  | { readonly kind: 'file'; readonly name: string };

/** What there is to show of a page at one moment; each replaces the one before. */
export type View =
  | { readonly kind: 'searching'; readonly path: string }
  | {
      readonly kind: 'page';
      readonly path: string;
      readonly content: Content;
      readonly report: Report;
      readonly origin: Origin;
      /** Whether it is still being found out if the page is current. */
      readonly isSettling: boolean;
      /** What happened to the page while it was open; null when nothing did. */
      readonly change: 'corrected' | 'withdrawn' | 'newer' | null;
    }
  /** The newest edition names no such page, or, where nobody gives its calendar, carriers of two groups have none. */
  | { readonly kind: 'missing'; readonly path: string }
  /** Nothing that can be shown came in time; `failure` when something came and it was false. */
  | { readonly kind: 'unreached'; readonly path: string; readonly failure: FailureName | null };

/** What a file turned out to be. `content` only of one that is genuine. */
export interface FileView {
  readonly name: string;
  /**
   * Null when there is nothing to judge: the file says it is of a newsroom that this app knows nothing of (`newsroom` tells
   * which), or it carries no mark of a signed page at all (`newsroom` is null).
   */
  readonly report: Report | null;
  readonly newsroom: string | null;
  readonly path: string | null;
  readonly content: Content | null;
}

/** A page kept on this device. */
export interface KeptPage {
  readonly path: string;
  readonly headline: string;
  readonly language: string;
  readonly keptAt: Date;
}

/** What stays on the device: nothing, until the reader asks for it. */
export interface Keeping {
  /** Whether pages that are read from now on are kept. */
  readonly isOn: boolean;
  /**
   * `off`: nothing is on the device. `on`: see `isOn`. `unreachable`: something was kept and cannot be opened, so pages are
   * neither read from it nor kept; `forget` removes it all the same.
   */
  readonly state: 'off' | 'on' | 'unreachable';
  /** From now on the app itself and every page that is read are kept for reading without a network. */
  turnOn(): Promise<void>;
  /** Removes everything that was ever kept, and keeps nothing from now on; in whatever state this is. */
  forget(): Promise<void>;
  /** The newest first. */
  list(): Promise<readonly KeptPage[]>;
}

/** One visit of one reader. */
export interface Session {
  readonly card: NewsroomCard;
  readonly keeping: Keeping;
  carriers(): readonly CarrierStanding[];
  /** Called whenever `carriers()` changed. */
  onCarriers(listener: () => void): void;
  /**
   * Two signed checkpoints of one log that contradict each other, the one met first in front; null while none were met.
   * Proof against whoever runs the log, so a reader is to be able to save both.
   */
  evidence(): readonly [string, string] | null;
  /**
   * Finds a page (path relative to the edition), verifies it and goes on watching for a newer one, until the signal
   * aborts. Never throws: what goes wrong is a view.
   */
  follow(path: string, onView: (view: View) => void, signal: AbortSignal): void;
  /** Verifies a file that the reader has. */
  checkFile(bytes: Uint8Array, name: string): Promise<FileView>;
  /** Fetches a picture, a piece of video or captions from any carrier; null when none gives the bytes of that hash. */
  loadMedia(file: MediaFile, signal: AbortSignal): Promise<Uint8Array | null>;
}
