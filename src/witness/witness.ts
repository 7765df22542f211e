/** The witness itself: what it answers to `add-checkpoint` (C2SP tlog-witness). No HTTP here; see `server.ts`. */
import { type FolderLock, openLock, sweepTemporary } from '../platform/home/index.ts';
import {
  bytesOf,
  type Checkpoint,
  createSigner,
  formatSignature,
  logNumber,
  type NoteSignature,
  ProofError,
  parseCheckpoint,
  parseNote,
  parseVerifierKey,
  type Signer,
  sha256,
  sha256Hex,
  type Verifier,
  verifierFor,
  verifyConsistency,
  verifyNote,
} from '../proof/index.ts';
import { type Cosigned, cosignedOf, logFolder, readCosigned, writeCosigned } from './cosigned.ts';
import { WitnessError } from './error.ts';
import { type Contradiction, contradictionOf, keepEvidence } from './evidence.ts';
import { type CheckpointRequest, parseRequest } from './request.ts';
import { openWitnessKey } from './witness-key.ts';

/** What a witness answers. */
export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  /** Content type. */
  readonly type: 'text/plain; charset=utf-8' | 'text/x.tlog.size';
  readonly body: string;
}

/** What a witness needs to know. */
export interface WitnessOptions {
  /** Holds its key, what it remembers, and evidence; made when missing. */
  readonly folder: string;
  /** What it signs as; null where it has its key already. */
  readonly name: string | null;
  /** Verifier keys of the logs it cosigns. */
  readonly logs: readonly string[];
  readonly now: () => Date;
  /** Called when a log's signature stands under what cannot be cosigned; `path` is null when enough is kept already. */
  readonly onContradiction?: (found: { kind: Contradiction; origin: string; path: string | null }) => void;
  /** Called between remembering a checkpoint and answering; tests kill the process there. */
  readonly onRemembered?: () => void;
}

/** A cosignature this young is given again: whoever repeats a request makes no work for the disk. */
const SAME_ANSWER_SECONDS = 10;

const text = (status: WitnessAnswer['status'], body: string): WitnessAnswer => ({
  status,
  type: 'text/plain; charset=utf-8',
  body,
});
const refusal = (status: WitnessAnswer['status'], why: string): WitnessAnswer => text(status, `${why}\n`);

/** A checkpoint that its log signed. */
interface Signed extends Checkpoint {
  readonly text: string;
  readonly signature: NoteSignature;
}

/**
 * A witness: remembers of each log the last checkpoint it cosigned, and cosigns a newer one only when it is shown to grow
 * from that. Never two trees of one size, whatever is sent, at once or after a crash: what it signs is on disk before
 * anybody gets it. Holds its folder until `close`.
 */
export class Witness {
  readonly name: string;
  readonly verifierKey: string;
  /** Origins of the logs it cosigns. */
  readonly origins: readonly string[];
  readonly #options: WitnessOptions;
  readonly #lock: FolderLock;
  readonly #signer: Signer;
  readonly #logs: ReadonlyMap<string, Verifier>;
  readonly #cosigned: Map<string, Cosigned | null>;
  /** Origins by the hash under which their checkpoint is served. */
  readonly #hashes: ReadonlyMap<string, string>;
  /** The last work for each log, so that requests for one are answered one after the other. */
  readonly #turns = new Map<string, Promise<unknown>>();

  private constructor(
    options: WitnessOptions,
    opened: {
      readonly lock: FolderLock;
      readonly signer: Signer;
      readonly logs: ReadonlyMap<string, Verifier>;
      readonly cosigned: Map<string, Cosigned | null>;
      readonly hashes: ReadonlyMap<string, string>;
    },
  ) {
    this.#options = options;
    this.#lock = opened.lock;
    this.#signer = opened.signer;
    this.#logs = opened.logs;
    this.#cosigned = opened.cosigned;
    this.#hashes = opened.hashes;
    this.name = opened.signer.name;
    this.verifierKey = opened.signer.verifierKey;
    this.origins = [...opened.logs.keys()];
  }

  /**
   * Opens the witness in a folder, for this process alone; makes its key on the first start.
   * @throws WitnessError; HomeError `locked` while another process is this witness
   */
  static async open(options: WitnessOptions): Promise<Witness> {
    const { folder, now } = options;
    const logs = await parseLogs(options.logs);
    const lock = await openLock(folder, `the witness in ${folder}`);
    try {
      await sweepTemporary(folder);
      const signer = await createSigner({ ...(await openWitnessKey(folder, options.name)), now });
      const own = await verifierFor(signer);
      const cosigned = new Map<string, Cosigned | null>();
      const hashes = new Map<string, string>();
      for (const [origin, log] of logs) {
        cosigned.set(origin, await readCosigned(folder, log, own));
        hashes.set(await sha256Hex(bytesOf(origin)), origin);
      }
      return new Witness(options, { lock, signer, logs, cosigned, hashes });
    } catch (error) {
      await lock.close();
      throw error;
    }
  }

