/** What was typed and not yet kept by the server. No browser in it: the page gives it time, memory and a way to send. */

/** What is sent. */
export type SegmentAct = 'save' | 'confirm';

/** What the server answered. */
export type Answer =
  | { readonly outcome: 'saved' | 'conflict' | 'refused'; readonly edit: number }
  /** There is no such segment any more. */
  | { readonly outcome: 'gone' }
  /** The session is over: somebody may sign in again in another tab. */
  | { readonly outcome: 'shut-out' };

/** How a text stands, for the person who typed it. */
export type Keeping = 'typing' | 'sending' | 'kept' | 'lost' | 'conflict' | 'refused' | 'gone' | 'shut-out';

/** A text on its way: what it says, and the edit of the segment that its writer saw. */
export interface Pending {
  readonly target: string;
  readonly edit: number;
}

/** What an outbox needs. */
export interface OutboxPorts<A extends Answer = Answer> {
  /** Where texts outlive the page: of this tab alone, so that they are gone with it on a computer that others use too. */
  readonly memory: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** Name of this version's texts there. */
  readonly name: string;
  /** Fails when there was no answer. */
  send(key: string, pending: Pending, act: SegmentAct): Promise<A>;
  /** Told of each change; `answer` where one came. */
  tell(key: string, keeping: Keeping, answer: A | null): void;
  /** Calls back after a time; returns how to forget that. */
  after(ms: number, work: () => void): () => void;
}

/** A pause in typing after which a text is sent. */
export const PAUSE_MS = 800;
/** Waits between two tries without an answer: the last of them over and over. */
const RETRIES_MS = [1_000, 2_000, 4_000, 8_000, 15_000];

/** A pending text and what goes on with it. */
interface Entry {
  target: string;
  edit: number;
  /** True while somebody has to choose, or there is nothing to send it to. */
  isHeld: boolean;
  /** What is to be done with it once it is sent. */
  act: SegmentAct;
  isSending: boolean;
  tries: number;
  forgetTimer: () => void;
}

/** Sends texts in the order of their segments' edits, one at a time for each, again and again until an answer comes. */
export class Outbox<A extends Answer = Answer> {
  readonly #ports: OutboxPorts<A>;
  readonly #entries = new Map<string, Entry>();
  readonly #edits = new Map<string, number>();

  constructor(ports: OutboxPorts<A>) {
    this.#ports = ports;
  }

  /** Keys of texts that the server has not kept yet. */
  get pending(): readonly string[] {
    return [...this.#entries.keys()];
  }

  isPending(key: string): boolean {
    return this.#entries.has(key);
  }

  /** The edit of a segment as this page knows it. */
  editOf(key: string): number {
    return this.#edits.get(key) ?? 0;
  }

  /** Says which edit of a segment the page shows. */
  saw(key: string, edit: number): void {
    this.#edits.set(key, edit);
  }

  /** What an earlier page of this tab could not send. To be put into its fields, then `write` sends it. */
  restore(): ReadonlyMap<string, Pending> {
    try {
      const found: unknown = JSON.parse(this.#ports.memory.getItem(this.#ports.name) ?? '{}');
      return new Map(Object.entries(found ?? {}).filter((entry): entry is [string, Pending] => isPending(entry[1])));
    } catch {
      return new Map();
    }
  }

  /** Takes what was typed; sends it after a pause. `edit` where it is not the one the page shows. */
  write(key: string, target: string, edit = this.editOf(key)): void {
    const before = this.#entries.get(key);
    before?.forgetTimer();
    const entry: Entry = before ?? {
      target,
      edit,
      isHeld: false,
      act: 'save',
      isSending: false,
      tries: 0,
      forgetTimer: () => {},
    };
    entry.target = target;
    this.#entries.set(key, entry);
    this.#remember();
    if (entry.isHeld) return;
    // Who goes on writing has not confirmed what they write.
    if (!entry.isSending) entry.act = 'save';
    this.#ports.tell(key, 'typing', null);
    entry.forgetTimer = this.#ports.after(PAUSE_MS, () => void this.#send(key));
  }

  /** Sends a text at once; after a conflict this is the choice of one's own text. */
  async flush(key: string, target: string, act: SegmentAct): Promise<void> {
    const entry = this.#entries.get(key);
    if (entry === undefined) {
      if (act === 'save') return;
      this.write(key, target);
      return this.flush(key, target, act);
    }
    if (entry.isHeld) {
      entry.isHeld = false;
      entry.edit = this.editOf(key);
    }
    entry.target = target;
    entry.act = act;
    entry.tries = 0;
    this.#remember();
    await this.#send(key);
  }

  /** Sends what waits, but not what a person has to choose about. */
  async flushAll(): Promise<void> {
    await Promise.all([...this.#entries].map(([key, { isHeld }]) => (isHeld ? null : this.#send(key))));
  }

  /** Forgets a text: its writer chose another. */
  drop(key: string): void {
    this.#entries.get(key)?.forgetTimer();
    this.#entries.delete(key);
    this.#remember();
    this.#ports.tell(key, 'kept', null);
  }

  async #send(key: string): Promise<void> {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.isSending || entry.isHeld) return;
    entry.forgetTimer();
    entry.isSending = true;
    const { target, edit, act } = entry;
    this.#ports.tell(key, 'sending', null);
    const answer = await this.#ports.send(key, { target, edit }, act).catch(() => null);
    entry.isSending = false;
    if (this.#entries.get(key) !== entry) return;
    if (answer === null || answer.outcome === 'shut-out') {
      this.#ports.tell(key, answer === null ? 'lost' : 'shut-out', null);
      const waitMs = RETRIES_MS[Math.min(entry.tries, RETRIES_MS.length - 1)] ?? 0;
      entry.tries += 1;
      entry.forgetTimer = this.#ports.after(waitMs, () => void this.#send(key));
      return;
    }
    entry.tries = 0;
    this.#take(key, entry, answer, { target, act });
  }

  #take(key: string, entry: Entry, answer: A, sent: { readonly target: string; readonly act: SegmentAct }): void {
    if ('edit' in answer) this.#edits.set(key, answer.edit);
    if (answer.outcome === 'saved' || answer.outcome === 'refused') {
      entry.edit = this.editOf(key);
      if (entry.target === sent.target && entry.act === sent.act) {
        this.#entries.delete(key);
        this.#remember();
        this.#ports.tell(key, answer.outcome === 'saved' ? 'kept' : 'refused', answer);
        return;
      }
      // Something was typed, or confirmed, while this was on its way.
      this.#ports.tell(key, 'typing', answer);
      if (entry.target !== sent.target && entry.act === sent.act) entry.act = 'save';
      this.#remember();
      void this.#send(key);
      return;
    }
    entry.isHeld = true;
    entry.act = 'save';
    this.#ports.tell(key, answer.outcome, answer);
  }

  #remember(): void {
    const { memory, name } = this.#ports;
    try {
      if (this.#entries.size === 0) memory.removeItem(name);
      else
        memory.setItem(
          name,
          JSON.stringify(
            Object.fromEntries([...this.#entries].map(([key, { target, edit }]) => [key, { target, edit }])),
          ),
        );
    } catch {
      // No room, or none allowed: the text is in its field still, and is sent from there.
    }
  }
}

function isPending(value: unknown): value is Pending {
  const { target, edit } = (value ?? {}) as Partial<Pending>;
  return typeof target === 'string' && Number.isSafeInteger(edit);
}
