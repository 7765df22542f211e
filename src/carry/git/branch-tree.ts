/** One file of a branch. */
export interface BranchFile {
  /** Name of its blob. */
  readonly blob: string;
  readonly sizeBytes: number;
  /** False for a symbolic link or a submodule. */
  readonly isPlain: boolean;
}

/** The files of a branch by path, ours and others', as they are or are to be. */
export class BranchTree {
  readonly #files: Map<string, BranchFile> = new Map();
  /** How many files lie in or below each folder. */
  readonly #folders: Map<string, number> = new Map();

  get(path: string): BranchFile | undefined {
    return this.#files.get(path);
  }

  files(): IterableIterator<[string, BranchFile]> {
    return this.#files.entries();
  }

  isFolder(path: string): boolean {
    return this.#folders.has(path);
  }

  /** The file that stands where a folder of this path has to be, or null. */
  fileAbove(path: string): string | null {
    return foldersOf(path).find((folder) => this.#files.has(folder)) ?? null;
  }

  set(path: string, file: BranchFile): void {
    if (!this.#files.has(path)) this.#count(path, 1);
    this.#files.set(path, file);
  }

  delete(path: string): void {
    if (this.#files.delete(path)) this.#count(path, -1);
  }

  #count(path: string, change: 1 | -1): void {
    for (const folder of foldersOf(path)) {
      const count = (this.#folders.get(folder) ?? 0) + change;
      if (count === 0) this.#folders.delete(folder);
      else this.#folders.set(folder, count);
    }
  }
}

function foldersOf(path: string): string[] {
  const folders: string[] = [];
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) folders.push(path.slice(0, at));
  return folders;
}

/** Reads what `git ls-tree -r -z -l` lists: `<mode> <type> <name> <size or ->\t<path>\0`. Null when it is something else. */
export function parseBranchTree(listing: Buffer): BranchTree | null {
  const tree = new BranchTree();
  let from = 0;
  for (let to = listing.indexOf(0); to >= 0; to = listing.indexOf(0, from)) {
    const match = /^(\d{6}) [a-z]+ ([0-9a-f]{40,64}) +(\d+|-)\t([\s\S]+)$/.exec(listing.toString('utf8', from, to));
    if (match === null) return null;
    const [, mode, blob = '', size, path = ''] = match;
    tree.set(path, { blob, sizeBytes: size === '-' ? 0 : Number(size), isPlain: mode?.startsWith('100') === true });
    from = to + 1;
  }
  return from === listing.length ? tree : null;
}
