/**
 * The caps of the article model. They keep a page inside what a censored network lets through, and a parser inside
 * what a phone can hold. `docs/spec/article.md` lists them; a body above any of them is refused by `checkBody`.
 */
export const LIMITS = {
  /** One page, in UTF-8 bytes, before parsing (the page cap of the verifier). */
  pageBytes: 256 * 1024,
  /** Headlines and titles, in code points. */
  headlineCharacters: 300,
  /** Kicker, one section, one byline, a credit, the name of a translator; in code points. */
  lineCharacters: 300,
  /** What a picture or video shows, and a teaser; in code points. */
  alternativeCharacters: 1_000,
  /** The text and the link addresses of one block, in UTF-8 bytes. */
  blockBytes: 4_000,
  blocks: 2_000,
  addressCharacters: 2_000,
  /** Marks around one text: strong in a link in a foreign phrase is three. */
  inlineDepth: 8,
  /** Lists in lists. */
  listDepth: 3,
  tableColumns: 40,
  sections: 20,
  bylines: 50,
  videoPieces: 500,
  videoCaptions: 50,
  parts: 999,
  listingEntries: 2_000,
  listingDays: 5_000,
} as const;
