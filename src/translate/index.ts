export { type AssembleOptions, assemble } from './assemble.ts';
export type { CheckOptions } from './checks/checked.ts';
export type { Engine, EngineAnswer, EngineRequest, EngineResult, EngineTerm } from './engine.ts';
export { type EngineParts, openEngine } from './engines/open-engine.ts';
export { TranslateError, type TranslateErrorCode } from './error.ts';
export { type Filling, fillFromMemory } from './fill.ts';
export { CHECKS, type Check, type Finding } from './finding.ts';
export { findings } from './findings.ts';
export {
  changeTerm,
  type GlossaryTerm,
  loadTerms,
  type NewTerm,
  removeTerm,
  TERM_KINDS,
  type Term,
  type TermKind,
  writeTerm,
} from './glossary.ts';
export { parseGlossary, writeGlossary } from './glossary-csv.ts';
export { InterchangeError, type InterchangeErrorCode, type InterchangeRule } from './interchange-error.ts';
export { lookUp } from './look-up.ts';
export type { Match } from './match.ts';
export {
  forget,
  isMachineMade,
  type LanguagePair,
  type Remembered,
  type RememberOutcome,
  remember,
  removeFromMemory,
} from './memory.ts';
export { listMemory, type MemoryEntry, type MemoryPage, type MemoryQuery } from './memory-list.ts';
export {
  checkPlaceholders,
  formatPlaceholders,
  type Piece,
  type PlaceholderFault,
  parsePlaceholders,
  withoutPlaceholders,
} from './placeholders.ts';
export type { Mark, Segment, SegmentRole } from './segment.ts';
export { segmentsOf } from './segments.ts';
export { termsIn } from './terms-in.ts';
export type { TmxLanguages, TmxUnit } from './tmx.ts';
export { parseTmx, type TmxOptions, type TmxSkipped } from './tmx-read.ts';
export { writeTmx } from './tmx-write.ts';
export { type DiffRun, wordDiff } from './word-diff.ts';
export type { XliffDocument, XliffSegment } from './xliff.ts';
export { matchXliff, type XliffChanges, type XliffDraft } from './xliff-match.ts';
export { parseXliff } from './xliff-read.ts';
export { writeXliff } from './xliff-write.ts';
