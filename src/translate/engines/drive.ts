import { setTimeout as sleep } from 'node:timers/promises';
import type { fetch } from 'undici';
import type { Engine, EngineAnswer, EngineRequest, EngineResult } from '../engine.ts';
import { checkPlaceholders } from '../placeholders.ts';
import { type Asked, type Fault, openSend, type Send } from './ask.ts';
import type { Conversation, Dialect } from './dialect.ts';

/** What an engine is opened with beside its settings. */
export interface DriveOptions {
  readonly name: string;
  /** For one request. */
  readonly timeoutMs: number;
  /** For the whole of one translation, however many requests it takes. */
  readonly answerMs: number;
  readonly key: string | undefined;
  readonly fetch: typeof fetch;
  /** How pauses are made. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** A pause that ends, by rejecting, when the signal is aborted. */
export const pauseFor: DriveOptions['pause'] = async (ms, signal) => {
  await sleep(ms, undefined, { signal });
};

/** A request that may succeed soon is made at most so often. */
const MAX_TRIES = 3;
/** First pause before asking again; the second is twice that. */
const PAUSE_MS = 500;
/** Whoever wants to be left alone for longer is not waited for: editors would rather begin. */
const MAX_PAUSE_MS = 30_000;
/** Requests that failed in a row, after which the engine is taken to be broken: more than it takes to find one bad text among 128. */
const MAX_FAILURES = 10;

/**
 * Drives any kind of engine: cuts the segments into requests, asks again what may succeed then, halves a request that failed
 * until the one segment it fails for is found, and lets nothing through whose placeholders are not those of its segment.
 */
export function drive(dialect: Dialect, options: DriveOptions): Engine {
  return {
    name: options.name,
    translate: (request, signal) => new Translation(dialect, options, request, signal).run(),
  };
}

/** One segment on its way. */
interface Item {
  readonly index: number;
  readonly id: string;
  readonly source: string;
  /** As it is written for the engine. */
  readonly text: string;
  /** What was wrong with the answer before this one. */
  readonly fault?: string;
}

/** The state of one call of `translate`. */
class Translation {
  readonly #dialect: Dialect;
  readonly #options: DriveOptions;
  readonly #request: EngineRequest;
  readonly #caller: AbortSignal;
  readonly #signal: AbortSignal;
  readonly #send: Send;
  readonly #results: (EngineResult | undefined)[];
  readonly #queue: Item[][];
  #characters = 0;
  #failuresInRow = 0;
  /** Why nothing more is asked. */
  #over: string | undefined;

  constructor(dialect: Dialect, options: DriveOptions, request: EngineRequest, caller: AbortSignal) {
    this.#dialect = dialect;
    this.#options = options;
    this.#request = request;
    this.#caller = caller;
    this.#signal = AbortSignal.any([caller, AbortSignal.timeout(options.answerMs)]);
    this.#send = openSend({ ...options, signal: this.#signal });
    this.#results = request.segments.map(() => undefined);
    this.#queue = [];
  }

  async run(): Promise<EngineAnswer> {
    this.#caller.throwIfAborted();
    this.#cut();
    const begun = await this.#guard(() =>
      this.#dialect.begin(this.#request, (ask) => this.#again(() => this.#send(ask))),
    );
    const conversation = begun !== undefined && 'conversation' in begun ? begun.conversation : undefined;
    if (begun !== undefined && 'fault' in begun) this.#over ??= begun.fault.sentence;
    const workers = Array.from({ length: this.#dialect.limits.callsAtOnce }, () => this.#work(conversation));
    await Promise.all(workers);
    return {
      engine: conversation?.engine ?? `${this.#dialect.kind}@unknown`,
      results: this.#request.segments.map(
        ({ id }, index) => this.#results[index] ?? this.#failed(id, 'it gave no answer'),
      ),
      characters: this.#characters,
    };
  }

  /** Fills the queue; a segment no request can hold fails here. */
  #cut(): void {
    const { texts, sizeBytes } = this.#dialect.limits;
    let batch: Item[] = [];
    let batchBytes = 0;
    for (const [index, { id, text: source }] of this.#request.segments.entries()) {
      const text = this.#dialect.marks.write(source);
      const bytes = Buffer.byteLength(text);
      if (bytes > sizeBytes) {
        this.#results[index] = this.#failed(id, 'the text is longer than it takes at once');
        continue;
      }
      if (batch.length >= texts || batchBytes + bytes > sizeBytes) {
        this.#queue.push(batch);
        batch = [];
        batchBytes = 0;
      }
      batch.push({ index, id, source, text });
      batchBytes += bytes;
    }
    if (batch.length > 0) this.#queue.push(batch);
  }

