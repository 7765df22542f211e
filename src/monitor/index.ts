export { MonitorError, type MonitorErrorCode } from './error.ts';
export { forgetMoved, keepFinding } from './evidence.ts';
export {
  type EvidenceFiles,
  FINDINGS,
  type Finding,
  type FindingName,
  keyOf,
  type Raised,
  type Severity,
} from './finding.ts';
export type { ReadBody } from './pages.ts';
export { type CarrierStatus, makeRound, type Round, type RoundInput } from './round.ts';
export { type MonitoredCarrier, ROUND_LIMITS, type RoundLimits } from './session.ts';
export {
  type CarrierMemory,
  emptyState,
  type FollowedLog,
  type MonitorState,
  readState,
  type Since,
  type Thing,
  writeState,
} from './state.ts';
