export { parseCard } from './card.ts';
export { ReaderError, type ReaderErrorCode } from './error.ts';
export { openSession } from './open-session.ts';
export { browserPorts, type SessionPorts, STRATEGY, type Storage, type Strategy } from './ports.ts';
export type * from './session.ts';
