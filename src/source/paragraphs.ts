import { type Direction, type Inline, normaliseInlines } from '../article/index.ts';
import type { DraftBlock } from './draft.ts';

/** What surrounds a piece of text. */
export type Mark =
  | { readonly type: 'strong' | 'emphasis' | 'subscript' | 'superscript' }
  | { readonly type: 'link'; readonly address: string }
  | { readonly type: 'foreign'; readonly language: string; readonly direction: Direction };

/** Signs newsrooms put before a point they want to stress; the model has a block for it instead. */
const POINT_SIGN = /^[\s\u00a0]*[▶►▸▷▹➤➔➜⏵‣•●■▪◆]\ufe0f?[\s\u00a0]*/u;

/** Collects running text into paragraphs. */
export interface Paragraphs {
  readonly blocks: DraftBlock[];
  text(text: string, marks: readonly Mark[]): void;
  /** A line break; two in a row end the paragraph, as in old newsroom systems that know no other way. */
  lineBreak(): void;
  /** Ends the paragraph, if there is one; the next one may be a lead. */
  end(next?: { lead: boolean }): void;
  /** Ends the paragraph and puts something else after it. */
  put(...blocks: DraftBlock[]): void;
}

/** Opens an empty collection of paragraphs. */
export function openParagraphs(): Paragraphs {
  const blocks: DraftBlock[] = [];
  let content: Inline[] = [];
  let type: 'paragraph' | 'point' | 'lead' = 'paragraph';
  let lead = false;
  let breaks = 0;
  let started = false;

  function end(next = { lead: false }): void {
    const normal = normaliseInlines(content);
    if (normal.length > 0) blocks.push({ type: lead && type === 'paragraph' ? 'lead' : type, content: normal });
    content = [];
    type = 'paragraph';
    lead = next.lead;
    breaks = 0;
    started = false;
  }

  return {
    blocks,
    end,
    text(text, marks) {
      let rest = text;
      if (rest.trim() !== '') {
        if ((!started || breaks > 0) && POINT_SIGN.test(rest)) {
          if (started) end({ lead });
          rest = rest.replace(POINT_SIGN, '');
          type = 'point';
        }
        breaks = 0;
        started = true;
      }
      content.push(
        marks.reduceRight<Inline>((inner, mark) => ({ ...mark, content: [inner] }), { type: 'text', text: rest }),
      );
    },
    lineBreak() {
      breaks += 1;
      if (breaks >= 2) end({ lead });
      else content.push({ type: 'break' });
    },
    put(...others) {
      end({ lead });
      blocks.push(...others);
    },
  };
}
