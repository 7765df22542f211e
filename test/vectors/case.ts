/** What a vector is: an edition as a carrier gives it, a reader, and what the verifier must say. */
import type { CheckName, FailureName, Label, SeenHead } from '../../src/proof/index.ts';
import type { Newsroom } from './newsroom.ts';

/** What must come out. */
export interface Expectation {
  readonly label: Label['kind'];
  readonly failure: FailureName | null;
  /** The check that must fail; null when none may. */
  readonly check: CheckName | null;
  /** As of when, where that is what the vector is about; null when no date may be told. */
  readonly time?: string | null;
  /** Whether a quorum of witnesses vouches, where that is what the vector is about. */
  readonly witnessed?: boolean;
}

/** What a vector's maker gives. */
export interface Setup {
  readonly newsroom: Newsroom;
  /** The page to verify; absent to verify the carrier. */
  readonly path?: string;
  /** Its bytes when they are not those at `path`. */
  readonly bytes?: Uint8Array;
  readonly known?: Uint8Array | null;
  readonly seen?: SeenHead;
  /** No carrier: only the page and what is known. */
  readonly offline?: boolean;
  readonly now?: string;
  readonly fingerprint?: string | null;
}

export interface Case extends Expectation {
  /** Folder of the vector, named after the attack. */
  readonly name: string;
  /** One sentence: what is done, and to what end. */
  readonly says: string;
  readonly make: () => Promise<Setup>;
}

/** `case.json` of a stored vector. */
export interface StoredCase {
  readonly says: string;
  readonly fingerprint: string | null;
  readonly now: string;
  /** The page is `page.html` beside this file when `path` is not null. */
  readonly path: string | null;
  readonly offline: boolean;
  readonly seen: SeenHead | null;
  readonly expect: Expectation;
}

/** A vector that must fail with this failure at this check. */
export function mustFail(
  name: string,
  says: string,
  check: CheckName,
  failure: FailureName,
  make: () => Promise<Setup>,
): Case {
  const label = failure === 'fork' ? 'conflict' : 'not-genuine';
  return { name, says, check, failure, label, make };
}

/** A vector that must verify, with this label. */
export function genuine(name: string, says: string, label: Label['kind'], make: () => Promise<Setup>): Case {
  return { name: `genuine-${name}`, says, check: null, failure: null, label, make };
}

/** A vector that must verify, with this label and as of this moment. */
export function dated(
  name: string,
  says: string,
  label: Label['kind'],
  time: string | null,
  make: () => Promise<Setup>,
): Case {
  return { ...genuine(name, says, label, make), time };
}

/** What a case expects, as it is stored. */
export function expectationOf({ label, failure, check, time, witnessed }: Expectation): Expectation {
  return { label, failure, check, ...(time !== undefined && { time }), ...(witnessed !== undefined && { witnessed }) };
}

/** The bytes with one text put for another, which must stand in them. */
export function replaceIn(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const text = new TextDecoder().decode(bytes);
  if (!text.includes(from)) throw new Error(`"${from}" is not in the text to change`);
  return new TextEncoder().encode(text.replace(from, () => to));
}
