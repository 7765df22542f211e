/** A term that an engine is to use: a name, or a word of the newsroom. */
export interface EngineTerm {
  readonly source: string;
  readonly target: string;
}

/** What an engine is asked. */
export interface EngineRequest {
  readonly from: string;
  readonly to: string;
  /** Texts with placeholders, in the order of the article; `id` is the caller's. */
  readonly segments: readonly { readonly id: string; readonly text: string }[];
  readonly terms: readonly EngineTerm[];
  /** What the article is about, for engines that take it: its headline. */
  readonly context?: string;
}

/** What came of one segment: a broken engine costs segments, never the article. */
export type EngineResult =
  | { readonly id: string; readonly text: string }
  /** A sentence for the editor who finds the segment empty. */
  | { readonly id: string; readonly failure: string };

/** What an engine answers. */
export interface EngineAnswer {
  /** `name@version`, as on every draft: `libretranslate@1.6.2`, `chat@model-name`, `apertium@en-es`. */
  readonly engine: string;
  /** One a segment asked, in the same order, whatever happened. */
  readonly results: readonly EngineResult[];
  /** Characters sent to the engine: what most of them charge by. */
  readonly characters: number;
}

/**
 * A machine that translates. Nothing is durable here; calls may run at once. It keeps to its time limit, asks again
 * what may succeed then, and answers whatever happens: it throws only when `signal` is aborted. Every text it gives
 * has exactly the placeholders of its segment, in an order that nests; one that has not is a failure of that segment.
 */
export interface Engine {
  /** As in the settings. */
  readonly name: string;
  translate(request: EngineRequest, signal: AbortSignal): Promise<EngineAnswer>;
}
