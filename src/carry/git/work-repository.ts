import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, writeDurably } from '../../platform/home/index.ts';
import type { CarryError } from '../carrier.ts';
import type { GitTarget } from '../target.ts';
import { type BranchTree, parseBranchTree } from './branch-tree.ts';
import type { GitAccess } from './git-access.ts';
import { gitFault, workFault } from './git-faults.ts';
import { type GitEnd, type GitSetting, gitEnvironment, runGit } from './git-program.ts';
import { ObjectWriter } from './object-writer.ts';

/** Keeps what the host holds from being cleared away here. */
const SEEN = 'refs/tamizdat/seen';
/** A listing of more than a million files. */
const MAX_LISTING_BYTES = 128 * 1024 * 1024;
/** Clearing up is quiet however long it takes. */
const OWN_SILENCE_MS = 30 * 60_000;
/** What is fetched at most; a host that sends without end must not fill the disk. */
const MAX_FETCHED_MIB = 4 * 1024;
/** What a process that was killed may have left, and what would keep git from going on. */
const LEFT_BEHIND = /^(?:shallow|packed-refs|HEAD|config)\.lock$|^gc\.pid|^fast_import_crash_/;

/** A commit on the branch, and the files in it. */
export interface SeenBranch {
  readonly commit: string;
  /** Name of its tree. */
  readonly tree: string;
  readonly files: BranchTree;
}

/**
 * Our own bare repository beside the host's: holds the objects of the branch as it was last seen, and those to be pushed.
 * It may be lost at any time and is made anew from what the host holds. Held by one process at a time.
 */
export class WorkRepository {
  readonly #name: string;
  readonly #target: GitTarget;
  readonly #ref: string;
  readonly #secrets: readonly string[];
  readonly #setting: GitSetting;

  constructor(name: string, target: GitTarget, access: GitAccess) {
    this.#name = name;
    this.#target = target;
    this.#ref = `refs/heads/${target.branch}`;
    this.#secrets = access.secrets;
    const folder = join(target.workFolder, 'repository.git');
    this.#setting = { folder, environment: gitEnvironment(access.environment) };
  }

  /** Makes it where it is not there, and clears away what a killed process left. */
  async prepare(signal?: AbortSignal): Promise<void> {
    const { folder } = this.#setting;
    await makeFolder(folder, 0o700);
    const names = await readdir(folder);
    for (const name of names.filter((each) => LEFT_BEHIND.test(each))) await rm(join(folder, name), { force: true });
    await rm(join(folder, `${SEEN}.lock`), { force: true });
    await rm(join(folder, 'refs/tamizdat/next.lock'), { force: true });
    const packs = join(folder, 'objects', 'pack');
    for (const name of await readdir(packs).catch(() => [])) {
      if (name.startsWith('tmp_')) await rm(join(packs, name), { force: true });
    }
    // Without a template: no hooks. Does nothing to one that is there.
    await this.#own(['init', '--quiet', '--bare', '--template='], signal);
  }

