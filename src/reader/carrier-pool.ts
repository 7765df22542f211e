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
  /** When its trust data was last asked for, in ms. */
  trustAskedAt: number;
}

/** Who comes first; from `silent` on only when nobody else is left. */
const RANKS: readonly CarrierStanding['standing'][] = ['answers', 'untried', 'asked', 'silent', 'aside'];
const rankOf = ({ standing }: Carrier): number => RANKS.indexOf(standing.standing);
const isLate = (carrier: Carrier): number => (rankOf(carrier) < 3 ? 0 : 1);

/** What one carrier gave, never to be asked again: an old copy may be renewed, a lie was told. */
const isOut = ({ standing: { why } }: Carrier): boolean => why === 'false' || why === 'fork';

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
  trustAskedAt: Number.NEGATIVE_INFINITY,
});

/** See the head of this file. */
export class CarrierPool {
  /** Asked first in the next race. */
  winner: string | null = null;
  #carriers: readonly Carrier[];
  readonly #ports: SessionPorts;
  readonly #strategy: Strategy;
  readonly #onChange: () => void;

  constructor(entries: readonly CarrierEntry[], ports: SessionPorts, strategy: Strategy, onChange: () => void) {
    this.#carriers = entries.map(newCarrier);
    this.#ports = ports;
    this.#strategy = strategy;
    this.#onChange = onChange;
  }

  get entries(): readonly CarrierEntry[] {
    return this.#carriers.map(({ entry }) => entry);
  }

  standings(): readonly CarrierStanding[] {
    return this.#carriers.map(({ standing }) => standing);
  }

  /** Takes another list; what is known of carriers that are in both stays. A list that no browser can read is none. */
  replace(entries: readonly CarrierEntry[]): void {
    const readable = entries.filter(({ abilities }) => abilities.includes('cors'));
    if (readable.length === 0) return;
    const old = new Map(this.#carriers.map((carrier) => [carrier.entry.address, carrier]));
    this.#carriers = readable.map((entry) => {
      const known = old.get(entry.address);
      return known?.entry.group === entry.group ? known : newCarrier(entry);
    });
    this.#onChange();
  }

  /** All who may be asked for a page: the last winner, then at random with groups spread; who was silent or old comes last. */
  order(): readonly Carrier[] {
    const isWinner = (carrier: Carrier): boolean => carrier.entry.address === this.winner && isLate(carrier) === 0;
    const shuffled = this.#carriers
      .filter((carrier) => !isOut(carrier))
      .map((carrier) => ({ carrier, lot: isWinner(carrier) ? -1 : this.#ports.random() + rankOf(carrier) }))
      .sort((a, b) => a.lot - b.lot);
    const rounds = new Map<string, number>();
    return shuffled
      .map(({ carrier }) => {
        const { group } = carrier.entry;
        const round = rounds.get(group) ?? 0;
        rounds.set(group, round + 1);
        return { carrier, place: round + 1000 * isLate(carrier) };
      })
      .sort((a, b) => a.place - b.place)
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
        return { carrier, place, count: recent.length, last: carrier.asked.at(-1) ?? 0 };
      })
      .filter(({ count }) => count < maxQuota)
      .sort((a, b) => a.place - b.place || a.last - b.last)
      .map(({ carrier }) => carrier);
  }

  #recent({ asked }: Carrier): readonly number[] {
    const since = this.#ports.now().getTime() - this.#strategy.quotaMs;
    return asked.filter((time) => time > since);
  }

  /** Asks a carrier for a file. Silence is noted; whoever can judge the answer notes it. */
  async ask(carrier: Carrier, path: string, maxBytes: number, signal: AbortSignal): Promise<Answer> {
    const { fetch, now } = this.#ports;
    const { patienceMs, limitMs } = this.#strategy;
    const limits = { firstMs: limitMs, stallMs: patienceMs };
    const startedAt = now().getTime();
    carrier.asked = [...this.#recent(carrier), startedAt];
    if (carrier.standing.standing === 'untried') this.note(carrier, { standing: 'asked' });
    const answer = await fetchBytes(fetch, carrier.entry.address + path, maxBytes, limits, signal);
    // Who was only outrun may be as good as the winner.
    const isOutrun = signal.aborted && signal.reason !== LATE && now().getTime() - startedAt < patienceMs;
    if (answer === 'silent' && !isOutrun && carrier.standing.why === null) this.note(carrier, { standing: 'silent' });
    if (answer === 'endless') this.accuse(carrier, 'false', 'too-large');
    return answer;
  }

  note(carrier: Carrier, change: Partial<CarrierStanding>): void {
    carrier.standing = { ...carrier.standing, ...change };
    this.#onChange();
  }

  /** Notes that it gave what verifies. */
  praise(carrier: Carrier, edition = carrier.standing.edition): void {
    if (!isOut(carrier)) this.note(carrier, { standing: 'answers', why: null, failure: null, edition });
  }

  /** Sets a carrier aside. */
  accuse(carrier: Carrier, why: 'false' | 'old' | 'fork', failure: FailureName | null): void {
    this.note(carrier, { standing: 'aside', why, failure });
  }
}
