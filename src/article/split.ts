import { utf8Length } from './characters.ts';
import { LIMITS } from './limits.ts';
import type { Inline, ListItem } from './model.ts';
import type { NewBlock } from './new-block.ts';
import { normaliseBlocks, normaliseInlines } from './normal.ts';
import { fromRuns, type Run, sharedMarks, toRuns } from './runs.ts';
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

/** What runs weigh as inlines, behind `before`: a link that goes on from there costs its address no second time. */
function weightOf(runs: readonly Run[], before?: Run): number {
  let weight = 0;
  let last = before;
  for (const { text, marks } of runs) {
    weight += utf8Length(text ?? '\n');
    const link = marks.findIndex((mark) => mark.type === 'link');
    const mark = marks[link];
    if (mark?.type === 'link' && sharedMarks(last?.marks ?? [], marks) <= link) weight += mark.address.length;
    last = { text, marks };
  }
  return weight;
}

function textOf(runs: readonly Run[]): string {
  return runs.map((run) => run.text ?? '\n').join('');
}

/** Runs cut into sentences; those above the cap into words, and on down to code points. */
function stepsOf(runs: readonly Run[], language: string, maxBytes: number): Run[][] {
  const segments = (granularity: 'sentence' | 'word' | 'grapheme') => (text: string) =>
    Array.from(new Intl.Segmenter(language, { granularity }).segment(text), ({ segment }) => segment);
  const finer = [segments('sentence'), segments('word'), segments('grapheme'), (text: string) => [...text]];
  return finer.reduce<Run[][]>(
    (steps, cut) =>
      steps.flatMap((step) => {
        if (weightOf(step) <= maxBytes && cut !== finer[0]) return [step];
        return cutRuns(
          step,
          cut(textOf(step)).map((piece) => piece.length),
        );
      }),
    [[...runs]],
  );
}

/**
 * Inlines cut into pieces of at most so many bytes of text and addresses, at ends of sentences where there are any.
 * A link across a cut is in both pieces.
 */
function cutInlines(inlines: readonly Inline[], language: string, maxBytes: number): Inline[][] {
  if (inlinesSizeBytes(inlines) <= maxBytes) return [[...inlines]];
  const pieces: Run[][] = [];
  let room = 0;
  for (const step of stepsOf(toRuns(inlines), language, maxBytes)) {
    const piece = pieces.at(-1);
    const weight = weightOf(step, piece?.at(-1));
    if (piece !== undefined && weight <= room) {
      piece.push(...step);
      room -= weight;
    } else {
      pieces.push(step);
      room = maxBytes - weightOf(step);
    }
  }
  return pieces.map((piece) => normaliseInlines(fromRuns(piece))).filter((piece) => piece.length > 0);
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

/** Tables continue under the same head; a row too heavy for any table becomes paragraphs, and so does a heavy head. */
function splitTable(block: Table, language: string, maxBytes: number): NewBlock[] {
  const { caption = [], head, rows, ...table } = block;
  const weigh = (cells: readonly (readonly Inline[])[]): number =>
    cells.reduce((sum, cell) => sum + inlinesSizeBytes(cell) + 1, 0);
  const paragraphs = (cells: readonly (readonly Inline[])[]): NewBlock[] =>
    cells
      .flatMap((cell) => cutInlines(cell, language, maxBytes))
      .map((content): NewBlock => ({ type: 'paragraph', content }));
  const top = [caption, ...(head ?? [])];
  const room = maxBytes - weigh(top);
  const groups = packed(rows, weigh, room);
  const fits = (group: readonly (typeof rows)[number][]): boolean => group.every((row) => weigh(row) <= room);
  const titled = groups.findIndex(fits);
  // Less than half left for rows, or no row that fits: without its top the table has room again.
  if (weigh(top) > 1 && (room < maxBytes / 2 || titled < 0)) {
    return [...paragraphs(top), ...splitTable({ ...table, rows }, language, maxBytes)];
  }
  return groups.flatMap((group, at): NewBlock[] => {
    if (!fits(group)) return group.flatMap(paragraphs);
    const title = at === titled && caption.length > 0 && { caption };
    return [{ ...table, ...title, ...(head !== undefined && { head }), rows: group }];
  });
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
