import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { type GitSetting, killGroup, noProgram, spawnGit } from './git-program.ts';

/** One change of a tree: the file's blob, or null where it goes. */
export type TreeChange = readonly [path: string, blob: string | null];

/** What the program is expected to answer next. */
interface Expected {
  readonly kind: 'line' | 'blob';
  readonly resolve: (answer: Buffer) => void;
  readonly reject: (error: unknown) => void;
}

/** How long a program that was told to end may still write what it has. */
const END_MS = 60_000;
const LINES_AT_ONCE = 1_000;

/**
 * One `git fast-import`: takes files and gives back the names of their blobs, reads blobs, and makes the commit. So ten
 * thousand files are one process and one pack, not ten thousand of each. Answers come in the order of the questions, so
 * calls may overlap. What was added is durable when `end` resolves.
 */
export class ObjectWriter {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #faultOf: (stderr: string) => Error;
  readonly #expected: Expected[] = [];
  #chunks: Buffer[] = [];
  #length = 0;
  /** Bytes that have to be there before it is worth looking again: those of a blob whose first line was seen. */
  #needed = 0;
  #stderr = '';
  #failure: unknown = null;
  readonly #closed: Promise<void>;

  /** `faultOf` makes the error from what the program told. */
  constructor(setting: GitSetting, faultOf: (stderr: string) => Error) {
    this.#faultOf = faultOf;
    this.#child = spawnGit(setting, ['fast-import', '--quiet', '--force', '--date-format=raw']);
    this.#child.stdout.on('data', (chunk: Buffer) => this.#take(chunk));
    this.#child.stderr.setEncoding('utf8').on('data', (told: string) => {
      this.#stderr = (this.#stderr + told).slice(-8_000);
    });
    // What it could not be told is seen by its end.
    this.#child.stdin.on('error', () => {});
    this.#closed = new Promise((resolve) => {
      this.#child.once('error', (error) => this.#fail(noProgram(error)));
      this.#child.once('close', (status) => {
        if (status !== 0 || this.#expected.length > 0) this.#fail(this.#faultOf(this.#stderr));
        resolve();
      });
    });
  }

  /** Adds a file; resolves with the name of its blob. */
  async add(bytes: Uint8Array): Promise<string> {
    const text = this.#ask('line');
    await this.#tell(`blob\nmark :1\ndata ${bytes.length}\n`, bytes, '\nget-mark :1\n');
    return (await text).toString('latin1');
  }

  /** The bytes of a blob. */
  async read(blob: string): Promise<Uint8Array> {
    const bytes = this.#ask('blob');
    await this.#tell(`cat-blob ${blob}\n`);
    return bytes;
  }

  /**
   * Makes a commit without a parent: the tree `base` (none: an empty one) with these changes. `seconds` since 1970 is its
   * date. Nobody's name is in it, and no time zone.
   */
  async commit(base: string | null, changes: Iterable<TreeChange>, seconds: number): Promise<string> {
    const ref = 'refs/tamizdat/next';
    await this.#tell(`reset ${ref}\n\ncommit ${ref}\nmark :2\ncommitter edition <> ${seconds} +0000\ndata 0\n\n`);
    if (base !== null) await this.#tell(`M 040000 ${base} ""\n`);
    let lines: string[] = [];
    for (const [path, blob] of changes) {
      lines.push(blob === null ? `D ${path}\n` : `M 100644 ${blob} ${path}\n`);
      if (lines.length < LINES_AT_ONCE) continue;
      await this.#tell(lines.join(''));
      lines = [];
    }
    const commit = this.#ask('line');
    await this.#tell(`${lines.join('')}\nget-mark :2\n`);
    return (await commit).toString('latin1');
  }

  /** Ends it; what was added is durable then. */
  async end(): Promise<void> {
    this.#child.stdin.end();
    const timer = setTimeout(() => killGroup(this.#child.pid), END_MS);
    await this.#closed;
    clearTimeout(timer);
    if (this.#failure !== null) throw this.#failure;
  }

  #ask(kind: Expected['kind']): Promise<Buffer> {
    const answer = new Promise<Buffer>((resolve, reject) => {
      if (this.#failure !== null) reject(this.#failure);
      else this.#expected.push({ kind, resolve, reject });
    });
    // It may fail while the question is still being put.
    answer.catch(() => {});
    return answer;
  }

  /** Parts of one question go out together, so that questions do not mix. */
  async #tell(...parts: readonly (string | Uint8Array)[]): Promise<void> {
    const { stdin } = this.#child;
    stdin.cork();
    let isRoom = true;
    for (const part of parts) isRoom = stdin.write(part);
    stdin.uncork();
    if (!isRoom && !stdin.destroyed) await Promise.race([drained(stdin), this.#closed]);
    if (this.#failure !== null) throw this.#failure;
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    while (this.#length >= Math.max(1, this.#needed)) {
      const bytes = Buffer.concat(this.#chunks);
      this.#chunks = [bytes];
      const used = this.#answer(bytes);
      if (used === 0) return;
      this.#chunks = [bytes.subarray(used)];
      this.#length -= used;
      this.#needed = 0;
    }
  }

  /** Answers the next question from what came, and says how many bytes that took; 0 when more has to come. */
  #answer(bytes: Buffer): number {
    const [expected] = this.#expected;
    const lineEnd = bytes.indexOf(10);
    if (expected === undefined || lineEnd < 0) return 0;
    const line = bytes.subarray(0, lineEnd);
    if (expected.kind === 'line') {
      this.#expected.shift();
      expected.resolve(Buffer.from(line));
      return lineEnd + 1;
    }
    // `<name> blob <size>`, the bytes, a newline.
    const size = Number(line.toString('latin1').split(' ')[2]);
    this.#needed = lineEnd + 1 + size + 1;
    if (bytes.length < this.#needed) return 0;
    this.#expected.shift();
    expected.resolve(Buffer.from(bytes.subarray(lineEnd + 1, lineEnd + 1 + size)));
    return this.#needed;
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    for (const { reject } of this.#expected.splice(0)) reject(this.#failure);
  }
}

function drained(stdin: Writable): Promise<void> {
  return new Promise((resolve) => stdin.once('drain', () => resolve()));
}
