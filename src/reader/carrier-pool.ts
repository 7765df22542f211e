/** The carriers of one visit: whom to ask next, and how each has stood up so far. */
import type { CarrierEntry, FailureName } from '../proof/index.ts';
import { type Answer, fetchBytes } from './fetch-bytes.ts';
import type { SessionPorts, Strategy } from './ports.ts';
import { LATE } from './race.ts';
import type { CarrierStanding } from './session.ts';

/** A carrier, and what is known of it. */
export interface Carrier {
  readonly entry: CarrierEntry;
  standing: CarrierStanding;
  /** When it was asked for something, in ms, as far back as the quota looks. */
  asked: readonly number[];
  /** When its own trust data last came and verified, in ms. */
  trustedAt: number;
}

/** Slower than this, whole files do not come: a limit for whoever trickles. */
export const MIN_BYTES_PER_MS = 4;

/** Who comes first. */
const RANKS: readonly CarrierStanding['standing'][] = ['answers', 'untried', 'asked', 'silent', 'aside'];
/** Those who come only when nobody else is left. */
const LATE_STANDINGS: ReadonlySet<CarrierStanding['standing']> = new Set(['silent', 'aside']);
const rankOf = ({ standing }: Carrier): number => RANKS.indexOf(standing.standing);
const isLate = ({ standing }: Carrier): boolean => LATE_STANDINGS.has(standing.standing);

/** What one carrier gave, it keeps: an old copy may be renewed, a lie was told. */
const isOut = ({ standing: { why } }: Carrier): boolean => why === 'false' || why === 'fork';

/** Compares by the first place that differs. */
function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, place) => value !== b[place]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

const newCarrier = (entry: CarrierEntry): Carrier => ({
  entry,
  standing: {
    address: entry.address,
    group: entry.group,
    standing: 'untried',
    why: null,
    failure: null,
    edition: null,
  },
  asked: [],
  trustedAt: Number.NEGATIVE_INFINITY,
});

/** See the head of this file. */
export class CarrierPool {
  #winner: string | null = null;
  /** Those of the card stay, last: who keeps an old list must be able to find the new ones. */
  readonly #card: readonly CarrierEntry[];
  #named: readonly CarrierEntry[] = [];
  #carriers: readonly Carrier[];
  readonly #ports: SessionPorts;
  readonly #strategy: Strategy;
  readonly #onChange: () => void;

  constructor(card: readonly CarrierEntry[], ports: SessionPorts, strategy: Strategy, onChange: () => void) {
    this.#card = card;
    this.#carriers = card.map(newCarrier);
    this.#ports = ports;
    this.#strategy = strategy;
    this.#onChange = onChange;
  }

  /** Address of who is asked first in the next race. */
  get winner(): string | null {
    return this.#winner;
  }

  /** The list that an edition named; empty before one was read. */
  get named(): readonly CarrierEntry[] {
    return this.#named;
  }

  standings(): readonly CarrierStanding[] {
    return this.#carriers.map(({ standing }) => standing);
  }

  /** What it was for when all there are have lied. */
  failureOfAll(): FailureName | null {
    return this.#carriers.every(isOut) ? (this.#carriers[0]?.standing.failure ?? null) : null;
  }

  /** The next race begins with this one; null for none. */
  win(address: string | null): void {
    this.#winner = address;
  }