  /** The last checkpoint it cosigned of a log, by the SHA-256 of the origin in hex; null when there is none. */
  checkpoint(originHash: string): string | null {
    const origin = this.#hashes.get(originHash);
    return origin === undefined ? null : (this.#cosigned.get(origin)?.note ?? null);
  }

  /** Answers one request. Throws only where the disk does not take what is to be remembered: then nothing was signed. */
  async addCheckpoint(body: Uint8Array): Promise<WitnessAnswer> {
    const request = parseRequest(body);
    if (request === null) return refusal(400, 'not a request of tlog-witness');
    const [origin = ''] = request.checkpoint.split('\n', 1);
    const log = this.#logs.get(origin);
    if (log === undefined) return refusal(404, 'this witness does not cosign that log');
    const signed = await verifySigned(request.checkpoint, log);
    if ('status' in signed) return signed;
    // One after the other: what is remembered must not change between being compared and being replaced.
    const turn = (this.#turns.get(origin) ?? Promise.resolve()).then(() => this.#cosign(request, signed));
    this.#turns.set(
      origin,
      turn.catch(() => {}),
    );
    return turn;
  }

  async #cosign({ oldSize, proof }: CheckpointRequest, signed: Signed): Promise<WitnessAnswer> {
    const known = this.#cosigned.get(signed.origin) ?? null;
    const before: Checkpoint = known ?? { origin: signed.origin, size: 0, root: await sha256(new Uint8Array()) };
    if (oldSize > signed.size) return refusal(400, 'the old size is larger than the checkpoint');
    if (oldSize !== before.size) {
      // Its size alone may say enough.
      if (signed.size === before.size) await this.#keepContradiction(known, signed, []);
      return { status: 409, type: 'text/x.tlog.size', body: `${before.size}\n` };
    }
    if (!(await isExtension(before, signed, proof))) {
      await this.#keepContradiction(known, signed, proof);
      return refusal(422, `not shown to extend the tree of size ${before.size}`);
    }
    const timeSeconds = Math.floor(this.#options.now().getTime() / 1000);
    const age = known === null ? Number.NaN : timeSeconds - known.timeSeconds;
    if (known?.text === signed.text && age >= 0 && age < SAME_ANSWER_SECONDS) return text(200, known.line);
    const { name, keyId } = this.#signer;
    const own = { name, keyId, bytes: await this.#signer.sign(signed.text) };
    const stated = Number(new DataView(own.bytes.buffer, own.bytes.byteOffset, 8).getBigUint64(0));
    const cosigned = cosignedOf(signed, signed.text, signed.signature, { ...own, timeSeconds: stated });
    await writeCosigned(this.#options.folder, cosigned);
    this.#cosigned.set(signed.origin, cosigned);
    this.#options.onRemembered?.();
    return text(200, cosigned.line);
  }

  async #keepContradiction(known: Cosigned | null, signed: Signed, proof: CheckpointRequest['proof']): Promise<void> {
    if (known === null) return;
    const kind = await contradictionOf(known, signed, proof);
    if (kind === null) return;
    const { origin } = signed;
    const refused = `${signed.text}\n${formatSignature(signed.signature)}`;
    const kept = { cosigned: known.note, refused, proof };
    const path = await keepEvidence(await logFolder(this.#options.folder, origin), kind, kept);
    this.#options.onContradiction?.({ kind, origin, path });
  }

  /** Waits for what is being answered, then lets go of the folder. */
  async close(): Promise<void> {
    await Promise.all(this.#turns.values());
    await this.#lock.close();
  }
}

async function parseLogs(keys: readonly string[]): Promise<ReadonlyMap<string, Verifier>> {
  const logs = new Map<string, Verifier>();
  for (const key of keys) {
    const log = await parseVerifierKey(key);
    const known = logs.get(log.name);
    if (log.type !== 'note' || logNumber(log.name) === null) {
      throw new WitnessError('log-refused', `the key of ${log.name} is not that of a log`, {
        hint: 'give the verifier key of a log named …/log/<number>; the newsroom\'s policy.txt has it under "log"',
      });
    }
    if (known !== undefined && known.verifierKey !== log.verifierKey) {
      throw new WitnessError('log-refused', `two different keys for ${log.name}`, {
        hint: 'ask the newsroom which is right: one of the two may be a forgery',
      });
    }
    logs.set(log.name, log);
  }
  return logs;
}

/** The checkpoint as its log signed it; or what to answer when it did not. */
async function verifySigned(note: string, log: Verifier): Promise<Signed | WitnessAnswer> {
  try {
    const parsed = parseNote(note, 'checkpoint');
    const isLogs = ({ name, keyId }: NoteSignature): boolean => name === log.name && keyId === log.keyId;
    const signature = parsed.signatures.find(isLogs);
    if (signature === undefined) return refusal(403, 'not signed by the log');
    await verifyNote(parsed, [log], { code: 'checkpoint-signature' });
    return { ...parseCheckpoint(parsed.text), text: parsed.text, signature };
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    return error.code === 'checkpoint-signature'
      ? refusal(403, 'the signature of the log is wrong')
      : refusal(400, 'not a checkpoint');
  }
}

/** Whether the proof shows that the newer tree grew from the older one. */
async function isExtension(older: Checkpoint, newer: Checkpoint, proof: CheckpointRequest['proof']): Promise<boolean> {
  if (newer.size === 0 && Buffer.compare(newer.root, await sha256(new Uint8Array())) !== 0) return false;
  return verifyConsistency(older, newer, proof).then(
    () => true,
    (error: unknown) => {
      if (error instanceof ProofError) return false;
      throw error;
    },
  );
}
