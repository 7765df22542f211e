/** Carriers as readers meet them, and what is to be told about each. */
import assert from 'node:assert/strict';
import type { Files } from '../fuzz/specimen.ts';

const YEAR_MS = 365 * 24 * 3_600_000;
const DAY_MS = YEAR_MS / 365;

const without = (files: Files, pattern: RegExp): Files => new Map([...files].filter(([path]) => !pattern.test(path)));
const only = (files: Files, pattern: RegExp): Files => new Map([...files].filter(([path]) => pattern.test(path)));
const halved = (files: Files, pattern: RegExp): Files =>
  new Map([...files].map(([path, bytes]) => [path, pattern.test(path) ? bytes.slice(0, bytes.length >> 1) : bytes]));

function altered(bytes: Uint8Array | undefined): Uint8Array {
  assert.ok(bytes !== undefined);
  return bytes.with(bytes.length - 9, (bytes.at(-9) ?? 0) ^ 1);
}

/**
 * What is told, in a few words: kind of the label and failure, and the exit code; `-` where there is no such page. In the app:
 * what is shown, and the label or the failure. The app begins with the trust data of the second edition and has seen no head.
 */
export type Told = string;

/** A carrier, what time it is for the reader, and what is told about its folder, about a page of it, and in the app. */
export interface Case {
  readonly what: string;
  readonly files: (three: readonly Files[], namesake: readonly Files[]) => Files;
  readonly shiftMs?: number;
  readonly folder: Told;
  readonly page: Told;
  readonly app: Told;
}

/** What lay on a carrier at the edition of that number. */
export const at = (editions: readonly Files[], number: number): Files => editions[number - 1] ?? assert.fail();

