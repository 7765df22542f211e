/** One pair of texts as a memory of any program has it. */
export interface TmxUnit {
  /** With placeholders; never empty. */
  readonly source: string;
  readonly target: string;
  /** Who wrote it last, and when (ISO); null when the file does not say. */
  readonly by: string | null;
  readonly at: string | null;
}

/** Which pairs of a file: it may hold any number of languages, in any direction. */
export interface TmxLanguages {
  readonly from: string;
  readonly to: string;
}

/** What this program calls itself in a file. */
export const TOOL = 'Tamizdat';
