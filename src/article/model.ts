/**
 * The article model: typed blocks and inlines, one language version each. Foreign HTML never enters it, so
 * nothing that renders it needs a sanitiser. Every type here maps to the HTML subset of `html.ts` and back
 * without loss.
 */

/** Writing direction of a text. */
export type Direction = 'ltr' | 'rtl';

/** A run of text inside a block. Normal form: see `normal.ts`. */
export type Inline =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'strong' | 'emphasis' | 'subscript' | 'superscript'; readonly content: readonly Inline[] }
  /** A link that leaves the edition. `address` is an absolute http(s) address; it is never fetched unasked. */
  | { readonly type: 'link'; readonly address: string; readonly content: readonly Inline[] }
  /** Text in another language than its surroundings: names, quotes, titles. */
  | {
      readonly type: 'foreign';
      readonly language: string;
      readonly direction: Direction;
      readonly content: readonly Inline[];
    }
  | { readonly type: 'break' };

/** One file of an edition's `m/` folder, named by its hash: `m/<2 hex>/<sha256>.<extension>`. */
export interface MediaFile {
  /** 64 lower-case hex digits. */
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly extension: 'webp' | 'jpg' | 'png' | 'mp4' | 'vtt';
}

/** A file of an edition's `o/` folder. */
export interface ObjectFile {
  readonly sha256: string;
  readonly sizeBytes: number;
}

export interface PictureFile extends MediaFile {
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface ListItem {
  readonly content: readonly Inline[];
  /** A list inside this item; lists nest at most three deep. */
  readonly list?: { readonly ordered: boolean; readonly items: readonly ListItem[] };
}

interface BlockBase {
  /** `b1`, `b2` …: given when the block first arrives, kept while its text is recognisably the same, never reused. */
  readonly id: string;
}

/** The closed set of blocks. */
export type Block = BlockBase &
  (
    | { readonly type: 'lead' | 'paragraph' | 'point'; readonly content: readonly Inline[] }
    | { readonly type: 'heading'; readonly level: 2 | 3; readonly content: readonly Inline[] }
    | {
        readonly type: 'quote';
        readonly paragraphs: readonly (readonly Inline[])[];
        readonly attribution?: readonly Inline[];
      }
    | { readonly type: 'list'; readonly ordered: boolean; readonly items: readonly ListItem[] }
    | {
        readonly type: 'table';
        readonly caption?: readonly Inline[];
        /** Column headings; absent when the table has none. */
        readonly head?: readonly (readonly Inline[])[];
        /** Every row has as many cells as `head`, or as the first row. */
        readonly rows: readonly (readonly (readonly Inline[])[])[];
      }
    | {
        readonly type: 'picture';
        readonly file: PictureFile;
        /** What the picture shows, for those who do not load or cannot see it; may be empty. */
        readonly alternative: string;
        readonly caption?: readonly Inline[];
        readonly credit?: string;
      }
    | {
        readonly type: 'video';
        /** MP4 files of at most 1 MB each, in playing order. */
        readonly pieces: readonly MediaFile[];
        /** The list of block hashes of all pieces, an `o/` file. */
        readonly hashes: ObjectFile;
        readonly durationSeconds: number;
        readonly poster?: PictureFile;
        readonly captions: readonly { readonly language: string; readonly file: MediaFile }[];
        readonly alternative: string;
        readonly caption?: readonly Inline[];
        readonly credit?: string;
      }
    /** What was wrong and when it was changed. */
    | { readonly type: 'correction'; readonly time: string; readonly content: readonly Inline[] }
    | { readonly type: 'separator' }
  );

export type BlockType = Block['type'];

/** How a translated version came to be; absent on originals and on versions a newsroom published itself. */
export interface Translation {
  /** Language translated from. */
  readonly from: string;
  readonly how: 'person' | 'machine-checked' | 'machine';
  /** Who checked it; required for `machine-checked`. */
  readonly by?: string;
  /** UTC date of that check, `YYYY-MM-DD`; required for `machine-checked`. */
  readonly on?: string;
}

/** State of one language version. */
export type VersionState = 'current' | 'corrected' | 'withdrawn';

/**
 * What stands between the body markers of an article page: the signed content of one revision of one
 * language version. Of a withdrawn version, `blocks` is the reason and nothing of the text remains.
 */
export interface ArticleBody {
  /** BCP 47, lower-case primary tag: `de`, `ru`, `fa`, `pt-BR`. */
  readonly language: string;
  readonly direction: Direction;
  readonly state: VersionState;
  readonly headline: string;
  /** The line above the headline. */
  readonly kicker?: string;
  readonly sections: readonly string[];
  readonly bylines: readonly string[];
  /** UTC, seconds: `2026-11-22T10:15:00Z`. */
  readonly publishedAt: string;
  readonly modifiedAt?: string;
  readonly translation?: Translation;
  readonly blocks: readonly Block[];
}

/** One language version of an article, as the newsroom holds it and `compose` draws it. */
export interface LanguageVersion {
  /** Opaque id of the article, ten characters of lower-case base 32; the same for all its languages. */
  readonly article: string;
  /** UTC date on which the article was first published in any language, `YYYY-MM-DD`. */
  readonly day: string;
  /** 1, 2, …: raised by each change of the content. */
  readonly revision: number;
  readonly body: ArticleBody;
}

/** One line of a front or day page. */
export interface ListingEntry {
  /** Path of the article page from the edition's root: `ru/2026/11/22/3fk9m2tq7x.html`. */
  readonly path: string;
  readonly headline: string;
  readonly kicker?: string;
  /** Plain text, at most about 200 characters. */
  readonly teaser?: string;
  readonly section?: string;
  readonly byline?: string;
  readonly publishedAt: string;
  readonly state: VersionState;
}

/** What stands between the body markers of a front or day page. */
export interface Listing {
  readonly kind: 'front' | 'day';
  readonly language: string;
  readonly direction: Direction;
  readonly title: string;
  /** Of a day page: its day, `YYYY-MM-DD`. */
  readonly day?: string;
  readonly entries: readonly ListingEntry[];
  /** Day pages to go on to, newest first: `{ day, path }`. */
  readonly days: readonly { readonly day: string; readonly path: string }[];
}
