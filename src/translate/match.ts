/** What the memory has for a text. */
export interface Match {
  /** 100 for the same text but for case of spaces and quotes; else how alike, 50 to 99. */
  readonly score: number;
  /** With placeholders, as they were confirmed. */
  readonly source: string;
  readonly target: string;
  /** Who confirmed it, when; null for an imported one. */
  readonly by: string | null;
  readonly at: string;
}
