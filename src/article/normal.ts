import { cleanText, isBlank } from './characters.ts';
import { canonicalLanguage } from './language.ts';
import { LIMITS } from './limits.ts';
import type { ArticleBody, BlockType, Inline, ListItem } from './model.ts';
import type { NewBlock } from './new-block.ts';
import { fromRuns, mergeRuns, type Run, sharedMarks, toRuns } from './runs.ts';

/** White space as a browser shows it: one space for any run, none at the ends of a line. */
function collapseSpace(runs: readonly Run[]): Run[] {
  const out: Run[] = [];
  const trimEnd = (): void => {
    for (let last = out.at(-1); last !== undefined && last.text !== null; last = out.at(-1)) {
      const text = last.text.trimEnd();
      out.pop();
      if (text !== '') {
        out.push({ text, marks: last.marks });
        return;
      }
    }
  };
  for (const run of runs) {
    if (run.text === null) {
      trimEnd();
      // No break opens a block, and two in a row (an empty line, as in a poem) are the most.
      const doubled = out.at(-1)?.text === null && out.at(-2)?.text === null;
      if (out.length > 0 && !doubled) out.push(run);
      continue;
    }
    const before = out.at(-1)?.text ?? null;
    let text = run.text.replace(/ {2,}/g, ' ');
    if (before === null) text = text.trimStart();
    else if (before.endsWith(' ') && text.startsWith(' ')) text = text.slice(1);
    if (text !== '') out.push({ text, marks: run.marks });
  }
  trimEnd();
  while (out.at(-1)?.text === null) {
    out.pop();
    trimEnd();
  }
  return out;
}

/** Takes marks off what shows nothing, so that no link is empty: it keeps those it shares with what stands before. */
function unmarkBlanks(runs: readonly Run[]): Run[] {
  const out: Run[] = [];
  for (const run of runs) {
    const shows = run.text !== null && !isBlank(run.text);
    const shared = sharedMarks(out.at(-1)?.marks ?? [], run.marks);
    out.push(shows ? run : { text: run.text, marks: run.marks.slice(0, shared) });
  }
  return out;
}

function isNothing(runs: readonly Run[]): boolean {
  return runs.every((run) => run.text === null || isBlank(run.text));
}

/**
 * The one way the model writes these inlines: no empty or neighbouring texts, no mark inside the same mark, no link in
 * a link, white space collapsed and trimmed, no forbidden characters, Unicode NFC. Links to addresses the model does
 * not know and phrases in no language become plain text. Nothing visible means an empty list. Idempotent.
 */
export function normaliseInlines(inlines: readonly Inline[]): Inline[] {
  const clean = toRuns(inlines).map((run) => (run.text === null ? run : { ...run, text: cleanText(run.text) }));
  const runs = mergeRuns(unmarkBlanks(collapseSpace(mergeRuns(clean))));
  if (isNothing(runs)) return [];
  return fromRuns(runs.map((run) => (run.text === null ? run : { ...run, text: run.text.normalize('NFC') })));
}

/** A headline, name or other single line in the same normal form; may come out empty. */
export function normaliseLine(text: string): string {
  const [only] = normaliseInlines([{ type: 'text', text }]);
  return only?.type === 'text' ? only.text : '';
}

/** The fields whose text is something; what is empty is left out. */
function caption(block: { readonly caption?: readonly Inline[]; readonly credit?: string }): {
  caption?: Inline[];
  credit?: string;
} {
  const text = normaliseInlines(block.caption ?? []);
  const credit = normaliseLine(block.credit ?? '');
  return { ...(text.length > 0 && { caption: text }), ...(credit !== '' && { credit }) };
}

/** Lists deeper than the model allows are raised to the deepest level it has. */
function normaliseItems(items: readonly ListItem[], depth = 1): ListItem[] {
  return items.flatMap((item): ListItem[] => {
    const content = normaliseInlines(item.content);
    const nested = item.list === undefined ? [] : normaliseItems(item.list.items, depth + 1);
    if (nested.length === 0) return content.length === 0 ? [] : [{ content }];
    if (depth >= LIMITS.listDepth) return content.length === 0 ? nested : [{ content }, ...nested];
    return [{ content, list: { ordered: item.list?.ordered === true, items: nested } }];
  });
}

function normaliseTable(block: Extract<NewBlock, { type: 'table' }>): NewBlock | null {
  const rows = block.rows.map((row) => row.map(normaliseInlines)).filter((row) => row.some((cell) => cell.length > 0));
  if (rows.length === 0) return null;
  const head = block.head?.map(normaliseInlines);
  const columns = Math.max(head?.length ?? 0, ...rows.map((row) => row.length));
  const filled = (row: readonly Inline[][]): Inline[][] => Array.from({ length: columns }, (_, at) => row[at] ?? []);
  const { caption: title, head: _, ...rest } = block;
  return {
    ...rest,
    ...caption(title === undefined ? {} : { caption: title }),
    ...(head?.some((cell) => cell.length > 0) && { head: filled(head) }),
    rows: rows.map(filled),
  };
}

function normaliseBlock(block: NewBlock): NewBlock | null {
  switch (block.type) {
    case 'separator':
      return block;
    case 'quote': {
      const paragraphs = block.paragraphs.map(normaliseInlines).filter((each) => each.length > 0);
      const { attribution: given, ...rest } = block;
      const attribution = normaliseInlines(given ?? []);
      return paragraphs.length === 0 ? null : { ...rest, paragraphs, ...(attribution.length > 0 && { attribution }) };
    }
    case 'list': {
      const items = normaliseItems(block.items);
      return items.length === 0 ? null : { ...block, items };
    }
    case 'table':
      return normaliseTable(block);
    case 'picture':
    case 'video': {
      const { caption: _caption, credit: _credit, ...rest } = block;
      return { ...rest, alternative: normaliseLine(block.alternative), ...caption(block) };
    }
    default: {
      const content = normaliseInlines(block.content);
      return content.length === 0 ? null : { ...block, content };
    }
  }
}

/**
 * Blocks in normal form; those in which nothing is left to see are gone. Other fields, ids among them, stay as they
 * are, so drafts whose media are not yet carried may be passed too.
 */
export function normaliseBlocks<B extends { readonly type: BlockType }>(blocks: readonly B[]): B[] {
  // The cast holds because no branch adds or changes a field that is not text.
  return blocks.flatMap((block) => (normaliseBlock(block as unknown as NewBlock) as B | null) ?? []);
}

function normaliseLines(lines: readonly string[]): string[] {
  return [...new Set(lines.map(normaliseLine).filter((line) => line !== ''))];
}

/** A body in normal form: what `serializeBody` writes and `parseBody` gives back. It may still break a cap. */
export function normaliseBody(body: ArticleBody): ArticleBody {
  const { kicker: givenKicker, translation, ...rest } = body;
  const kicker = normaliseLine(givenKicker ?? '');
  const by = normaliseLine(translation?.by ?? '');
  return {
    ...rest,
    language: canonicalLanguage(body.language) ?? body.language,
    headline: normaliseLine(body.headline),
    ...(kicker !== '' && { kicker }),
    sections: normaliseLines(body.sections),
    bylines: normaliseLines(body.bylines),
    ...(translation !== undefined && {
      translation: {
        from: canonicalLanguage(translation.from) ?? translation.from,
        how: translation.how,
        ...(by !== '' && { by }),
        ...(translation.on !== undefined && { on: translation.on }),
      },
    }),
    blocks: normaliseBlocks(body.blocks),
  };
}
