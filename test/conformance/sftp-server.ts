import { createHash, timingSafeEqual } from 'node:crypto';
import {
  chmod,
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
} from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join, posix } from 'node:path';
import ssh2, { type Attributes, type Connection, type SFTPWrapper } from 'ssh2';

const { STATUS_CODE, OPEN_MODE, flagsToString } = ssh2.utils.sftp;

/** What the server does wrong, when told to. */
export type SftpFault =
  /** Answers nothing from now on. */
  | 'silent'
  /** Hangs up when bytes are to be written. */
  | 'cut'
  /** Takes bytes and keeps none of them. */
  | 'lies'
  | 'full'
  | 'full without a word'
  | 'read-only'
  /** Gives at most 700 bytes at a time. */
  | 'short reads'
  | 'endless folder'
  /** Tells of no names, and never that there are no more. */
  | 'endless nothing'
  /** Says that a file is one byte shorter than it is. */
  | 'grows'
  | 'no modes';

/** What is behind the door of the server. */
export interface TestSftpOptions {
  readonly user?: string;
  readonly password?: string;
  /** `keyboard`: the password is asked for at a prompt, and taken in no other way. */
  readonly way?: 'password' | 'keyboard';
  /** Text of the public half of a key that opens. */
  readonly publicKey?: string;
  /** Host keys, private halves; a new Ed25519 key otherwise. */
  readonly hostKeys?: readonly string[];
}

/** A server that speaks SFTP 3 over a folder, without any extension: as old and small hosts are. */
export interface TestSftp {
  readonly port: number;
  /** As `ssh-keygen -l` prints it. */
  readonly fingerprints: readonly string[];
  /** Calls of people who tried to come in, by method; the host's proof precedes them. */
  readonly tried: string[];
  /** How many connections there were. */
  readonly connections: () => number;
  fault: SftpFault | null;
  /** Hangs up on everybody. */
  cut(): void;
  close(): Promise<void>;
}

/**
 * A pair of keys; `passphrase` seals the private half of an Ed25519 one. The library's own generator takes zeros off the
 * front of one Ed25519 key in 256, which then nobody can read.
 */
export function makeKeyPair(kind: 'ed25519' | 'ecdsa' = 'ed25519', passphrase?: string) {
  for (;;) {
    const pair =
      kind === 'ecdsa'
        ? ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 })
        : passphrase === undefined
          ? ssh2.utils.generateKeyPairSync('ed25519')
          : ssh2.utils.generateKeyPairSync('ed25519', { cipher: 'aes256-ctr', passphrase, rounds: 4 });
    if (!(ssh2.utils.parseKey(pair.private, passphrase) instanceof Error)) return pair;
  }
}

