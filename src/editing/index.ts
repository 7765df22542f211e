export { type Arrived, followArrivals } from './arrivals.ts';
export { addAudit } from './audit.ts';
export { refreshCells, settleCells, sumTallies } from './cells.ts';
export {
  type ActContext,
  DESK,
  type EditingQueue,
  type EditingSettings,
  type Enqueue,
  lockArticle,
  UNTIL_LET_GO,
} from './context.ts';
export { releaseDue } from './due.ts';
export type { Editing, SegmentName, VersionName } from './editing.ts';
export { loadErasures, settleErasures } from './erasures.ts';
export { applyText, dropHeld, heldUntil, holdRevision, nextBody } from './holds.ts';
export { type Lexicon, openLexicon, type TermText } from './lexicon.ts';
export { isNote } from './notes.ts';
export { type EditingChange, type EditingPorts, openEditing } from './open-editing.ts';
export { type TranslateContext, translateDraft } from './translate-draft.ts';
export {
  bodyOf,
  changeVersion,
  loadVersion,
  noteChange,
  pageOf,
  redrawSiblings,
  rememberBody,
  type VersionRow,
  withdrawVersion,
} from './version-rows.ts';
export type * from './views.ts';
