import type { EngineRequest } from '../engine.ts';
import type { Ask, Fault, Send } from './ask.ts';
import type { MarkStyle } from './marks.ts';

/** What an engine takes at once. */
export interface Limits {
  /** Texts in one request. */
  readonly texts: number;
  /** UTF-8 bytes of all texts of one request, as they are written for the engine. */
  readonly sizeBytes: number;
  /** Requests under way at once. */
  readonly callsAtOnce: number;
}

/** What an answer says, one a text asked in the same order; undefined where it says nothing. Or a sentence: what is wrong with it. */
export type Reply = { readonly texts: readonly (string | undefined)[] } | { readonly wrong: string };

/** A text as it is asked: written in the style of the engine. `fault` is what was wrong with the first answer, when this asks again. */
export interface AskedText {
  readonly text: string;
  readonly fault?: string;
}

/** The requests and answers of one translation. */
export interface Conversation {
  /** `engine@version`, as far as it is known by now. */
  readonly engine: string;
  ask(texts: readonly AskedText[]): Ask;
  read(json: unknown, count: number): Reply;
  /** True when what was refused can be asked in another way, which is how it is asked from now on. */
  adapt?(fault: Fault): boolean;
}

/** How one kind of engine is spoken to. What all kinds have in common is in `drive.ts`. */
export interface Dialect {
  readonly kind: string;
  readonly limits: Limits;
  readonly marks: MarkStyle;
  /** Asked a second time it may answer something else: a segment that came back broken is asked once more. */
  readonly isFickle: boolean;
  /** Mends what this kind is known to leave in a text. */
  readonly mend?: (text: string, source: string) => string;
  /** Finds out what has to be known first: languages, version. */
  begin(
    request: EngineRequest,
    send: Send,
  ): Promise<{ readonly conversation: Conversation } | { readonly fault: Fault }>;
}
