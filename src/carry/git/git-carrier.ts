import type { FolderLock } from '../../platform/home/index.ts';
import { abortable } from '../abortable.ts';
import {
  type Carrier,
  type CarrierCapabilities,
  type CarrierFile,
  CarryError,
  fileTooLarge,
  pathRefused,
} from '../carrier.ts';
import { MARKER } from '../claim.ts';
import { isEditionPath } from '../layout.ts';
import { BranchTree } from './branch-tree.ts';
import type { GitAccess } from './git-access.ts';
import type { ObjectWriter } from './object-writer.ts';
import type { SeenBranch, WorkRepository } from './work-repository.ts';

/** What hosts put into a new repository, or people for the host: no edition has such a file. */
export const HOSTS_OWN: readonly string[] = ['CNAME', 'README.md', 'LICENSE'];
/** Tells hosts to serve the files as they are, without making pages of them. */
const AS_THEY_ARE = '.nojekyll';

/** What a git carrier is made of. */
export interface GitCarrierParts {
  readonly name: string;
  readonly repository: WorkRepository;
  readonly access: GitAccess;
  readonly lock: FolderLock;
  readonly branch: SeenBranch | null;
}

/**
 * A branch of a repository whose files a host makes public. Made by `openGitCarrier`.
 *
 * - Every `settle` is one commit, without a parent, pushed by force where the branch still stands as it was seen. So the
 *   repository does not grow with each hour, and what was withdrawn is in no history of the branch. Who knows the hash of a
 *   former commit can fetch it as long as the host keeps it (docs/carriers/git.md).
 * - What is written goes into a pack of our own bare repository; there is no working copy.
 * - Files that are not ours (dot files, what a host puts beside) stay in the tree as they are.
 */
export class GitCarrier implements Carrier {
  readonly name: string;
  readonly capabilities: CarrierCapabilities = { canList: true, callsAtOnce: 8, appears: 'together' };
  readonly #repository: WorkRepository;
  readonly #access: GitAccess;
  readonly #lock: FolderLock;
  /** Where the branch stands with the host. */
  #seen: { readonly commit: string; readonly tree: string } | null;
  readonly #files: BranchTree;
  /** Since `#seen`. */
  readonly #changed: Set<string> = new Set();
  /** The last commit that was pushed, whatever became of it. */
  #pushed: string | null = null;
  #writer: ObjectWriter | null = null;
  #isClosed = false;
  #claim: string | null = null;

  constructor({ name, repository, access, lock, branch }: GitCarrierParts) {
    this.name = name;
    this.#repository = repository;
    this.#access = access;
    this.#lock = lock;
    this.#seen = branch;
    this.#files = branch?.files ?? new BranchTree();
  }

  /** What the marker is to say, once the first change is made. */
  claim(text: string): void {
    this.#claim = text;
  }

  async *list(signal?: AbortSignal): AsyncIterable<CarrierFile> {
    for (const [path, { sizeBytes, isPlain }] of this.#files.files()) {
      signal?.throwIfAborted();
      if (isPlain && isEditionPath(path) && !HOSTS_OWN.includes(path)) yield { path, sizeBytes };
    }
  }