  async #work(conversation: Conversation | undefined): Promise<void> {
    for (let batch = this.#queue.shift(); batch !== undefined; batch = this.#queue.shift()) {
      const items = batch;
      const asked =
        conversation === undefined || this.#over !== undefined
          ? undefined
          : await this.#guard(() => this.#ask(conversation, items));
      if (asked === undefined) this.#fail(items, this.#over ?? 'it gave no answer');
      else if ('fault' in asked) this.#split(items, asked.fault);
      else for (const [at, item] of items.entries()) this.#take(item, asked.texts[at]);
    }
  }

  /** Undefined when the time of the whole answer is over; what the caller aborts is thrown. */
  async #guard<Value>(act: () => Promise<Value>): Promise<Value | undefined> {
    try {
      return await act();
    } catch (error) {
      this.#caller.throwIfAborted();
      if (!this.#signal.aborted) throw error;
      this.#over ??= `it was not done within ${Math.max(1, Math.round(this.#options.answerMs / 1000))} s`;
      return undefined;
    }
  }

  async #ask(conversation: Conversation, items: readonly Item[]) {
    const texts = items.map(({ text, fault }) => ({ text, ...(fault === undefined ? {} : { fault }) }));
    const asked = await this.#again(async () => {
      for (const { text } of texts) this.#characters += [...text].length;
      const answer = await this.#send(conversation.ask(texts));
      return 'fault' in answer && conversation.adapt?.(answer.fault) === true
        ? this.#send(conversation.ask(texts))
        : answer;
    });
    if ('fault' in asked) return asked;
    const reply = conversation.read(asked.json, items.length);
    if ('texts' in reply) return reply;
    return { fault: { sentence: reply.wrong, scope: 'texts', isPassing: false } satisfies Fault };
  }

  /** Asks until there is an answer, a fault that stays, or no try left. */
  async #again(send: () => Promise<Asked>): Promise<Asked> {
    for (let tries = 1; ; tries += 1) {
      const asked = await send();
      if (!('fault' in asked) || !asked.fault.isPassing || tries >= MAX_TRIES) return asked;
      const pauseMs = asked.fault.waitMs ?? PAUSE_MS * 2 ** (tries - 1);
      if (pauseMs > MAX_PAUSE_MS) return asked;
      await this.#options.pause(pauseMs, this.#signal);
    }
  }

  #split(items: readonly Item[], { sentence, scope }: Fault): void {
    this.#failuresInRow += 1;
    if (scope === 'engine') this.#over ??= sentence;
    else if (this.#failuresInRow >= MAX_FAILURES)
      this.#over ??= `it failed ${MAX_FAILURES} times in a row: ${sentence}`;
    if (items.length === 1 || this.#over !== undefined) {
      this.#fail(items, this.#over ?? sentence);
      return;
    }
    const middle = Math.ceil(items.length / 2);
    this.#queue.unshift(items.slice(0, middle), items.slice(middle));
  }

  /** Takes the answer for one segment, or finds what is wrong with it. */
  #take(item: Item, answer: string | undefined): void {
    this.#failuresInRow = 0;
    const { source, index, id } = item;
    const read = answer === undefined ? undefined : this.#dialect.marks.read(answer);
    const text = read === undefined || read === null ? read : clean(this.#dialect.mend?.(read, source) ?? read);
    const fault = faultOf(source, text);
    if (typeof text === 'string' && fault === null) this.#results[index] = { id, text };
    else if (this.#dialect.isFickle && item.fault === undefined)
      this.#queue.push([{ ...item, fault: fault ?? LEFT_OUT }]);
    else this.#results[index] = this.#failed(id, fault ?? LEFT_OUT);
  }

  #fail(items: readonly Item[], sentence: string): void {
    for (const { index, id } of items) this.#results[index] = this.#failed(id, sentence);
  }

  #failed(id: string, sentence: string): EngineResult {
    return { id, failure: `${this.#options.name}: ${sentence}` };
  }
}

/** Engines break lines and leave spaces; an article has neither, and no control characters. No-break spaces stay. */
function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(/[ \t\r\n\v\f\u0085\u2028\u2029]+/g, ' ')
    .replace(/[\u0000-\u001f\u007f-\u009f\ufffe\uffff]/g, '')
    .trim();
}

const LEFT_OUT = 'it left the text out';

/** What keeps an answer from being a draft of its segment; null when nothing does. */
function faultOf(source: string, text: string | null | undefined): string | null {
  if (text === undefined) return LEFT_OUT;
  if (text === null) return 'it broke the marks of the text';
  if (text === '') return 'it gave an empty text';
  // No language needs ten times the length; a machine that goes on by itself does.
  if (text.length > source.length * 10 + 200) return 'it gave a text many times as long';
  const [first] = checkPlaceholders(source, text);
  return first === undefined ? null : `it broke the marks of the text. ${first.message}`;
}
