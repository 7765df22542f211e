/**
 * Which log, which witnesses, which quorum (C2SP tlog-policy), and in comment lines that other parsers skip: the
 * clock and retired logs (`policy.txt`, docs/spec/trust.md).
 */
import { base64Of, textOf } from './bytes.ts';
import { ProofError } from './errors.ts';
import { isTime, logNumber, parseNumber } from './grammar.ts';
import { type Hash, parseBase64Hash } from './hash.ts';
import { parseVerifierKey, type Verifier } from './note-key.ts';

const MAX_LINES = 500;

/** A log that takes no more entries: only its final tree counts, whoever holds its key now. */
export interface RetiredLog {
  readonly verifier: Verifier;
  readonly size: number;
  readonly root: Hash;
  /** UTC, whole seconds: when it was closed. */
  readonly time: string;
}

/** A witness, or a group of which `threshold` members must have cosigned. */
export type QuorumMember =
  | { readonly kind: 'witness'; readonly name: string; readonly verifier: Verifier }
  | {
      readonly kind: 'group';
      readonly name: string;
      readonly threshold: number;
      readonly members: readonly QuorumMember[];
    };

/** A parsed policy. */
export interface Policy {
  /** Logs in use. */
  readonly logs: readonly Verifier[];
  readonly witnesses: ReadonlyMap<string, Verifier>;
  /** Who must have cosigned for a checkpoint to count as witnessed; null for `quorum none`. */
  readonly quorum: QuorumMember | null;
  /** The newsroom's own clock; its cosignature says when, never that the log is honest. */
  readonly clock: Verifier | null;
  readonly retired: readonly RetiredLog[];
}

const CLOCK = '# tamizdat clock ';
const RETIRED = '# tamizdat retired ';

const bad = (why: string) => new ProofError('policy-format', `policy.txt: ${why}`);

async function parseLogKey(key: string | undefined): Promise<Verifier> {
  const verifier = await parseVerifierKey(key ?? '');
  if (verifier.type !== 'note' || logNumber(verifier.name) === null) {
    throw bad(`the key of ${verifier.name} is not that of a log named …/log/<number>`);
  }
  return verifier;
}

async function parseRetired(line: string): Promise<RetiredLog> {
  const [key, sizeWord, rootWord = '', time = '', ...rest] = line.slice(RETIRED.length).split(' ');
  const size = parseNumber(sizeWord);
  const root = parseBase64Hash(rootWord);
  if (size === null || root === null || !isTime(time) || rest.length > 0) throw bad('a retired log is malformed');
  return { verifier: await parseLogKey(key), size, root, time };
}

function parseGroup(words: readonly string[], known: ReadonlyMap<string, QuorumMember>): QuorumMember {
  const [, name = '', count = '', ...memberNames] = words;
  const members = memberNames.map((member) => {
    const found = known.get(member);
    if (found === undefined) throw bad(`group ${name} names "${member}", which no earlier line defines`);
    return found;
  });
  const threshold = count === 'all' ? members.length : count === 'any' ? 1 : parseNumber(count);
  if (threshold === null || threshold < 1 || threshold > members.length)
    throw bad(`group ${name} has no valid threshold`);
  return { kind: 'group', name, threshold, members };
}

/** Parses a policy. Fails with `policy-format`, `key-format`. */
export async function parsePolicy(bytes: Uint8Array): Promise<Policy> {
  const text = textOf(bytes, 'policy.txt', 'policy-format');
  if (!text.endsWith('\n')) throw bad('the last line does not end');
  if (/[\0-\x08\x0b-\x1f\x7f]/.test(text)) throw bad('control characters');
  const lines = text.split('\n');
  if (lines.length > MAX_LINES) throw bad(`more than ${MAX_LINES} lines`);

  const logs: Verifier[] = [];
  const witnesses = new Map<string, Verifier>();
  const known = new Map<string, QuorumMember>();
  const grouped = new Set<string>();
  const retired: RetiredLog[] = [];
  let clockName: string | null = null;
  let quorum: QuorumMember | null | undefined;

  const define = (name: string, member: QuorumMember): void => {
    if (name === '' || name === 'none' || known.has(name)) throw bad(`"${name}" is defined twice, or a reserved name`);
    known.set(name, member);
  };
  for (const line of lines) {
    if (line.startsWith(CLOCK)) {
      if (clockName !== null) throw bad('two clocks');
      clockName = line.slice(CLOCK.length);
    } else if (line.startsWith(RETIRED)) {
      retired.push(await parseRetired(line));
    }
    const words = line.split(/[ \t]+/).filter((word) => word !== '');
    const [keyword, name = '', key] = words;
    if (keyword === undefined || keyword.startsWith('#')) continue;
    if (keyword === 'log' && words.length <= 3) {
      logs.push(await parseLogKey(name));
    } else if (keyword === 'witness' && words.length <= 4) {
      const verifier = await parseVerifierKey(key ?? '');
      if (verifier.type !== 'cosignature') throw bad(`the key of witness ${name} is not a cosignature key`);
      define(name, { kind: 'witness', name, verifier });
      witnesses.set(name, verifier);
    } else if (keyword === 'group') {
      for (const member of words.slice(3)) {
        if (grouped.has(member)) throw bad(`"${member}" is a member twice`);
        grouped.add(member);
      }
      define(name, parseGroup(words, known));
    } else if (keyword === 'quorum' && words.length === 2) {
      if (quorum !== undefined) throw bad('two quorum lines');
      quorum = name === 'none' ? null : known.get(name);
      if (quorum === undefined) throw bad(`the quorum "${name}" is not defined by an earlier line`);
    } else {
      throw bad(`a line starting with "${keyword}" is malformed`);
    }
  }
  if (quorum === undefined) throw bad('no quorum line');
  refuseDuplicates(logs, 'log');
  // Places name a log by its number, so two of one number would be one another's places.
  const numbers = [...logs, ...retired.map(({ verifier }) => verifier)].map(({ name }) => logNumber(name));
  if (new Set(numbers).size !== numbers.length) throw bad('two logs have the same number');
  refuseDuplicates([...witnesses.values()], 'witness');
  const clock = clockName === null ? null : (witnesses.get(clockName) ?? null);
  if (clockName !== null && clock === null) throw bad(`the clock "${clockName}" is not a witness of this policy`);
  if (clockName !== null && (grouped.has(clockName) || quorum?.name === clockName)) {
    throw bad('the clock counts towards the quorum');
  }
  return { logs, witnesses, quorum, clock, retired };
}

function refuseDuplicates(verifiers: readonly Verifier[], what: string): void {
  const keys = new Set(verifiers.map(({ publicKey }) => base64Of(publicKey)));
  if (keys.size !== verifiers.length) throw bad(`two ${what} lines have the same key`);
}

/** Whether the witnesses for whom `cosigned` is true make the quorum. */
export function meetsQuorum(member: QuorumMember, cosigned: (verifier: Verifier) => boolean): boolean {
  if (member.kind === 'witness') return cosigned(member.verifier);
  return member.members.filter((each) => meetsQuorum(each, cosigned)).length >= member.threshold;
}
