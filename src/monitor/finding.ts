/** What a monitor can find. */
import { type FailureName, ForkError, type ProofError } from '../proof/index.ts';

/**
 * - `alarm`: somebody with a key of the newsroom did what must not be done, or a carrier gives false files
 * - `warning`: a carrier is not what it should be; nothing false was given
 * - `unknown`: something could not be looked at, so nothing is known about it
 */
export type Severity = 'alarm' | 'warning' | 'unknown';

/** Every finding by name, with how grave it is and what it means. The names are for programs and never change. */
export const FINDINGS = {
  fork: ['alarm', 'two signed trees of one log contradict each other'],
  rollback: ['alarm', 'a carrier gives an older edition than it gave before'],
  'head-refused': ['alarm', 'the head of a carrier does not verify'],
  'checkpoint-refused': ['alarm', 'log/checkpoint of a carrier does not verify'],
  'trust-refused': ['alarm', 'the trust data of a carrier does not verify'],
  'edition-not-last': ['alarm', 'a signed tree ends with something else than an edition'],
  'edition-refused': ['alarm', 'an edition record in the log is not one that the log key may write there'],
  'entry-unknown': ['alarm', 'a log entry is neither a record nor an edition'],
  'record-refused': ['alarm', 'a record in the log is not signed by a desk of its language'],
  'desk-out-of-range': ['alarm', 'a record in the log is signed by a desk that was not valid at that index'],
  absent: ['alarm', 'the calendar of an edition does not have what its log has'],
  'correction-suppressed': ['alarm', 'a correction or withdrawal of the log is not shown'],
  'calendar-false': ['alarm', 'the calendar, the fronts or the notices of an edition are not what its log says'],
  'page-false': ['alarm', 'a page of a carrier is not genuine'],
  'log-false': ['alarm', 'tiles or entries of a carrier do not give the tree that is signed'],
  'carrier-stale': ['warning', 'what a carrier gives was last vouched for more than 24 hours ago'],
  'carrier-behind': ['warning', 'a carrier does not give the newest edition, though it had time to'],
  'trust-behind': ['warning', 'a carrier gives older trust data than was seen, and has for a while'],
  'clock-ahead': ['warning', 'the time of a head lies in the future'],
  'page-unserved': ['warning', 'a page that the log has is on none of the carriers'],
  unreachable: ['unknown', 'a carrier did not answer, or cost more than a round may'],
  silent: ['unknown', 'a carrier does not give a file without which nothing can be said'],
  'tree-unproven': ['unknown', 'nobody shows whether a signed tree agrees with those seen before'],
  'log-unread': ['unknown', 'entries of the log could not be read, or not all in this round'],
} as const satisfies Readonly<Record<string, readonly [Severity, string]>>;

/** The closed union of findings. */
export type FindingName = keyof typeof FINDINGS;

/** Something that was found. */
export interface Finding {
  readonly name: FindingName;
  readonly severity: Severity;
  /** The carrier it is about, as it was named; null when it is about the log, wherever it lies. */
  readonly carrier: string | null;
  /** What it is about: a path, a log place, the origin of a log. */
  readonly subject: string;
  /** The failure of signed material that led to it, if one did. */
  readonly failure: FailureName | null;
  /** One line in English. */
  readonly detail: string;
}

/** Files that show a finding to anyone, by path below the folder of the finding. */
export type EvidenceFiles = ReadonlyMap<string, Uint8Array>;

/** A finding with what shows it; empty where there is nothing to show. */
export interface Raised {
  readonly finding: Finding;
  readonly files: EvidenceFiles;
}

const NO_FILES: EvidenceFiles = new Map();

/** Makes a finding. */
export function raise(
  name: FindingName,
  { carrier, subject, detail, failure = null }: Omit<Finding, 'name' | 'severity' | 'failure'> & Partial<Finding>,
  files: EvidenceFiles = NO_FILES,
): Raised {
  return { finding: { name, severity: FINDINGS[name][0], carrier, subject, failure, detail }, files };
}

/**
 * How many findings of one name are kept, and how many folders of evidence. A hostile carrier can make up any number of
 * findings, of false pages, of entries, and must not so keep a fork from being shown.
 */
export const MAX_OF_A_NAME = 50;

/** The first findings of each name, in their order: what was found first is what has its evidence. */
export function firstOfEachName(findings: readonly Finding[]): Finding[] {
  const counts = new Map<FindingName, number>();
  return findings.filter(({ name }) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count <= MAX_OF_A_NAME;
  });
}

/** What tells one finding from another: found again, it is the same. */
export function keyOf({ name, carrier, subject }: Finding): string {
  return `${name} ${carrier ?? '-'} ${subject}`;
}

/** The two checkpoints of a fork as evidence. */
export function forkFiles(error: ForkError): EvidenceFiles {
  const encoder = new TextEncoder();
  return new Map(error.evidence.map((note, at) => [`checkpoint-${at + 1}`, encoder.encode(note)]));
}

/** The name of the finding that a failed check of a carrier's file leads to. */
export function nameOf(error: ProofError, otherwise: FindingName): FindingName {
  if (error instanceof ForkError) return 'fork';
  if (error.code === 'rollback') return 'rollback';
  if (error.code === 'head-not-last') return 'edition-not-last';
  if (error.code === 'desk-range') return 'desk-out-of-range';
  return error.code === 'log-damaged' ? 'log-false' : otherwise;
}
