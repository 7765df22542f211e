import {
  type Carrier,
  type CarrierCapabilities,
  type CarrierFile,
  CarryError,
  fileTooLarge,
  pathRefused,
} from './carrier.ts';
import { isEditionPath } from './layout.ts';

/**
 * A carrier that lives as long as the process; `files` may be looked at and tampered with. `shown` is what readers would
 * get: the same where each file appears at once, else what was there when it settled last.
 */
export class MemoryCarrier implements Carrier {
  readonly name: string;
  readonly capabilities: CarrierCapabilities;
  readonly files: Map<string, Uint8Array> = new Map();
  shown: ReadonlyMap<string, Uint8Array>;

  constructor(name: string, capabilities: Partial<CarrierCapabilities> = {}) {
    this.name = name;
    this.capabilities = { canList: true, callsAtOnce: 8, appears: 'each', ...capabilities };
    this.shown = this.capabilities.appears === 'each' ? this.files : new Map();
  }

  async *list(signal?: AbortSignal): AsyncIterable<CarrierFile> {
    if (!this.capabilities.canList) throw new CarryError('carrier-failed', `${this.name}: files cannot be listed here`);
    for (const [path, bytes] of [...this.files]) {
      signal?.throwIfAborted();
      yield { path, sizeBytes: bytes.length };
    }
  }

  async read(path: string, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array | null> {
    this.#admit(path, signal);
    const bytes = this.files.get(path);
    if (bytes === undefined) return null;
    if (bytes.length > maxBytes) throw fileTooLarge(this.name, path, bytes.length, maxBytes);
    return bytes.slice();
  }

  async write(path: string, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    this.#admit(path, signal);
    this.files.set(path, bytes.slice());
  }

  async remove(path: string, signal?: AbortSignal): Promise<void> {
    this.#admit(path, signal);
    this.files.delete(path);
  }

  async settle(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.capabilities.appears === 'together') this.shown = new Map(this.files);
  }

  async close(): Promise<void> {
    // There is nothing to let go of.
  }

  #admit(path: string, signal: AbortSignal | undefined): void {
    signal?.throwIfAborted();
    if (!isEditionPath(path)) throw pathRefused(this.name, path, 'it is not a path of an edition');
  }
}
