import type { MediaFile } from '../../article/index.ts';
import { MediaError } from './error.ts';
import { mediaFileOf } from './named-bytes.ts';

/** Larger caption files are refused. */
export const MAX_CAPTIONS_BYTES = 256_000;
const MAX_CUES = 5_000;
const MAX_CUE_CHARACTERS = 500;

/** Captions fit to be carried: WebVTT with cues only, plain text in each. */
export interface CarriedCaptions {
  readonly file: MediaFile & { readonly extension: 'vtt' };
  readonly bytes: Uint8Array;
  readonly cueCount: number;
}

interface Cue {
  readonly startMs: number;
  readonly endMs: number;
  readonly lines: readonly string[];
}

/**
 * Reads captions (WebVTT, W3C Candidate Recommendation of 4 April 2019) and writes them anew: cues in order of time, their
 * text without tags, a speaker's name (`<v Name>`) as `Name: `. Style sheets, regions, notes, cue names and settings
 * are left out: none is text, and style sheets can fetch.
 * @throws MediaError `not-captions`, which names the line; `captions-too-large`.
 */
export function carryCaptions(bytes: Uint8Array): CarriedCaptions {
  if (bytes.length > MAX_CAPTIONS_BYTES) throw tooLarge(`more than ${MAX_CAPTIONS_BYTES / 1_000} KB`);
  const cues = parseCues(decode(bytes)).toSorted((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
  if (cues.length > MAX_CUES) throw tooLarge(`more than ${MAX_CUES} cues`);
  const blocks = cues.map(({ startMs, endMs, lines }) =>
    [`${timeOf(startMs)} --> ${timeOf(endMs)}`, ...lines].join('\n'),
  );
  const written = new TextEncoder().encode(`${['WEBVTT', ...blocks].join('\n\n')}\n`);
  return { file: mediaFileOf(written, 'vtt'), bytes: written, cueCount: cues.length };
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new MediaError('not-captions', 'not captions that can be carried: not UTF-8 text', { hint: HINT, cause });
  }
}

function parseCues(text: string): Cue[] {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  if (!/^WEBVTT(?:[ \t].*)?$/.test(lines[0] ?? '')) throw notCaptions(1, 'the first line is not WEBVTT');
  const cues: Cue[] = [];
  // The header goes on to the first empty line; then blocks with empty lines between them.
  let at = endOfBlock(lines, 0);
  while (at < lines.length) {
    if (lines[at]?.trim() === '') {
      at += 1;
      continue;
    }
    const end = endOfBlock(lines, at);
    const cue = parseBlock(lines.slice(at, end), at + 1);
    if (cue !== null) cues.push(cue);
    at = end;
  }
  return cues;
}

function endOfBlock(lines: readonly string[], from: number): number {
  const end = lines.findIndex((line, index) => index > from && line === '');
  return end < 0 ? lines.length : end;
}

/** A cue; null for a block that is not carried. */
function parseBlock(block: readonly string[], number: number): Cue | null {
  const [first = ''] = block;
  if (/^(?:NOTE|STYLE|REGION)(?:[ \t]|$)/.test(first)) return null;
  // A cue may have a name on a line above its times.
  const times = first.includes('-->') ? 0 : 1;
  const match = TIMES.exec(block[times] ?? '');
  if (match === null) throw notCaptions(number + Math.min(times, block.length - 1), 'a cue without its times');
  const startMs = milliseconds(match[1]);
  const endMs = milliseconds(match[2]);
  if (startMs >= endMs) throw notCaptions(number + times, 'a cue that ends before it begins');
  const lines = block
    .slice(times + 1)
    .map(plain)
    .filter((line) => line !== '');
  if (lines.join('').length > MAX_CUE_CHARACTERS)
    throw notCaptions(number + times, `a cue of over ${MAX_CUE_CHARACTERS} characters`);
  return lines.length === 0 ? null : { startMs, endMs, lines };
}

const TIMES =
  /^((?:\d{2,4}:)?[0-5]\d:[0-5]\d\.\d{3})[ \t]+-->[ \t]+((?:\d{2,4}:)?[0-5]\d:[0-5]\d\.\d{3})(?:[ \t]+[^\n]*)?$/;

function milliseconds(time = ''): number {
  const [seconds = '0', minutes = '0', hours = '0'] = time.split(':').reverse();
  return Math.round(Number(seconds) * 1_000) + Number(minutes) * 60_000 + Number(hours) * 3_600_000;
}

function timeOf(timeMs: number): string {
  const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');
  const [hours, minutes, seconds] = [timeMs / 3_600_000, (timeMs / 60_000) % 60, (timeMs / 1_000) % 60].map(Math.floor);
  return `${pad(hours ?? 0, 2)}:${pad(minutes ?? 0, 2)}:${pad(seconds ?? 0, 2)}.${pad(timeMs % 1_000, 3)}`;
}

const REFERENCES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  nbsp: '\u00a0',
  lrm: '\u200e',
  rlm: '\u200f',
};

/** A line of a cue as WebVTT text without any tag. */
function plain(line: string): string {
  const text = line
    .replace(/<v(?:\.[^\s>]*)?[ \t]+([^<>]*)>/g, (_, name: string) => `${name.trim()}: `)
    .replace(/<[^>]*(?:>|$)/g, '')
    .replace(/&(amp|lt|gt|nbsp|lrm|rlm);/g, (_, name: string) => REFERENCES[name] ?? '')
    .replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, ' ')
    .replaceAll('-->', '→')
    .trim();
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const HINT = 'the video is carried without them; give a WebVTT file in UTF-8';

function notCaptions(line: number, why: string): MediaError {
  return new MediaError('not-captions', `not captions that can be carried: line ${line}: ${why}`, { hint: HINT });
}

function tooLarge(what: string): MediaError {
  return new MediaError('captions-too-large', `the captions are too large: ${what}`, { hint: HINT });
}
