import type { Socket } from 'node:net';
import type { Client, InputAttributes, SFTPWrapper, Stats } from 'ssh2';
import { codeOf, SFTP_STATUS, SftpLoss, SftpRefusal } from './sftp-faults.ts';

type Answer<T> = (error: Error | null | undefined, value?: T) => void;

/** What a host says of a file. */
export interface SftpStat {
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  readonly sizeBytes: number;
}

/** A name in a folder, and what it stands for (of a link the link itself). */
export interface SftpName extends SftpStat {
  readonly name: string;
}

/**
 * Bytes in one request. Every server takes packets of 34,000 bytes (draft-ietf-secsh-filexfer-02 §3), and ssh2 takes 2 KiB
 * off that for what surrounds the bytes; longer requests it would send one after the other.
 */
const CHUNK_BYTES = 30 * 1024;
/** Requests of one file under way at once: 960 KiB, what a line of 80 Mbit/s carries in 100 ms. */
const CHUNKS_AT_ONCE = 32;
/** Parts of a folder without a name in them, `.` and `..` aside; a host that goes on like this has nothing to tell. */
const MAX_EMPTY_PARTS = 100;

/**
 * One connection with a host, with as many requests on their way as are asked for. Requests of one file are worked off in
 * the order they were sent (draft-ietf-secsh-filexfer-02 §4.1), so that a file is written, synced and closed without
 * waiting in between.
 *
 * A host is given up when for `silenceMs` nothing arrives from it and nothing goes out to it while an answer is due. A
 * connection at rest is asked something every `silenceMs`, so that what lies between does not forget it. Once lost, every
 * request fails with `SftpLoss`; whoever wants to go on connects again.
 */
export class SftpSession {
  readonly #client: Client;
  readonly #sftp: SFTPWrapper;
  readonly #socket: Socket;
  readonly #watch: NodeJS.Timeout;
  readonly #waiting = new Set<(error: Error) => void>();
  #loss: SftpLoss | null = null;

