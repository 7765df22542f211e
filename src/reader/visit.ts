import type { CarrierPool } from './carrier-pool.ts';
import type { Knowledge } from './knowledge.ts';
import type { SessionPorts, Strategy } from './ports.ts';

/** What the parts of one visit share. */
export interface Visit {
  readonly pool: CarrierPool;
  readonly knowledge: Knowledge;
  readonly ports: SessionPorts;
  readonly strategy: Strategy;
  /** Objects by the hash that names them, the last used last: a page that is watched needs the same few again. */
  readonly objects: Map<string, Uint8Array>;
}
