import { InterchangeError } from './interchange-error.ts';
import type { Segment } from './segment.ts';
import type { XliffDocument, XliffSegment } from './xliff.ts';

/** The draft a file is brought to. */
export interface XliffDraft {
  readonly from: string;
  readonly to: string;
  readonly article: string;
  readonly segments: readonly Pick<Segment, 'key' | 'text'>[];
}

/** What a file says about a draft. */
export interface XliffChanges {
  /** What each segment is to become, by key; those without a target are left out. */
  readonly changes: ReadonlyMap<string, Pick<XliffSegment, 'target' | 'state'>>;
  /** Keys of segments whose original has changed, or is gone, since the file was written: nothing is done about them. */
  readonly outdated: readonly string[];
}

/**
 * Finds what a file changes in a draft. A file may have fewer segments than the draft, never others.
 * @throws InterchangeError `xliff-invalid`, rules `article`, `language`, `segment`
 */
export function matchXliff(document: XliffDocument, draft: XliffDraft): XliffChanges {
  const refuse = (rule: 'article' | 'language' | 'segment', message: string): never => {
    throw new InterchangeError('xliff-invalid', {
      rule,
      line: null,
      message,
      hint: 'open the article and language that the file was exported from',
    });
  };
  if (document.article !== draft.article) refuse('article', `the file is of the article ${document.article}`);
  if (document.from.toLowerCase() !== draft.from.toLowerCase() || document.to.toLowerCase() !== draft.to.toLowerCase())
    refuse('language', `the file translates ${document.from} into ${document.to}`);
  const sources = new Map(draft.segments.map(({ key, text }) => [key, text]));
  const changes = new Map<string, Pick<XliffSegment, 'target' | 'state'>>();
  const outdated: string[] = [];
  for (const { key, source, target, state } of document.segments) {
    if (sources.get(key) !== source) outdated.push(key);
    else if (target !== '') changes.set(key, { target, state });
  }
  // One block that is gone is the newsroom's doing; when all are, this is not the file.
  if (document.segments.every(({ key }) => !sources.has(key)))
    refuse('segment', 'no segment of the file is one of this draft');
  return { changes, outdated };
}
