import { utf8Length } from './characters.ts';
import { LIMITS } from './limits.ts';
import type { Inline, ListItem } from './model.ts';
import type { NewBlock } from './new-block.ts';
import { normaliseBlocks, normaliseInlines } from './normal.ts';
import { fromRuns, type Run, toRuns } from './runs.ts';
import { blockSizeBytes, cutText, inlinesSizeBytes, plainText } from './text.ts';

type Quote = Extract<NewBlock, { type: 'quote' }>;
type List = Extract<NewBlock, { type: 'list' }>;
type Table = Extract<NewBlock, { type: 'table' }>;

/** Room left in each piece, for an attribution or what normal form may add. */
const ROOM_BYTES = 200;

/** Groups neighbours so that no group weighs more than the cap; one that is too heavy by itself stays alone. */
function packed<Each>(each: readonly Each[], sizeOf: (one: Each) => number, maxBytes: number): Each[][] {
  const groups: Each[][] = [];
  let room = 0;
  for (const one of each) {
    const size = sizeOf(one);
    const last = groups.at(-1);
    if (last !== undefined && size <= room) {
      last.push(one);
      room -= size;
    } else {
      groups.push([one]);
      room = maxBytes - size;
    }
  }
  return groups;
}

/** Runs cut into pieces at these places, counted in UTF-16 units of their text (a break counts one). */
function cutRuns(runs: readonly Run[], lengths: readonly number[]): Run[][] {
  const pieces: Run[][] = [];
  let at = 0;
  let offset = 0;
  for (const length of lengths) {
    const piece: Run[] = [];
    for (let left = length; left > 0; ) {
      const run = runs[at];
      if (run === undefined) break;
      const rest = run.text === null ? '\n' : run.text.slice(offset);
      const taken = rest.slice(0, left);
      piece.push(run.text === null ? run : { text: taken, marks: run.marks });
      left -= taken.length;
      offset += taken.length;
      if (taken.length === rest.length) {
        at += 1;
        offset = 0;
      }
    }
    pieces.push(piece);
  }
  return pieces;
}

/** The lengths of the sentences of a text; of words or characters where those before are too long. */
function stepsOf(text: string, language: string, maxBytes: number): number[] {
  const steps = (granularity: 'sentence' | 'word' | 'grapheme', of: string): string[] =>
    Array.from(new Intl.Segmenter(language, { granularity }).segment(of), ({ segment }) => segment);
  const fits = (piece: string): boolean => utf8Length(piece) <= maxBytes;
  return steps('sentence', text)
    .flatMap((sentence) => (fits(sentence) ? [sentence] : steps('word', sentence)))
    .flatMap((word) => (fits(word) ? [word] : steps('grapheme', word)))
    .flatMap((character) => (fits(character) ? [character] : [...character]))
    .map((piece) => piece.length);
}

/**
 * Inlines cut into pieces of at most so many bytes of text and addresses, at ends of sentences where there are any.
 * A link across a cut is in both pieces.
 */
function cutInlines(inlines: readonly Inline[], language: string, maxBytes: number): Inline[][] {
  if (inlinesSizeBytes(inlines) <= maxBytes) return [[...inlines]];
  const runs = toRuns(inlines);
  const text = runs.map((run) => run.text ?? '\n').join('');
  // Half the cap a step: an address may weigh as much as the text it is under.
  const steps = cutRuns(runs, stepsOf(text, language, maxBytes / 2)).map(fromRunsOnce);
  return packed(steps, inlinesSizeBytes, maxBytes)
    .map((group) => normaliseInlines(group.flat()))
    .filter((piece) => piece.length > 0);
}

function fromRunsOnce(runs: readonly Run[]): Inline[] {
  return fromRuns(runs);
}

function splitQuote(block: Quote, language: string, maxBytes: number): NewBlock[] {
  const { attribution, ...quote } = block;
  const [source, ...more] = attribution === undefined ? [] : cutInlines(attribution, language, maxBytes / 4);
  const room = maxBytes - (source === undefined ? 0 : inlinesSizeBytes(source));
  const paragraphs = block.paragraphs.flatMap((each) => cutInlines(each, language, room));
  const groups = packed(paragraphs, (each) => inlinesSizeBytes(each) + 1, room);
  const quotes = groups.map((group, at): NewBlock => {
    const last = at === groups.length - 1;
    return { ...quote, paragraphs: group, ...(last && source !== undefined && { attribution: source }) };
  });
  return [...quotes, ...more.map((content): NewBlock => ({ type: 'paragraph', content }))];
}

function itemSize(item: ListItem): number {
  const { content, list } = item;
  return inlinesSizeBytes(content) + 1 + (list?.items ?? []).reduce((sum, each) => sum + itemSize(each), 0);
}