  constructor(client: Client, sftp: SFTPWrapper, socket: Socket, silenceMs: number) {
    this.#client = client;
    this.#sftp = sftp;
    this.#socket = socket;
    const lose = (error?: Error) => this.#lose(new SftpLoss(error?.message ?? 'the host closed the connection'));
    // Without listeners an error of a connection that nobody waits for would end the process.
    client.on('error', lose).on('close', () => lose());
    sftp
      .on('error', lose)
      .on('end', () => lose())
      .on('close', () => lose());
    let [seen, sinceMs] = [-1, 0];
    const everyMs = Math.max(10, silenceMs / 4);
    this.#watch = setInterval(() => {
      const moved = socket.bytesRead + socket.bytesWritten - socket.writableLength;
      [seen, sinceMs] = moved === seen ? [seen, sinceMs + everyMs] : [moved, 0];
      if (sinceMs < silenceMs) return;
      sinceMs = 0;
      if (this.#waiting.size > 0) lose(new Error(`no answer for ${Math.round(silenceMs / 1000)} s`));
      else this.realPath('.').catch(() => {});
    }, everyMs);
    this.#watch.unref();
  }

  /** Whether it is of no use any more. */
  get isLost(): boolean {
    return this.#loss !== null;
  }

  /** Where a path leads, from the root of the host. */
  realPath(path: string): Promise<string> {
    return this.#ask((answer: Answer<string>) => this.#sftp.realpath(path, answer));
  }

  /** What stands at a path, a link followed when `follow`; null when nothing does. */
  async stat(path: string, follow = false): Promise<SftpStat | null> {
    try {
      return statOf(
        await this.#ask((answer: Answer<Stats>) =>
          follow ? this.#sftp.stat(path, answer) : this.#sftp.lstat(path, answer),
        ),
      );
    } catch (error) {
      if (codeOf(error) === SFTP_STATUS.noSuchFile) return null;
      throw error;
    }
  }

  /** Makes a folder with this mode, whatever the umask of the host. */
  async makeFolder(path: string, mode: number): Promise<void> {
    await this.#ask((answer: Answer<void>) => this.#sftp.mkdir(path, { mode } as InputAttributes, answer));
    await this.#ask((answer: Answer<void>) => this.#sftp.setstat(path, { mode } as InputAttributes, answer)).catch(
      ignoreRefusal,
    );
  }

  /** Removes an empty folder. */
  removeFolder(path: string): Promise<void> {
    return this.#ask((answer: Answer<void>) => this.#sftp.rmdir(path, answer));
  }

  /** Removes a file or a link. */
  removeFile(path: string): Promise<void> {
    return this.#ask((answer: Answer<void>) => this.#sftp.unlink(path, answer));
  }

  /** The names in a folder, in the parts in which the host tells them, without `.` and `..`. */
  async *names(path: string): AsyncGenerator<SftpName[]> {
    const handle = await this.#ask((answer: Answer<Buffer>) => this.#sftp.opendir(path, answer));
    try {
      for (let emptyParts = 0; emptyParts <= MAX_EMPTY_PARTS; ) {
        const part = await this.#ask((answer: Answer<{ filename: string; attrs: Stats }[]>) =>
          this.#sftp.readdir(handle, (error, list) => answer(error, list as never)),
        ).catch((error: unknown) => {
          if (codeOf(error) === SFTP_STATUS.endOfFile) return null;
          throw error;
        });
        if (part === null) return;
        emptyParts = part.length === 0 ? emptyParts + 1 : 0;
        yield part.map(({ filename, attrs }) => ({ name: filename, ...statOf(attrs) }));
      }
      throw new SftpRefusal(SFTP_STATUS.failure, 'a folder without names and without an end');
    } finally {
      await this.#closeHandle(handle).catch(() => {});
    }
  }

  /** The bytes of a file, at most one more than `sizeBytes`, from which one sees that it grew. Links are followed. */
  async read(path: string, sizeBytes: number): Promise<Uint8Array> {
    const handle = await this.#open(path, 'r', 0o644);
    const buffer = Buffer.alloc(sizeBytes + 1);
    try {
      const ends = await inChunks(buffer.length, async (from, to) => {
        // The host may give less than was asked for without being at the end.
        for (let at = from; at < to; ) {
          const length = await this.#ask((answer: Answer<number>) =>
            this.#sftp.read(handle, buffer, at, to - at, at, (error, bytesRead) => answer(error, bytesRead)),
          );
          if (length === 0) return at;
          at += length;
        }
        return to;
      });
      // Where the first chunk that came short ends, the file did.
      const short = ends.find((end, index) => end < Math.min(buffer.length, (index + 1) * CHUNK_BYTES));
      return buffer.subarray(0, short ?? buffer.length);
    } finally {
      // Nobody needs its answer.
      this.#closeHandle(handle).catch(() => {});
    }
  }

  /** Writes a new file with this mode and makes it durable where the host can; it must not be there. */
  async write(path: string, bytes: Uint8Array, mode: number): Promise<void> {
    const handle = await this.#open(path, 'wx', mode);
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const writing = this.#writeChunks(handle, buffer);
    // Longer than what may be under way at once: what follows has to be asked for after the last of it.
    if (buffer.length > CHUNK_BYTES * CHUNKS_AT_ONCE) await writing.catch(() => {});
    // The umask of the host takes bits away from what `open` is told. A host that knows no modes is fine.
    const steps = [
      writing,
      this.#ask((answer: Answer<void>) => this.#sftp.fsetstat(handle, { mode } as InputAttributes, answer)).catch(
        ignoreRefusal,
      ),
      this.#askExtension((answer: Answer<void>) => this.#sftp.ext_openssh_fsync(handle, answer)),
      this.#closeHandle(handle),
    ];
    for (const step of await Promise.allSettled(steps)) if (step.status === 'rejected') throw step.reason;
  }

  /**
   * Gives a file another name. Answers false, and changes nothing, where something has that name and the host replaces
   * nothing: SFTP 3 says that a rename must not (draft-ietf-secsh-filexfer-02 §6.5); with OpenSSH's extension it may.
   */
  async rename(from: string, to: string): Promise<boolean> {
    const renamed = await this.#askExtension((answer: Answer<void>) => this.#sftp.ext_openssh_rename(from, to, answer));
    if (renamed !== null) return true;
    try {
      await this.#ask((answer: Answer<void>) => this.#sftp.rename(from, to, answer));
      return true;
    } catch (error) {
      const code = codeOf(error);
      if (code === null || code === SFTP_STATUS.noSuchFile || (await this.stat(to)) === null) throw error;
      return false;
    }
  }

  /** What the host says of the file system around a path; null where it says nothing. */
  async space(path: string): Promise<{ readonly freeBytes: number; readonly isReadOnly: boolean } | null> {
    type Told = { readonly f_bavail: number; readonly f_frsize: number; readonly f_flag: number };
    const told = await this.#askExtension((answer: Answer<Told>) => this.#sftp.ext_openssh_statvfs(path, answer)).catch(
      () => null,
    );
    if (told === null) return null;
    return { freeBytes: Number(told.f_bavail) * Number(told.f_frsize), isReadOnly: (Number(told.f_flag) & 1) === 1 };
  }

  /** Ends the connection. Idempotent; requests under way fail. */
  close(): void {
    if (this.#loss === null) this.#client.end();
    this.#lose(new SftpLoss('closed'));
  }

  #open(path: string, flags: 'r' | 'wx', mode: number): Promise<Buffer> {
    return this.#ask((answer: Answer<Buffer>) =>
      this.#sftp.open(path, flags, flags === 'r' ? {} : ({ mode } as InputAttributes), answer),
    );
  }

  #closeHandle(handle: Buffer): Promise<void> {
    return this.#ask((answer: Answer<void>) => this.#sftp.close(handle, answer));
  }

  async #writeChunks(handle: Buffer, buffer: Buffer): Promise<void> {
    await inChunks(buffer.length, (from, to) =>
      this.#ask((answer: Answer<void>) => this.#sftp.write(handle, buffer, from, to - from, from, answer)),
    );
  }

  #ask<T>(send: (answer: Answer<T>) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#loss !== null) {
        reject(this.#loss);
        return;
      }
      this.#waiting.add(reject);
      send((error, value) => {
        this.#waiting.delete(reject);
        if (error === undefined || error === null) {
          resolve(value as T);
          return;
        }
        const { code } = error as { readonly code?: unknown };
        // What has no status is no answer: the connection ended.
        if (typeof code === 'number') reject(new SftpRefusal(code, error.message));
        else reject(this.#loss ?? new SftpLoss(error.message));
      });
    });
  }

  /** The same with an extension; null where the host has not announced it: then ssh2 throws at once and sends nothing. */
  async #askExtension<T>(send: (answer: Answer<T>) => void): Promise<T | null> {
    let isKnown = true;
    const told = await this.#ask((answer: Answer<T>) => {
      try {
        send(answer);
      } catch {
        isKnown = false;
        answer(null);
      }
    });
    return isKnown ? told : null;
  }

  #lose(loss: SftpLoss): void {
    if (this.#loss !== null) return;
    this.#loss = loss;
    clearInterval(this.#watch);
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const reject of waiting) reject(loss);
    // What `end` still sends goes out first; a host that does not hang up is left.
    const timer = setTimeout(() => this.#socket.destroy(), loss.message === 'closed' ? 200 : 0);
    this.#socket.once('close', () => clearTimeout(timer));
  }
}

function statOf(stats: Stats): SftpStat {
  const kind = stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : stats.isSymbolicLink() ? 'link' : 'other';
  return { kind, sizeBytes: Number(stats.size ?? 0) };
}

function ignoreRefusal(error: unknown): void {
  if (codeOf(error) === null) throw error;
}

/** Works on the stretches of `length` bytes, so many at once as may be under way; the results in their order. */
async function inChunks<T>(length: number, work: (from: number, to: number) => Promise<T>): Promise<T[]> {
  const count = Math.ceil(length / CHUNK_BYTES);
  const results = new Array<T>(count);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) {
      results[index] = await work(index * CHUNK_BYTES, Math.min(length, (index + 1) * CHUNK_BYTES));
    }
  };
  await Promise.all(Array.from({ length: Math.min(count, CHUNKS_AT_ONCE) }, worker));
  return results;
}
