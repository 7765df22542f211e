import type { Editing } from '../../editing/index.ts';
import { deskSpecimen } from './desk-specimen.ts';
import { draftDesk } from './draft-specimen.ts';

/** Editing in memory: a desk with articles and, beside them, one draft in the middle of its work. */
export function deskInMemory(): Editing {
  const { editing: drafts } = draftDesk();
  const { draft, help, revisions, saveSegment, confirmSegment, ignoreCheck, draftAgain } = drafts;
  return { ...deskSpecimen().editing, draft, help, revisions, saveSegment, confirmSegment, ignoreCheck, draftAgain };
}
