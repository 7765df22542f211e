import { plainText } from '../article/index.ts';
import { parseMoment } from './dates.ts';
import type { DraftBlock } from './draft.ts';
import { dropStart, flatten } from './flatten.ts';
import { shownText } from './html-tree.ts';
import { wordsOf } from './junk.ts';
import type { Place } from './place.ts';

const CORRECTION_WORDS = new Set(
  'correction corrections corrigendum erratum korrektur berichtigung richtigstellung'.split(' '),
);

/** The word a newsroom puts before a correction; the model's block says it itself, in the reader's language. */
const LABEL =
  /^(?:korrektur|berichtigung|richtigstellung|correction|corrigendum|erratum|исправление|поправка|уточнение|corrección|correctif|rectificatif|correzione|sprostowanie|виправлення|اصلاحیه|اصلاح|تصحيح|תיקון)(?:\s*\([^)]{0,80}\)|\s+(?:vom|of|от)\s[^:]{0,40})?\s*[:：.–—-]\s*/iu;

const LIKE_A_CORRECTION =
  /^(?:korrektur|berichtigung|richtigstellung|correction|corrigendum|erratum|исправление|поправка|اصلاحیه|تصحيح)\s*(?:\([^)]{0,80}\)\s*)?[:：]/iu;

/** Whether an element is a note about something that was wrong: by its class, or by the word it opens with. */
export function isCorrection(element: Element): boolean {
  if (wordsOf(element).some((word) => CORRECTION_WORDS.has(word))) return true;
  return element.localName === 'p' && LIKE_A_CORRECTION.test(shownText(element.textContent).slice(0, 200));
}

/**
 * A correction note as a block; its time is that of the `<time>` in it. Without one it is empty: whoever knows when the
 * article was last changed fills it in, after the text was compared with what it was.
 */
export function correctionOf(element: Element, place: Place): DraftBlock[] {
  const { content, media } = flatten(place.blocksOf(element.childNodes, { ...place, lead: false }));
  const label = LABEL.exec(plainText(content))?.[0] ?? '';
  const text = dropStart(content, label.length);
  const declared = parseMoment(element.querySelector('time')?.getAttribute('datetime') ?? undefined);
  if (text.length === 0) return media;
  return [{ type: 'correction', time: declared ?? '', content: text }, ...media];
}