  async read(path: string, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array | null> {
    this.#admit(path, signal);
    return this.readAny(path, maxBytes, signal);
  }

  /** As `read`, of dot files too. */
  async readAny(path: string, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array | null> {
    const file = this.#files.get(path);
    if (file === undefined) return null;
    if (!file.isPlain) throw pathRefused(this.name, path, 'it is not a file');
    if (file.sizeBytes > maxBytes) throw fileTooLarge(this.name, path, file.sizeBytes, maxBytes);
    return abortable(this.#openWriter().read(file.blob), signal);
  }

  async write(path: string, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    this.#admit(path, signal);
    this.#refuseWhatStandsInTheWay(path);
    await this.#claimBranch(signal);
    await this.#put(path, bytes, signal);
  }

  async remove(path: string, signal?: AbortSignal): Promise<void> {
    this.#admit(path, signal);
    if (this.#files.isFolder(path)) throw pathRefused(this.name, path, 'a folder stands there');
    const file = this.#files.get(path);
    if (file === undefined) return;
    if (!file.isPlain) throw pathRefused(this.name, path, 'it is not a file');
    await this.#claimBranch(signal);
    this.#files.delete(path);
    this.#changed.add(path);
  }

  async settle(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.#changed.size === 0) return;
    const seen = this.#seen;
    const seconds = await this.#secondsOfEdition(signal);
    const changes = [...this.#changed].map((path) => [path, this.#files.get(path)?.blob ?? null] as const);
    const commit = await abortable(this.#openWriter().commit(seen?.tree ?? null, changes, seconds), signal);
    // Its end makes all of it durable, and lets go of packs that may be cleared away.
    await abortable(this.#endWriter(), signal);
    const tree = await this.#repository.treeOf(commit, signal);
    if (tree !== seen?.tree) {
      await this.#publish(commit, seen?.commit ?? null, signal);
      this.#seen = { commit, tree };
      await this.#repository.remember(commit, signal);
    }
    this.#changed.clear();
    await this.#repository.clearUp(signal);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    // What it cannot keep was not promised.
    await this.#endWriter().catch(() => {});
    await this.#access.close();
    await this.#lock.close();
  }

  /** Pushes, and sees that the branch stands there. */
  async #publish(commit: string, seen: string | null, signal: AbortSignal | undefined): Promise<void> {
    // After a push that broke off the host may have it, or not.
    const isThere = this.#pushed === commit && (await this.#repository.look(signal)) === commit;
    if (isThere) return;
    this.#pushed = commit;
    await this.#repository.push(commit, seen, signal);
    if ((await this.#repository.look(signal)) === commit) return;
    throw new CarryError('carrier-failed', `${this.name}: the host took the push and shows another state`, {
      hint: 'see who else pushes to that branch; then carry again',
    });
  }

  /** Once, before the first change. */
  async #claimBranch(signal: AbortSignal | undefined): Promise<void> {
    const text = this.#claim;
    if (text === null) return;
    this.#claim = null;
    const encoder = new TextEncoder();
    if (this.#files.get(AS_THEY_ARE) === undefined) await this.#put(AS_THEY_ARE, new Uint8Array(), signal);
    await this.#put(MARKER, encoder.encode(text), signal);
  }

  async #put(path: string, bytes: Uint8Array, signal: AbortSignal | undefined): Promise<void> {
    const blob = await abortable(this.#openWriter().add(bytes), signal);
    this.#files.set(path, { blob, sizeBytes: bytes.length, isPlain: true });
    this.#changed.add(path);
  }

  /** The date of the commit: that of the edition, so that a commit says nothing that the edition does not. */
  async #secondsOfEdition(signal: AbortSignal | undefined): Promise<number> {
    const head = await this.readAny('head', 64 * 1024, signal).catch((error: unknown) => {
      if (error instanceof CarryError && error.code !== 'carrier-failed') return null;
      throw error;
    });
    const time = /^time (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/m.exec(new TextDecoder().decode(head ?? new Uint8Array()));
    const seconds = Date.parse(time?.[1] ?? '') / 1000;
    return Number.isSafeInteger(seconds) && seconds > 0 ? seconds : 0;
  }

  #refuseWhatStandsInTheWay(path: string): void {
    if (this.#files.isFolder(path)) throw pathRefused(this.name, path, 'a folder stands there');
    const above = this.#files.fileAbove(path);
    if (above !== null) throw pathRefused(this.name, path, `${above} is not a folder`);
  }

  #admit(path: string, signal: AbortSignal | undefined): void {
    signal?.throwIfAborted();
    if (!isEditionPath(path)) throw pathRefused(this.name, path, 'it is not a path of an edition');
  }

  #openWriter(): ObjectWriter {
    this.#writer ??= this.#repository.openWriter();
    return this.#writer;
  }

  async #endWriter(): Promise<void> {
    const writer = this.#writer;
    this.#writer = null;
    await writer?.end();
  }
}