/** Items none of which is too heavy: a heavy one becomes several, and a heavy list in it comes up one level. */
function lightItems(items: readonly ListItem[], language: string, maxBytes: number): ListItem[] {
  return items.flatMap((item): ListItem[] => {
    if (itemSize(item) <= maxBytes) return [item];
    const contents = cutInlines(item.content, language, maxBytes - 1).filter((content) => content.length > 0);
    return [...contents.map((content) => ({ content })), ...lightItems(item.list?.items ?? [], language, maxBytes)];
  });
}

function splitList(block: List, language: string, maxBytes: number): NewBlock[] {
  const items = lightItems(block.items, language, maxBytes);
  return packed(items, itemSize, maxBytes).map((group): NewBlock => ({ ...block, items: group }));
}

/** Tables continue under the same head; a row too heavy for any table becomes paragraphs. */
function splitTable(block: Table, language: string, maxBytes: number): NewBlock[] {
  const { caption, head, rows, ...table } = block;
  const paragraphs = (cells: readonly (readonly Inline[])[]): NewBlock[] =>
    cells
      .flatMap((cell) => cutInlines(cell, language, maxBytes))
      .filter((content) => content.length > 0)
      .map((content): NewBlock => ({ type: 'paragraph', content }));
  const rowSize = (row: readonly (readonly Inline[])[]): number =>
    row.reduce((sum, cell) => sum + inlinesSizeBytes(cell) + 1, 0);
  const heavyTop = (caption === undefined ? 0 : inlinesSizeBytes(caption)) + rowSize(head ?? []) > maxBytes / 2;
  const top = heavyTop ? {} : { ...(head !== undefined && { head }) };
  const before = heavyTop ? paragraphs([...(caption === undefined ? [] : [caption]), ...(head ?? [])]) : [];
  const title = heavyTop || caption === undefined ? undefined : caption;
  const room = maxBytes - (heavyTop ? 0 : rowSize(head ?? []) + inlinesSizeBytes(caption ?? []) + 1);
  const groups = packed(rows, rowSize, room);
  const tables = groups.flatMap((group, at): NewBlock[] => {
    const [first] = group;
    if (group.length === 1 && first !== undefined && rowSize(first) > room) return paragraphs(first);
    return [{ ...table, ...(at === 0 && title !== undefined && { caption: title }), ...top, rows: group }];
  });
  return [...before, ...tables];
}

/** What is said about a picture or video beyond the cap becomes paragraphs after it. */
function splitMedia(
  block: Extract<NewBlock, { type: 'picture' | 'video' }>,
  language: string,
  maxBytes: number,
): NewBlock[] {
  const { caption, ...media } = block;
  const alternative = cutText(block.alternative, LIMITS.alternativeCharacters, language);
  const credit = block.credit === undefined ? undefined : cutText(block.credit, LIMITS.lineCharacters, language);
  const light = { ...media, alternative, ...(credit !== undefined && { credit }) };
  if (caption === undefined) return [light];
  const room = Math.max(maxBytes / 4, maxBytes - blockSizeBytes(light));
  const [first, ...more] = cutInlines(caption, language, room);
  return [
    { ...light, ...(first !== undefined && { caption: first }) },
    ...more.map((content): NewBlock => ({ type: 'paragraph', content })),
  ];
}

function splitBlock(block: NewBlock, language: string, maxBytes: number): NewBlock[] {
  switch (block.type) {
    case 'separator':
      return [block];
    case 'quote':
      return splitQuote(block, language, maxBytes);
    case 'list':
      return splitList(block, language, maxBytes);
    case 'table':
      return splitTable(block, language, maxBytes);
    case 'picture':
    case 'video':
      return splitMedia(block, language, maxBytes);
    default:
      return cutInlines(block.content, language, maxBytes).map((content, at): NewBlock => {
        // What goes on after a lead, heading or point is ordinary text; a correction stays one to its end.
        const same = at === 0 || block.type === 'correction';
        return same ? { ...block, content } : { type: 'paragraph', content };
      });
  }
}

/**
 * Blocks none of which is above the cap for one block: a paragraph goes on in the next, cut at the end of a sentence;
 * a quote after a paragraph of it, a list after an item, a table after a row, under the same head. The rest stays as it
 * is. `language` decides where sentences end. Call it before ids are given.
 */
export function splitLongBlocks(blocks: readonly NewBlock[], language: string): NewBlock[] {
  const maxBytes = LIMITS.blockBytes - ROOM_BYTES;
  return blocks.flatMap((block) => {
    const isMedia = block.type === 'picture' || block.type === 'video';
    if (!isMedia && blockSizeBytes(block) <= LIMITS.blockBytes) return [block];
    return normaliseBlocks(splitBlock(block, language, maxBytes)).filter(
      (piece) => piece.type === 'picture' || piece.type === 'video' || plainText(piece) !== '',
    );
  });
}