/** Opens the server; `folder` is what its users see as their own place and as the root. */
export async function openTestSftp(folder: string, options: TestSftpOptions = {}): Promise<TestSftp> {
  const { user = 'courier', password = 'secret of tests', way = 'password', publicKey } = options;
  const hostKeys = options.hostKeys ?? [makeKeyPair().private];
  const fingerprints = hostKeys.map((key) => {
    const parsed = ssh2.utils.parseKey(key);
    if (parsed instanceof Error) throw parsed;
    const digest = createHash('sha256').update(parsed.getPublicSSH()).digest('base64');
    return `SHA256:${digest.replace(/=+$/, '')}`;
  });
  const state: { fault: SftpFault | null; connections: number } = { fault: null, connections: 0 };
  const tried: string[] = [];
  const sockets = new Set<Socket>();

  const ssh = new ssh2.Server({ hostKeys: [...hostKeys] }, (client: Connection) => {
    client.on('error', () => {});
    client.on('authentication', (attempt) => {
      if (attempt.method !== 'none') tried.push(attempt.method);
      const accepted: ('password' | 'publickey' | 'keyboard-interactive')[] =
        publicKey !== undefined ? ['publickey'] : [way === 'keyboard' ? 'keyboard-interactive' : 'password'];
      if (attempt.username !== user) return attempt.reject(accepted);
      if (attempt.method === 'password' && accepted[0] === 'password' && isSame(attempt.password, password)) {
        return attempt.accept();
      }
      if (attempt.method === 'keyboard-interactive' && accepted[0] === 'keyboard-interactive') {
        return attempt.prompt([{ prompt: 'Password: ', echo: false }], (answers) => {
          if (isSame(answers[0] ?? '', password)) attempt.accept();
          else attempt.reject(accepted);
        });
      }
      if (attempt.method === 'publickey' && publicKey !== undefined) {
        const known = ssh2.utils.parseKey(publicKey);
        if (known instanceof Error) throw known;
        const isKnown = known.getPublicSSH().equals(attempt.key.data);
        const isSigned =
          attempt.signature === undefined ||
          known.verify(attempt.blob ?? Buffer.alloc(0), attempt.signature, attempt.hashAlgo) === true;
        if (isKnown && isSigned) return attempt.accept();
      }
      return attempt.reject(accepted);
    });
    client.on('session', (accept) => {
      accept().on('sftp', (acceptSftp) => serve(acceptSftp(), folder, state, () => cut()));
    });
  });
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    state.connections += 1;
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    ssh.injectSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    fingerprints,
    tried,
    connections: () => state.connections,
    get fault() {
      return state.fault;
    },
    set fault(fault) {
      state.fault = fault;
    },
    cut,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function serve(sftp: SFTPWrapper, folder: string, state: { readonly fault: SftpFault | null }, cut: () => void): void {
  const handles = new Map<number, { file: FileHandle } | { names: string[]; at: string }>();
  let last = 0;
  /** Requests are worked off one after the other, as `sftp-server` does. */
  let queue: Promise<unknown> = Promise.resolve();
  const local = (path: string): string => join(folder, posix.resolve('/', path));
  const answer = (id: number, work: () => Promise<number | undefined>): void => {
    queue = queue.then(async () => {
      if (state.fault === 'silent') return;
      try {
        const status = await work();
        if (status !== undefined) sftp.status(id, status);
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code;
        const isAbsent = code === 'ENOENT' || code === 'ENOTDIR';
        const isDenied = code === 'EACCES' || code === 'EPERM';
        sftp.status(
          id,
          isAbsent ? STATUS_CODE.NO_SUCH_FILE : isDenied ? STATUS_CODE.PERMISSION_DENIED : STATUS_CODE.FAILURE,
        );
      }
    });
  };
  const opened = (id: number, entry: { file: FileHandle } | { names: string[]; at: string }): undefined => {
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(++last);
    handles.set(last, entry);
    sftp.handle(id, handle);
  };
  const fileOf = (handle: Buffer): FileHandle => {
    const entry = handles.get(handle.readUInt32BE(0));
    if (entry === undefined || !('file' in entry)) throw new Error('no such handle');
    return entry.file;
  };
  const attributes = (found: Awaited<ReturnType<typeof lstat>>): Attributes => ({
    mode: Number(found.mode),
    uid: Number(found.uid),
    gid: Number(found.gid),
    size: Math.max(0, Number(found.size) - (state.fault === 'grows' && found.isFile() ? 1 : 0)),
    atime: 0,
    mtime: 0,
  });

  sftp.on('error', () => {});
  // Whoever is cut off leaves files open.
  sftp.on('close', () => {
    queue = queue.then(async () => {
      for (const entry of handles.values()) if ('file' in entry) await entry.file.close();
      handles.clear();
    });
  });
  sftp.on('OPEN', (id, path, flags, attrs) =>
    answer(id, async () => {
      if (state.fault === 'read-only' && (flags & OPEN_MODE.WRITE) !== 0) return STATUS_CODE.PERMISSION_DENIED;
      return opened(id, { file: await open(local(path), flagsToString(flags) ?? 'r', attrs.mode) });
    }),
  );
  sftp.on('CLOSE', (id, handle) =>
    answer(id, async () => {
      const key = handle.readUInt32BE(0);
      const entry = handles.get(key);
      handles.delete(key);
      if (entry !== undefined && 'file' in entry) await entry.file.close();
      return STATUS_CODE.OK;
    }),
  );
  sftp.on('READ', (id, handle, offset, length) =>
    answer(id, async () => {
      const buffer = Buffer.alloc(state.fault === 'short reads' ? Math.min(700, length) : length);
      const { bytesRead } = await fileOf(handle).read(buffer, 0, buffer.length, offset);
      if (bytesRead === 0) return STATUS_CODE.EOF;
      sftp.data(id, buffer.subarray(0, bytesRead));
    }),
  );
  sftp.on('WRITE', (id, handle, offset, data) => {
    const bytes = Buffer.from(data);
    answer(id, async () => {
      if (state.fault === 'cut') cut();
      if (state.fault === 'lies') return STATUS_CODE.OK;
      if (state.fault === 'full without a word') return STATUS_CODE.FAILURE;
      if (state.fault === 'full') {
        sftp.status(id, STATUS_CODE.FAILURE, 'No space left on device');
        return;
      }
      await fileOf(handle).write(bytes, 0, bytes.length, offset);
      return STATUS_CODE.OK;
    });
  });
  const look = (id: number, work: () => ReturnType<typeof lstat>): void =>
    answer(id, async () => {
      sftp.attrs(id, attributes(await work()));
      return undefined;
    });
  sftp.on('LSTAT', (id, path) => look(id, () => lstat(local(path))));
  sftp.on('STAT', (id, path) => look(id, () => stat(local(path))));
  sftp.on('FSTAT', (id, handle) => look(id, () => fileOf(handle).stat()));
  sftp.on('SETSTAT', (id, path, attrs) =>
    answer(id, async () => {
      if (state.fault === 'no modes') return STATUS_CODE.OP_UNSUPPORTED;
      await chmod(local(path), attrs.mode & 0o7777);
      return STATUS_CODE.OK;
    }),
  );
  sftp.on('FSETSTAT', (id, handle, attrs) =>
    answer(id, async () => {
      if (state.fault === 'no modes') return STATUS_CODE.OP_UNSUPPORTED;
      await fileOf(handle).chmod(attrs.mode & 0o7777);
      return STATUS_CODE.OK;
    }),
  );
  sftp.on('MKDIR', (id, path, attrs) =>
    answer(id, async () => {
      await mkdir(local(path), { mode: attrs.mode });
      return STATUS_CODE.OK;
    }),
  );
  sftp.on('RMDIR', (id, path) =>
    answer(id, async () => {
      await rmdir(local(path));
      return STATUS_CODE.OK;
    }),
  );
  sftp.on('REMOVE', (id, path) =>
    answer(id, async () => {
      await rm(local(path));
      return STATUS_CODE.OK;
    }),
  );
  sftp.on('RENAME', (id, from, to) =>
    answer(id, async () => {
      // Version 3: a rename replaces nothing.
      const isTaken = await lstat(local(to)).then(
        () => true,
        () => false,
      );
      if (isTaken) return STATUS_CODE.FAILURE;
      await rename(local(from), local(to));
      return STATUS_CODE.OK;
    }),
  );
  sftp.on('REALPATH', (id, path) =>
    answer(id, async () => {
      const found = await realpath(local(path));
      const shown = posix.resolve('/', found.slice((await realpath(folder)).length));
      sftp.name(id, [{ filename: shown, longname: shown, attrs: {} as Attributes }]);
      return undefined;
    }),
  );
  sftp.on('OPENDIR', (id, path) =>
    answer(id, async () => opened(id, { names: await readdir(local(path)), at: local(path) })),
  );
  sftp.on('READDIR', (id, handle) =>
    answer(id, async () => {
      const entry = handles.get(handle.readUInt32BE(0));
      if (entry === undefined || !('names' in entry)) return STATUS_CODE.FAILURE;
      if (state.fault === 'endless nothing') {
        sftp.name(id, [
          { filename: '.', longname: '.', attrs: { mode: 0o040755, uid: 0, gid: 0, size: 1, atime: 0, mtime: 0 } },
        ]);
        return;
      }
      if (state.fault === 'endless folder') {
        const attrs = { mode: 0o100644, uid: 0, gid: 0, size: 1, atime: 0, mtime: 0 };
        const names = Array.from({ length: 1000 }, (_, index) => ({ filename: `${index}`, longname: '', attrs }));
        sftp.name(id, names);
        return;
      }
      const names = entry.names.splice(0, 3);
      if (names.length === 0) return STATUS_CODE.EOF;
      const found = await Promise.all(names.map((name) => lstat(join(entry.at, name))));
      sftp.name(
        id,
        found.map((each, index) => ({
          filename: names[index] ?? '',
          longname: names[index] ?? '',
          attrs: attributes(each),
        })),
      );
      return undefined;
    }),
  );
}
