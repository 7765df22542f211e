export type { CensorAction } from './action.ts';
export type { Place } from './altering-proxy.ts';
export { CensorError, type CensorErrorCode } from './error.ts';
export { openRelay, type Relay, type RelayOptions } from './relay.ts';