  /**
   * Takes the list of an edition; those of the card that it lacks come behind it, and what is known of carriers that are in
   * both stays. A list that no browser can read is none.
   */
  replace(entries: readonly CarrierEntry[]): void {
    const readable = entries.filter(({ abilities }) => abilities.includes('cors'));
    if (readable.length === 0) return;
    this.#named = readable;
    const old = new Map(this.#carriers.map((carrier) => [carrier.entry.address, carrier]));
    const rest = this.#card.filter(({ address }) => !readable.some((each) => each.address === address));
    this.#carriers = [...readable, ...rest].map((entry) => {
      const known = old.get(entry.address);
      return known?.entry.group === entry.group ? known : newCarrier(entry);
    });
    this.#onChange();
  }

  /**
   * All who may be asked for a page: the last winner, then at random with groups spread; who was silent or old comes last,
   * and who lied only when nobody else is left.
   */
  order(): readonly Carrier[] {
    const honest = this.#carriers.filter((carrier) => !isOut(carrier));
    const shuffled = (honest.length > 0 ? honest : this.#carriers)
      .map((carrier) => {
        const isWinner = carrier.entry.address === this.#winner && !isLate(carrier);
        return { carrier, lot: [isWinner ? -1 : rankOf(carrier), this.#ports.random()] };
      })
      .sort((a, b) => compare(a.lot, b.lot));
    const rounds = new Map<string, number>();
    return shuffled
      .map(({ carrier }) => {
        const { group } = carrier.entry;
        const round = rounds.get(group) ?? 0;
        rounds.set(group, round + 1);
        return { carrier, place: [Number(isLate(carrier)), round] };
      })
      .sort((a, b) => compare(a.place, b.place))
      .map(({ carrier }) => carrier);
  }

  /**
   * Those that may be asked for something small beside a page, in turn: who was asked least and longest ago comes first.
   * Beyond its quota a carrier is asked on when nobody else is left who answers: on connections that are open already.
   */
  spare(): readonly Carrier[] {
    const { quota, maxQuota } = this.#strategy;
    return this.order()
      .map((carrier) => {
        const recent = this.#recent(carrier);
        const place = isLate(carrier) ? 2 : recent.length < quota ? 0 : 1;
        return { carrier, place: [place, carrier.asked.at(-1) ?? 0], count: recent.length };
      })
      .filter(({ count }) => count < maxQuota)
      .sort((a, b) => compare(a.place, b.place))
      .map(({ carrier }) => carrier);
  }

  #recent({ asked }: Carrier): readonly number[] {
    const since = this.#ports.now().getTime() - this.#strategy.quotaMs;
    return asked.filter((time) => time > since);
  }

  /** Asks a carrier for a file. Silence is noted; whoever can judge the answer notes it. */
  async ask(carrier: Carrier, path: string, maxBytes: number, signal: AbortSignal): Promise<Answer> {
    const { fetch, now } = this.#ports;
    const { stallMs, limitMs } = this.#strategy;
    const limits = { firstMs: limitMs, stallMs, wholeMs: limitMs + maxBytes / MIN_BYTES_PER_MS };
    const startedAt = now().getTime();
    carrier.asked = [...this.#recent(carrier), startedAt];
    if (carrier.standing.standing === 'untried') this.note(carrier, { standing: 'asked' });
    const answer = await fetchBytes(fetch, carrier.entry.address + path, maxBytes, limits, signal);
    // Who was only outrun may be as good as the winner.
    const isOutrun = signal.aborted && signal.reason !== LATE && now().getTime() - startedAt < stallMs;
    if (answer === 'silent' && !isOutrun && carrier.standing.why === null) this.note(carrier, { standing: 'silent' });
    return answer;
  }

  /** Notes what came of asking; that a carrier lied stays noted. */
  note(carrier: Carrier, change: Partial<CarrierStanding>): void {
    const { standing, why, failure } = carrier.standing;
    carrier.standing = { ...carrier.standing, ...change, ...(isOut(carrier) && { standing, why, failure }) };
    this.#onChange();
  }

  /** Notes that it gave what verifies. */
  praise(carrier: Carrier, edition = carrier.standing.edition): void {
    this.note(carrier, { standing: 'answers', why: null, failure: null, edition });
  }

  /** Sets a carrier aside. */
  accuse(carrier: Carrier, why: 'false' | 'old' | 'fork', failure: FailureName | null): void {
    this.note(carrier, { standing: 'aside', why, failure });
  }
}
