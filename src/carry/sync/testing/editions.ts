import { MemoryCarrier } from '../../memory.ts';
import { sha256Of } from '../calls.ts';
import type { Ledger } from '../ledger.ts';
import type { EditionFile, EditionFiles } from '../report.ts';

/** Texts to bytes and back. */
export const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
export const decode = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

/** Twins whose content says which bytes they are of, so that a test sees when one disagrees with its file. */
export const twinText = (text: string, suffix: string): string => `${suffix} of ${sha256Of(encode(text))}`;

export interface TextEdition extends EditionFiles {
  readonly texts: Map<string, string>;
  list(paths?: ReadonlySet<string>): Iterable<EditionFile>;
}

/** An edition of texts; those named `.html` or `head` get both twins. */
export function editionOf(texts: Readonly<Record<string, string>>): TextEdition {
  const all = new Map<string, string>();
  for (const [path, text] of Object.entries(texts)) {
    all.set(path, text);
    if (!/\.html$|^head$/.test(path)) continue;
    for (const suffix of ['.gz', '.br']) all.set(path + suffix, twinText(text, suffix));
  }
  return {
    texts: all,
    *list(paths): Iterable<EditionFile> {
      for (const [path, text] of [...all].sort(([one], [two]) => (one < two ? -1 : 1))) {
        if (paths?.has(path) ?? true) yield { path, sizeBytes: encode(text).length, sha256: sha256Of(encode(text)) };
      }
    },
    async read(path) {
      const text = all.get(path);
      return text === undefined ? null : encode(text);
    },
  };
}

/** What is recorded of each path. */
export async function statesIn(ledger: Ledger): Promise<Map<string, string>> {
  const states = new Map<string, string>();
  for await (const [path, state] of ledger.entries()) states.set(path, state);
  return states;
}

/** A memory carrier that records what is changed on it and lets a test interfere with each change. */
export class WatchedCarrier extends MemoryCarrier {
  readonly changes: string[] = [];
  /** Called before each change; may throw. */
  before: (change: string) => void = () => {};
  /** Called after each change. */
  after: () => void = () => {};
  reads = 0;

  override async read(path: string, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array | null> {
    this.reads += 1;
    return super.read(path, maxBytes, signal);
  }

  override async write(path: string, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    this.before(`write ${path}`);
    await super.write(path, bytes, signal);
    this.changes.push(`write ${path}`);
    this.after();
  }

  override async remove(path: string, signal?: AbortSignal): Promise<void> {
    this.before(`remove ${path}`);
    await super.remove(path, signal);
    this.changes.push(`remove ${path}`);
    this.after();
  }
}
