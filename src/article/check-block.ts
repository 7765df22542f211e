import { isAddress } from './address.ts';
import { and, type Check, type Fields, isFields, line, list, object, oneOf, text, whole } from './checks.ts';
import { canonicalJson } from './content.ts';
import { blockNumber } from './ids.ts';
import { isLanguageTag } from './language.ts';
import { LIMITS } from './limits.ts';
import type { BlockType, Inline } from './model.ts';
import type { NewBlock } from './new-block.ts';
import { normaliseInlines } from './normal.ts';
import { blockSizeBytes } from './text.ts';
import { isMoment } from './times.ts';

export const language = text(isLanguageTag, 'a language tag in canonical form');
export const direction = oneOf('ltr', 'rtl');
export const moment = text(isMoment, 'a moment like 2026-11-22T10:15:00Z');

const MAX_FILE_BYTES = 999_999_999;
const MAX_DURATION_SECONDS = 360_000;
const MAX_ITEMS = LIMITS.blockBytes;

const anyText: Check = text(() => true, '');

/** The structure of inlines; recursion ends at the depth cap, whatever was passed. */
function inlineAt(depth: number): Check {
  return (value, path, report) => {
    const type = isFields(value) ? value.type : undefined;
    if (depth > LIMITS.inlineDepth && type !== 'text' && type !== 'break')
      return report('too-deep', path, `lies inside more than ${LIMITS.inlineDepth} marks`);
    const content: Check = (each, at, to) => list(inlineAt(depth + 1), 1, LIMITS.blockBytes)(each, at, to);
    switch (type) {
      case 'text':
        return object({ type: anyText, text: anyText })(value, path, report);
      case 'break':
        return object({ type: anyText })(value, path, report);
      case 'strong':
      case 'emphasis':
      case 'subscript':
      case 'superscript':
        return object({ type: anyText, content })(value, path, report);
      case 'link':
        return object({
          type: anyText,
          address: text(isAddress, `a plain http(s) address of at most ${LIMITS.addressCharacters} characters`),
          content,
        })(value, path, report);
      case 'foreign':
        return object({ type: anyText, language, direction, content })(value, path, report);
      default:
        return report('bad-value', path, 'is no inline of the model');
    }
  };
}

const normal: Check = (value, path, report) => {
  const inlines = value as readonly Inline[];
  if (canonicalJson(normaliseInlines(inlines)) === canonicalJson(inlines)) return true;
  report('not-normal', path, 'is not in normal form');
  return true;
};

function inlines(min: number): Check {
  return and(list(inlineAt(1), min, LIMITS.blockBytes), normal);
}

const someInlines = inlines(1);
const anyInlines = inlines(0);
const someLine = line(LIMITS.lineCharacters);
const boolean = oneOf(true, false);
const sha256 = text((value) => /^[0-9a-f]{64}$/.test(value), 'a SHA-256 in lower-case hex');
const sizeBytes = whole(1, MAX_FILE_BYTES);
const pixels = whole(1, 65_535);

function mediaFile(extension: string): Check {
  return object({ sha256, sizeBytes, extension: oneOf(extension) });
}

const pictureFile = object({
  sha256,
  sizeBytes,
  extension: oneOf('webp', 'jpg', 'png'),
  widthPx: pixels,
  heightPx: pixels,
});

function itemAt(depth: number): Check {
  return (value, path, report) => {
    const nested = isFields(value) ? value.list : undefined;
    if (nested !== undefined && depth >= LIMITS.listDepth)
      return report('too-deep', path, `lies deeper than ${LIMITS.listDepth} lists`);
    // Only an item that holds a list may have no text of its own.
    const content = nested === undefined ? someInlines : anyInlines;
    const items: Check = (each, at, to) => list(itemAt(depth + 1), 1, MAX_ITEMS)(each, at, to);
    return object({ content }, { list: object({ ordered: boolean, items }) })(value, path, report);
  };
}

const rectangular: Check = (value, path, report) => {
  const { head, rows } = value as Extract<NewBlock, { type: 'table' }>;
  const columns = (head ?? rows[0])?.length;
  if (rows.some((row) => row.length !== columns)) report('ragged-table', path, 'has rows of different length');
  return true;
};

const row = list(anyInlines, 1, LIMITS.tableColumns);
const milliseconds: Check = (value, path, report) => {
  const seconds = typeof value === 'number' ? value : Number.NaN;
  const right =
    seconds >= 0 &&
    !Object.is(seconds, -0) &&
    seconds <= MAX_DURATION_SECONDS &&
    Math.round(seconds * 1_000) / 1_000 === seconds;
  if (!right) report('bad-value', path, `is not 0 to ${MAX_DURATION_SECONDS} seconds in whole milliseconds`);
  return right;
};

const described = { caption: someInlines, credit: someLine };
const alternative = line(LIMITS.alternativeCharacters, { mayBeEmpty: true });
const running = object({ id: anyText, type: anyText, content: someInlines });

const BLOCKS: Readonly<Record<BlockType, Check>> = {
  lead: running,
  paragraph: running,
  point: running,
  heading: object({ id: anyText, type: anyText, level: oneOf(2, 3), content: someInlines }),
  quote: object(
    { id: anyText, type: anyText, paragraphs: list(someInlines, 1, LIMITS.blockBytes) },
    { attribution: someInlines },
  ),
  list: object({ id: anyText, type: anyText, ordered: boolean, items: list(itemAt(1), 1, MAX_ITEMS) }),
  table: and(
    object({ id: anyText, type: anyText, rows: list(row, 1, LIMITS.blockBytes) }, { caption: someInlines, head: row }),
    rectangular,
  ),
  picture: object({ id: anyText, type: anyText, file: pictureFile, alternative }, described),
  video: object(
    {
      id: anyText,
      type: anyText,
      pieces: list(mediaFile('mp4'), 1, LIMITS.videoPieces),
      hashes: object({ sha256, sizeBytes }),
      durationSeconds: milliseconds,
      captions: list(object({ language, file: mediaFile('vtt') }), 0, LIMITS.videoCaptions),
      alternative,
    },
    { poster: pictureFile, ...described },
  ),
  correction: object({ id: anyText, type: anyText, time: moment, content: someInlines }),
  separator: object({ id: anyText, type: anyText }),
};

/** One block of a body, its id included. */
export const block: Check = (value, path, report) => {
  const type = isFields(value) ? value.type : undefined;
  if (typeof type !== 'string' || !Object.hasOwn(BLOCKS, type))
    return report('bad-value', path, 'is no block of the model');
  if (!BLOCKS[type as BlockType](value, path, report)) return false;
  const { id } = value as Fields;
  if (blockNumber(String(id)) === null) report('bad-value', `${path}.id`, 'is not b1, b2 …');
  const size = blockSizeBytes(value as unknown as NewBlock);
  if (size > LIMITS.blockBytes) {
    report('too-long', path, `has ${size} bytes of text and addresses, ${LIMITS.blockBytes} are the most`);
  }
  return true;
};
