/** What edition does a carrier give, and how does its log stand? */
import {
  bytesOf,
  CHECKPOINT_PATH,
  ForkError,
  HEAD_PATH,
  MAX_MUTABLE_BYTES,
  ProofError,
  type Trusted,
  verifyCheckpoint,
  verifyHead,
} from '../proof/index.ts';
import { type EvidenceFiles, forkFiles, nameOf, raise } from './finding.ts';
import type { Session } from './session.ts';
import type { CarrierMemory } from './state.ts';
import type { Timing } from './timing.ts';

/** Carriers remembered, those asked last. */
const MAX_CARRIERS = 200;

/**
 * Reads and verifies `head` and `log/checkpoint` of a carrier, `head` also against what this carrier gave before. What
 * fails is a finding of the session; what verifies is remembered.
 */
export async function readHead(
  session: Session,
  trusted: Trusted,
  memories: Map<string, CarrierMemory>,
  timing: Timing,
): Promise<void> {
  const { name } = session;
  const memory = memories.get(name) ?? null;
  const bytes = await readText(session, HEAD_PATH, 'head-refused');
  if (bytes !== null) {
    try {
      const head = await verifyHead(trusted, bytes, memory);
      session.head = head;
      session.headText = new TextDecoder().decode(bytes);
      memories.delete(name);
      const { number } = head.edition;
      memories.set(name, { head: session.headText, number, checkpoint: head.checkpoint.note });
      for (const oldest of [...memories.keys()].slice(0, -MAX_CARRIERS)) memories.delete(oldest);
    } catch (error) {
      if (!(error instanceof ProofError)) throw error;
      const { code: failure, message: detail } = error;
      const finding = { carrier: name, subject: HEAD_PATH, failure, detail };
      // Of a log that was replaced a moment ago the carrier simply has not heard.
      if (failure === 'log-retired') {
        if (timing.isLateEdition(name)) session.raised.push(raise('carrier-behind', finding, session.files('carrier')));
      } else session.raised.push(raise(nameOf(error, 'head-refused'), finding, headFiles(session, error, memory)));
    }
  }
  const note = await readText(session, CHECKPOINT_PATH, 'checkpoint-refused');
  if (note === null) return;
  try {
    session.checkpoint = await verifyCheckpoint(trusted.policy, new TextDecoder().decode(note), CHECKPOINT_PATH);
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    const { code: failure, message: detail } = error;
    if (failure === 'log-retired') return;
    const finding = { carrier: name, subject: CHECKPOINT_PATH, failure, detail };
    session.raised.push(raise('checkpoint-refused', finding, session.files('carrier')));
  }
}

/** A small file of a carrier. One without a head says nothing; one without a log is allowed. */
async function readText(
  session: Session,
  path: string,
  refused: 'head-refused' | 'checkpoint-refused',
): Promise<Uint8Array | null> {
  try {
    const bytes = await session.read(path, MAX_MUTABLE_BYTES);
    if (bytes === null && path === HEAD_PATH) {
      session.raised.push(raise('silent', { carrier: session.name, subject: path, detail: 'gives no head' }));
    }
    return bytes;
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    const { code: failure, message: detail } = error;
    session.raised.push(raise(refused, { carrier: session.name, subject: path, failure, detail }));
    return null;
  }
}

/** The head given now, and where it contradicts an earlier one of this carrier, that one as a carrier of its own. */
function headFiles(session: Session, error: ProofError, memory: CarrierMemory | null): EvidenceFiles {
  const isAgainstMemory = error.code === 'rollback' || error instanceof ForkError;
  if (memory === null || !isAgainstMemory) return session.files('carrier');
  const after = session.files('after');
  const trust = [...after].filter(([path]) => path.startsWith('after/trust/'));
  const before = trust.map(([path, bytes]) => [path.replace('after', 'before'), bytes] as const);
  const notes = error instanceof ForkError ? forkFiles(error) : [];
  return new Map([...notes, ...before, ['before/head', bytesOf(memory.head)], ...after]);
}