  /** The commit the branch stands at with the host, or null where there is no such branch. */
  async look(signal?: AbortSignal): Promise<string | null> {
    const end = await this.#asked(['ls-remote', '--', this.#target.remote, this.#ref], signal);
    const lines = end.stdout.toString('latin1').split('\n');
    const line = lines.map((each) => each.split('\t')).find(([, ref]) => ref === this.#ref);
    const commit = line?.[0] ?? null;
    if (commit === null || /^[0-9a-f]{40,64}$/.test(commit)) return commit;
    throw gitFault(this.#name, { ...end, stderr: 'fatal: what the host lists is no branch' }, this.#secrets);
  }

  /** The branch as it stands at a commit that `look` told; fetched, without its history, where it is not here yet. */
  async load(commit: string, signal?: AbortSignal): Promise<SeenBranch> {
    return (await this.#open(commit, signal)) ?? (await this.#fetch(signal));
  }

  async #fetch(signal: AbortSignal | undefined): Promise<SeenBranch> {
    // What is here may be damaged; what it is good for is to save fetching.
    await rm(this.#setting.folder, { recursive: true, force: true });
    await this.prepare(signal);
    const parameters = ['fetch', '--depth=1', '--no-tags', '--progress', '--', this.#target.remote];
    await this.#asked([...parameters, `+${this.#ref}:${SEEN}`], signal, isEndless);
    const branch = await this.#open(SEEN, signal);
    if (branch === null) throw workFault(this.#name, this.#setting.folder, 'what was fetched cannot be read');
    return branch;
  }

  /** Null where the commit, or anything in it, is not here. */
  async #open(revision: string, signal: AbortSignal | undefined): Promise<SeenBranch | null> {
    const names = await runGit(this.#setting, ['rev-parse', `${revision}^{commit}`, `${revision}^{tree}`], { signal });
    const [commit = '', tree = ''] = names.stdout.toString('latin1').split('\n');
    if (names.status !== 0 || tree === '') return null;
    const listing = await runGit(this.#setting, ['ls-tree', '-r', '-z', '-l', tree], {
      signal,
      maxBytes: MAX_LISTING_BYTES,
    });
    if (listing.ending === 'too-much') throw gitFault(this.#name, listing, this.#secrets);
    const files = listing.status === 0 ? parseBranchTree(listing.stdout) : null;
    if (files === null) return null;
    await this.remember(commit, signal);
    return { commit, tree, files };
  }

  /** Starts what takes and gives files. */
  openWriter(): ObjectWriter {
    return new ObjectWriter(this.#setting, (stderr) => this.#workFault(stderr));
  }

  /** Name of a commit's tree. */
  async treeOf(commit: string, signal?: AbortSignal): Promise<string> {
    const end = await this.#own(['rev-parse', '--verify', `${commit}^{tree}`], signal);
    return end.stdout.toString('latin1').trim();
  }

  /**
   * Puts the branch at a commit, if it still stands at `seen` (null: if there is none). Sends what is new only: git leaves
   * out the files of commits that are related to the new one, and ours has no parent. But for a repository that says its
   * history is cut off it leaves out those of every commit the other side has, and `shallow` says so: at `seen`.
   */
  async push(commit: string, seen: string | null, signal?: AbortSignal): Promise<void> {
    const { folder } = this.#setting;
    if (seen !== null) await writeDurably(join(folder, 'shallow'), `${seen}\n`);
    const lease = `--force-with-lease=${this.#ref}:${seen ?? ''}`;
    await this.#asked(
      ['push', '--porcelain', '--progress', '--no-verify', lease, '--', this.#target.remote, `${commit}:${this.#ref}`],
      signal,
    );
  }

  /** Keeps the objects of this commit, and no others for longer than it takes to clear up now and then. */
  async remember(commit: string, signal?: AbortSignal): Promise<void> {
    await this.#own(['update-ref', SEEN, commit], signal);
  }

  /** Clears away what is needed no more, once enough has gathered. */
  async clearUp(signal?: AbortSignal): Promise<void> {
    await this.#own(['update-ref', '-d', 'refs/tamizdat/next'], signal);
    await this.#own(['gc', '--auto', '--quiet'], signal);
  }

  /** A run that asks the host. */
  async #asked(
    parameters: readonly string[],
    signal: AbortSignal | undefined,
    isTooMuch?: (told: string) => boolean,
  ): Promise<GitEnd> {
    const end = await runGit(this.#setting, parameters, { signal, ...(isTooMuch === undefined ? {} : { isTooMuch }) });
    // With `--porcelain` what was refused stands among the results.
    const told = { ...end, stderr: `${end.stderr}\n${end.stdout.toString('utf8')}` };
    if (end.status !== 0 || end.ending !== 'itself') throw gitFault(this.#name, told, this.#secrets);
    return end;
  }

  /** A run that concerns our own folder alone. */
  async #own(parameters: readonly string[], signal: AbortSignal | undefined): Promise<GitEnd> {
    const end = await runGit(this.#setting, parameters, { signal, silenceMs: OWN_SILENCE_MS });
    if (end.status !== 0) throw this.#workFault(end.stderr);
    return end;
  }

  #workFault(stderr: string): CarryError {
    return workFault(this.#name, this.#setting.folder, stderr);
  }
}

/** Whether git tells that it received more than an edition is long. */
function isEndless(told: string): boolean {
  const match = /Receiving objects:.*?, ([\d.]+) (MiB|GiB)/.exec(told);
  return match !== null && Number(match[1]) * (match[2] === 'GiB' ? 1024 : 1) > MAX_FETCHED_MIB;
}
