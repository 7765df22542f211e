import type { ArticleBody } from '../article/index.ts';
import { mapTexts } from './body-texts.ts';
import { toMarkedText } from './inline-text.ts';
import type { Segment, SegmentRole } from './segment.ts';

/**
 * The texts of an article that are translated, in reading order: headline and what stands around it, then everything of
 * every block that has words. Pictures, addresses, times stay. Takes a valid body (`checkBody`); linear in its size.
 */
export function segmentsOf(body: ArticleBody): Segment[] {
  const segments: Segment[] = [];
  const add = (key: string, role: SegmentRole, { text, marks }: Pick<Segment, 'text' | 'marks'>): void => {
    if (text !== '') segments.push({ key, role, text, marks });
  };
  mapTexts(body, {
    inlines(key, role, content) {
      add(key, role, toMarkedText(content));
      return content;
    },
    line(key, role, text) {
      add(key, role, toMarkedText(text === '' ? [] : [{ type: 'text', text }]));
      return text;
    },
  });
  return segments;
}
