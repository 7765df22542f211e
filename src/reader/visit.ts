import type { CarrierPool } from './carrier-pool.ts';
import type { Knowledge } from './knowledge.ts';
import type { SessionPorts, Strategy } from './ports.ts';
import type { Origin } from './session.ts';

/** What the parts of one visit share. */
export interface Visit {
  readonly pool: CarrierPool;
  readonly knowledge: Knowledge;
  readonly ports: SessionPorts;
  readonly strategy: Strategy;
  /** Objects by the hash that names them, the last used last: a page that is watched needs the same few again. */
  readonly objects: Map<string, Uint8Array>;
  /** Pages that were shown, by their paths, the last shown last. */
  readonly pages: Map<string, OwnPage>;
}

/** A page that this reader has. */
export interface OwnPage {
  readonly bytes: Uint8Array;
  readonly origin: Origin;
}
