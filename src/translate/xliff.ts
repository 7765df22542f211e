import type { Segment } from './segment.ts';

/** One segment of a draft as a file of other programs has it. */
export interface XliffSegment extends Pick<Segment, 'key' | 'marks'> {
  /** Text of the original with placeholders; never empty. */
  readonly source: string;
  /** With placeholders; empty when there is none yet. */
  readonly target: string;
  /** As in a draft; `empty` and an empty target are the same. A file of others says `confirmed` by `reviewed` or `final`. */
  readonly state: 'empty' | 'draft' | 'touched' | 'confirmed';
  /** For whoever translates: never empty texts. */
  readonly notes: readonly string[];
  /** What the memory has: 0 to 100, and texts with placeholders. */
  readonly matches: readonly { readonly score: number; readonly source: string; readonly target: string }[];
  /** Of the glossary. */
  readonly terms: readonly { readonly source: string; readonly target: string }[];
}

/** A draft with all it takes to translate it elsewhere: one file of XLIFF 2.1. */
export interface XliffDocument {
  /** Language translated from, and into. */
  readonly from: string;
  readonly to: string;
  /** Id of the article. */
  readonly article: string;
  readonly segments: readonly XliffSegment[];
}

/** Namespaces: core, translation candidates, glossary (XLIFF 2.1, sections 4, 5.1, 5.2). */
export const CORE = 'urn:oasis:names:tc:xliff:document:2.0';
export const MATCHES = 'urn:oasis:names:tc:xliff:matches:2.0';
export const GLOSSARY = 'urn:oasis:names:tc:xliff:glossary:2.0';

/** Our own words inside its `type` and `subType`. */
export const PREFIX = 'tamizdat';
