import {
  bytesOf,
  createSigner,
  type Hash,
  type HashReader,
  leafHash,
  nodeHash,
  proveConsistency,
  rootHash,
  type Signer,
  sha256,
  signCheckpoint,
} from '../../proof/index.ts';

export const ORIGIN = 'courier.example/log/1';

/** A log of any size in memory, with its key: what a publisher has, honest or not. */
export interface SignedLog {
  readonly key: Signer;
  readonly clock: Signer;
  root(size: number): Promise<Hash>;
  /** The signed checkpoint of the first `size` leaves. */
  checkpoint(size: number): Promise<string>;
  prove(oldSize: number, size: number): Promise<Hash[]>;
}

/**
 * A log whose leaves from `forkAt` on are those of another history, under the same key.
 * @param story names the history
 */
export async function signedLog({
  origin = ORIGIN,
  story = 'true',
  forkAt = 0,
}: {
  origin?: string;
  story?: string;
  forkAt?: number;
} = {}): Promise<SignedLog> {
  const key = await createSigner({ name: origin, type: 'note', seed: await sha256(bytesOf(`log ${origin}`)) });
  const seed = await sha256(bytesOf('clock'));
  const now = () => new Date('2026-11-22T10:15:00Z');
  const clock = await createSigner({ name: 'courier.example/clock', type: 'cosignature', seed, now });
  const reader: HashReader = {
    async readHash(level, index): Promise<Hash> {
      if (level === 0) return leafHash(bytesOf(`${index < forkAt ? 'true' : story} ${index}`));
      return nodeHash(await this.readHash(level - 1, 2 * index), await this.readHash(level - 1, 2 * index + 1));
    },
  };
  const root = (size: number) => rootHash(reader, size);
  return {
    key,
    clock,
    root,
    checkpoint: async (size) => signCheckpoint({ origin, size, root: await root(size) }, key, [clock]),
    prove: async (oldSize, size) => (oldSize === 0 || oldSize === size ? [] : proveConsistency(reader, oldSize, size)),
  };
}
