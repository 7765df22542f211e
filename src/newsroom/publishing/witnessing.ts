import { type AskCosignatures, fileReader, readTrust } from '../../edition/index.ts';
import type { Log } from '../../platform/telemetry/index.ts';
import {
  bytesOf,
  type NoteSignature,
  parseCheckpoint,
  parseNote,
  parsePolicy,
  proveConsistency,
  type ReadFile,
  readPolicyText,
  tileReader,
  type Verifier,
} from '../../proof/index.ts';
import { askWitness, type WitnessReply } from '../../witness/index.ts';

/** So long an edition waits for its witnesses before it is carried without those that are slow. */
const PATIENCE_MS = 5_000;

/** A witness of the policy that can be asked. */
interface AskedWitness {
  readonly name: string;
  readonly address: string;
  readonly verifier: Verifier;
}

/**
 * Asks the witnesses of a newsroom, all at once, for as long as its process runs. Which they are the published policy says
 * each time, so that a change of it needs no restart. A witness that is slow, fails or gives something else than a
 * cosignature is left out, and that is logged once, until something else happens to it.
 */
export class Witnessing {
  readonly #read: ReadFile;
  readonly #now: () => Date;
  readonly #log: Log;
  /** The size each witness cosigned last, by its key: most answers then need no second request. */
  readonly #sizes = new Map<string, number>();
  /** What was last told of each witness, by its key. */
  readonly #told = new Map<string, string>();

  /** @param files folder of the edition's files */
  constructor(parts: {
    readonly files: string;
    readonly now: () => Date;
    readonly log: Log;
  }) {
    this.#read = fileReader(parts.files);
    this.#now = parts.now;
    this.#log = parts.log;
  }

  /** Cosignatures of the signed checkpoint of a published edition; never rejects. */
  readonly ask: AskCosignatures = async (checkpoint) => {
    try {
      const witnesses = await this.#witnesses();
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const asked = await Promise.all(witnesses.map((witness) => this.#ask(witness, checkpoint, signal)));
      return asked.filter((signature) => signature !== null);
    } catch (error) {
      this.#log.error('the witnesses could not be asked; the edition goes on without them', { error });
      return [];
    }
  };

  async #witnesses(): Promise<AskedWitness[]> {
    const trust = await readTrust(this.#read);
    if (trust === null) return [];
    const { witnesses: verifiers } = await parsePolicy(bytesOf(trust.policy));
    const { witnesses } = await readPolicyText(trust.policy);
    return witnesses.flatMap(({ name, address }) => {
      const verifier = verifiers.get(name);
      return address === null || verifier === undefined ? [] : [{ name, address, verifier }];
    });
  }

  async #ask(witness: AskedWitness, checkpoint: string, signal: AbortSignal): Promise<NoteSignature | null> {
    const { address, verifier } = witness;
    const { size, origin } = parseCheckpoint(parseNote(checkpoint).text);
    const known = `${origin} ${verifier.verifierKey}`;
    const reply = await askWitness({
      address,
      verifier,
      checkpoint,
      oldSize: this.#sizes.get(known) ?? 0,
      prove: (oldSize) => proveConsistency(tileReader(this.#read, size), oldSize, size),
      now: this.#now,
      signal,
    });
    this.#tell(witness, reply, size);
    if (reply.kind !== 'cosigned') return null;
    this.#sizes.set(known, size);
    return reply.signature;
  }

  #tell({ name, verifier }: AskedWitness, reply: WitnessReply, size: number): void {
    const told = this.#told.get(verifier.verifierKey);
    const now = reply.kind === 'failed' ? reply.why : reply.kind;
    this.#told.set(verifier.verifierKey, now);
    if (now === told) return;
    if (reply.kind === 'failed') this.#log.warn(`the witness ${name} did not cosign: ${reply.why}`);
    else if (reply.kind === 'cosigned') {
      if (told !== undefined) this.#log.info(`the witness ${name} cosigns again`);
    } else {
      this.#log.error(
        `the witness ${name} has cosigned ${reply.size} entries of this log, which has ${size} here: this folder is older than what was published, or somebody else has its key`,
        { hint: 'stop, and follow "Restore" in docs/operate/run-a-newsroom.md' },
      );
    }
  }
}
