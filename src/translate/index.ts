export type { Engine, EngineAnswer, EngineRequest, EngineResult, EngineTerm } from './engine.ts';
export { CHECKS, type Check, type Finding } from './finding.ts';
export type { Match } from './match.ts';
export type { Mark, Segment, SegmentRole } from './segment.ts';