export const CASES: readonly Case[] = [
  {
    what: 'the third edition, whole',
    files: (e) => at(e, 3),
    folder: 'current 0',
    page: 'current 0',
    app: 'page current',
  },
  {
    what: 'a clock a year slow',
    files: (e) => at(e, 3),
    shiftMs: -YEAR_MS,
    folder: 'ahead 0',
    page: 'ahead 0',
    app: 'page ahead',
  },
  {
    what: 'a clock a year fast, so that all trust data has expired',
    files: (e) => at(e, 3),
    shiftMs: YEAR_MS,
    folder: 'older 0',
    page: 'older 0',
    app: 'page older',
  },
  {
    what: 'a clock two days fast',
    files: (e) => at(e, 3),
    shiftMs: 2 * DAY_MS,
    folder: 'older 0',
    page: 'older 0',
    app: 'page older',
  },
  {
    what: 'an expired timestamp',
    files: (e) => at(e, 3),
    shiftMs: 15 * DAY_MS,
    folder: 'older 0',
    page: 'older 0',
    app: 'page older',
  },
  {
    what: 'expired targets',
    files: (e) => at(e, 3),
    shiftMs: 170 * DAY_MS,
    folder: 'older 0',
    page: 'older 0',
    app: 'page older',
  },
  { what: 'nothing at all', files: () => new Map(), folder: 'cannot-tell 3', page: '-', app: 'unreached -' },
  {
    what: 'no head',
    files: (e) => without(at(e, 3), /^head/),
    folder: 'cannot-tell 3',
    page: 'older 0',
    app: 'page older',
  },
  {
    what: 'half a head',
    files: (e) => halved(at(e, 3), /^head/),
    folder: 'not-genuine head-format 1',
    page: 'not-genuine head-format 1',
    app: 'unreached -',
  },
  {
    what: 'an empty head',
    files: (e) => new Map([...at(e, 3), ['head', new Uint8Array()]]),
    folder: 'not-genuine head-format 1',
    page: 'not-genuine head-format 1',
    app: 'unreached -',
  },
  {
    what: 'no trust data',
    files: (e) => without(at(e, 3), /^trust\//),
    folder: 'older 0',
    page: 'older 0',
    app: 'page older',
  },
  {
    what: 'half a trust bundle',
    files: (e) => halved(at(e, 3), /^trust\/bundle/),
    folder: 'not-genuine bundle-format 1',
    page: 'not-genuine bundle-format 1',
    app: 'page older',
  },
  {
    what: 'no calendar',
    files: (e) => without(at(e, 3), /^o\//),
    folder: 'cannot-tell object-missing 3',
    page: 'older 0',
    app: 'page older',
  },
  {
    what: 'half of each calendar file',
    files: (e) => halved(at(e, 3), /^o\//),
    folder: 'not-genuine hash-mismatch 1',
    page: 'not-genuine hash-mismatch 1',
    app: 'page older',
  },
  {
    what: 'no log',
    files: (e) => without(at(e, 3), /^log\//),
    folder: 'current 0',
    page: 'current 0',
    app: 'page current',
  },
  {
    what: 'half of each file of the log',
    files: (e) => halved(at(e, 3), /^log\//),
    folder: 'not-genuine note-format 1',
    page: 'current 0',
    app: 'page current',
  },
  {
    what: 'an entry altered in the bundle of an edition before',
    files: (e) =>
      new Map([...at(e, 3), ['log/tile/entries/000.p/7', altered(at(e, 1).get('log/tile/entries/000.p/7'))]]),
    folder: 'not-genuine log-damaged 1',
    page: 'current 0',
    app: 'page current',
  },
  {
    what: 'half of each page',
    files: (e) => halved(at(e, 3), /\.html$/),
    folder: 'not-genuine markers 1',
    page: 'not-genuine markers 1',
    app: 'unreached markers',
  },
  {
    what: 'pages only',
    files: (e) => only(at(e, 3), /\.html$/),
    folder: 'cannot-tell 3',
    page: 'older 0',
    app: 'page older',
  },
  {
    what: 'head and trust data only',
    files: (e) => only(at(e, 3), /^(?:head|trust\/)/),
    folder: 'current 0',
    page: '-',
    app: 'unreached -',
  },
  {
    what: 'pages of the first edition below the third head',
    files: (e) => new Map([...at(e, 3), ...only(at(e, 1), /\.html$/)]),
    folder: 'not-genuine outdated 1',
    page: 'newer-revision 0',
    app: 'page newer-revision',
  },
  {
    what: 'pages of the third edition below the first head',
    files: (e) => new Map([...at(e, 1), ...only(at(e, 3), /\.html$/)]),
    folder: 'not-genuine rollback 1',
    page: 'older 0',
    app: 'page current',
  },
  {
    what: 'trust data of the first edition below the third head',
    files: (e) => new Map([...without(at(e, 3), /^trust/), ...only(at(e, 1), /^trust/)]),
    folder: 'older 0',
    page: 'older 0',
    app: 'page older',
  },
  {
    what: 'the first edition, to who has seen the second',
    files: (e) => at(e, 1),
    folder: 'not-genuine rollback 1',
    page: 'older 0',
    app: 'page current',
  },
  {
    what: 'everything of a namesake with other keys',
    files: (_, other) => at(other, 3),
    folder: 'not-genuine trust-threshold 1',
    page: 'not-genuine trust-threshold 1',
    app: 'unreached -',
  },
  {
    what: 'pages of a namesake',
    files: (e, other) => new Map([...at(e, 3), ...only(at(other, 3), /\.html$/)]),
    folder: 'not-genuine desk-unknown 1',
    page: 'not-genuine desk-unknown 1',
    app: 'unreached desk-unknown',
  },
  {
    what: 'the head of a namesake',
    files: (e, other) => new Map([...at(e, 3), ...only(at(other, 3), /^head/)]),
    folder: 'not-genuine checkpoint-signature 1',
    page: 'not-genuine checkpoint-signature 1',
    app: 'unreached checkpoint-signature',
  },
  {
    what: 'trust data of a namesake',
    files: (e, other) => new Map([...at(e, 3), ...only(at(other, 3), /^trust/)]),
    folder: 'not-genuine trust-threshold 1',
    page: 'not-genuine trust-threshold 1',
    app: 'page older',
  },
  {
    what: 'the calendar of a namesake',
    files: (e, other) => new Map([...without(at(e, 3), /^o\//), ...only(at(other, 3), /^o\//)]),
    folder: 'cannot-tell object-missing 3',
    page: 'older 0',
    app: 'page older',
  },
];
