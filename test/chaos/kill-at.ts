/**
 * Loaded into a process before anything else (`--import kill-at.ts?…`): counts every call that changes a file, before it,
 * half way through it where it writes, and after it, and ends the process with SIGKILL at the chosen one. The program
 * knows nothing of it: no environment variable, no hook of its own.
 *
 * - `at=edition:12` ends it at the twelfth step in that area; without it nothing is ended
 * - `report=<file>` gets the number of steps by area when the process ends by itself, or the step at which it was ended
 * - `carriers=<folder>` holds the folders of the carriers
 * - `shift=<ms>` sets the clock of the process ahead
 * - `server=<port>` is where its database listens: what is sent there is a step of the database as well
 * - `isLater=true` counts from the signal SIGUSR2 on, not from the beginning, and until the next such signal
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { isMainThread } from 'node:worker_threads';

/** Where a step happens: each is chosen about as often, though the database takes most of the steps. */
export type Area = 'edition' | 'carrier' | 'database' | 'rest';

const query = new URL(import.meta.url).searchParams;
const [area, at] = (query.get('at') ?? ':').split(':');
const target = { area, step: Number(at) };
const report = query.get('report');
const carriers = query.get('carriers') ?? '';
const counts: Record<Area, number> = { edition: 0, carrier: 0, database: 0, rest: 0 };
const { writeSync, writeFileSync } = fs;
const server = Number(query.get('server') ?? 0);
let isCounting = query.get('isLater') !== 'true';

function areaOf(path: string): Area {
  if (path.includes('/data/edition')) return 'edition';
  if (path.includes('/data/database')) return 'database';
  return carriers !== '' && path.startsWith(carriers) ? 'carrier' : 'rest';
}

function isNext(path: string): boolean {
  if (!isCounting) return false;
  const here = areaOf(path);
  counts[here] += 1;
  return here === target.area && counts[here] === target.step;
}

function end(what: string, path: string): void {
  if (report !== null) writeFileSync(report, JSON.stringify({ ended: `${what} ${path}` }));
  process.kill(process.pid, 'SIGKILL');
}

function step(what: string, path: string): void {
  if (isNext(path)) end(what, path);
}

const openFiles = new Map<number, string>();
const handles = new WeakMap<object, string>();

/** Bytes of a write in any of its forms. */
const bytesOf = (data: unknown): Uint8Array =>
  ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new TextEncoder().encode(String(data));

type Call = (this: unknown, ...args: unknown[]) => unknown;

/** Puts steps around a call; `pathOf` tells what it touches, null for what changes nothing. */
function around(holder: object, name: string, pathOf: (self: unknown, args: unknown[]) => string | null): void {
  const table = holder as Record<string, Call>;
  const original = table[name];
  if (original === undefined) return;
  table[name] = function (this: unknown, ...args: unknown[]) {
    const path = pathOf(this, args);
    if (path === null) return original.apply(this, args);
    step(`before ${name}`, path);
    const result = original.apply(this, args);
    if (!(result instanceof Promise)) {
      step(`after ${name}`, path);
      return result;
    }
    return result.then((value) => {
      step(`after ${name}`, path);
      return value;
    });
  };
}

/** Puts a step into the middle of a write: half of the bytes are then on the disk. */
function torn(
  holder: object,
  name: string,
  find: (self: unknown, args: unknown[]) => { fd: number; path: string },
): void {
  const table = holder as Record<string, Call>;
  const original = table[name];
  if (original === undefined) return;
  table[name] = function (this: unknown, ...args: unknown[]) {
    const { fd, path } = find(this, args);
    if (isNext(path)) {
      const isHandle = typeof args[0] !== 'number';
      const [data, offset = 0, length, position = null] = (isHandle ? args : args.slice(1)) as [
        unknown,
        number?,
        number?,
        (number | null)?,
      ];
      const bytes = bytesOf(data);
      const from = typeof offset === 'number' ? offset : 0;
      const whole = typeof length === 'number' ? length : bytes.length - from;
      writeSync(fd, bytes, from, whole >> 1, typeof position === 'number' ? position : null);
      end(`half way through ${name}`, path);
    }
    return original.apply(this, args);
  };
}

const firstPath = (_self: unknown, [path]: unknown[]): string => String(path);
const secondPath = (_self: unknown, [, path]: unknown[]): string => String(path);
const descriptorPath = (_self: unknown, [descriptor]: unknown[]): string => openFiles.get(descriptor as number) ?? '';
const handlePath = (self: unknown): string => handles.get(self as object) ?? '';
/** Of what is sent: whether the database gets it. */
const databasePath = (self: unknown): string | null =>
  (self as net.Socket).remotePort === server ? '/data/database' : null;
/** Of an open: what may create or empty a file. */
const changing = (_self: unknown, [path, flags = 'r']: unknown[]): string | null => {
  const isChanging =
    typeof flags === 'number'
      ? (flags & (fs.constants.O_CREAT | fs.constants.O_TRUNC)) !== 0
      : /[wax+]/.test(String(flags));
  return isChanging ? String(path) : null;
};

async function install(): Promise<void> {
  const probe = await fs.promises.open(new URL(import.meta.url), 'r');
  const handle = Object.getPrototypeOf(probe) as object;
  await probe.close();
  const ofHandle = (self: unknown) => ({ fd: (self as { fd: number }).fd, path: handlePath(self) });
  for (const name of ['write', 'writeFile']) torn(handle, name, ofHandle);
  for (const name of ['write', 'writeFile', 'sync', 'datasync', 'truncate']) around(handle, name, handlePath);
  torn(fs, 'writeSync', (self, args) => ({ fd: args[0] as number, path: descriptorPath(self, args) }));
  for (const name of ['writeSync', 'fsyncSync', 'fdatasyncSync', 'ftruncateSync']) around(fs, name, descriptorPath);
  for (const name of ['unlinkSync', 'rmSync', 'rmdirSync', 'mkdirSync', 'truncateSync']) around(fs, name, firstPath);
  for (const name of ['renameSync', 'linkSync', 'symlinkSync']) around(fs, name, secondPath);
  around(fs, 'openSync', changing);
  const { promises } = fs;
  for (const name of ['unlink', 'rm', 'rmdir', 'mkdir', 'writeFile', 'truncate']) around(promises, name, firstPath);
  for (const name of ['rename', 'link', 'symlink']) around(promises, name, secondPath);
  around(promises, 'open', changing);
  if (server !== 0) around(net.Socket.prototype, 'write', databasePath);
  const { openSync, promises: asynchronous } = fs;
  fs.openSync = (path, ...rest) => {
    const descriptor = openSync(path, ...rest);
    openFiles.set(descriptor, String(path));
    return descriptor;
  };
  const { open } = asynchronous;
  asynchronous.open = async (path, ...rest) => {
    const opened = await open(path, ...rest);
    handles.set(opened, String(path));
    return opened;
  };
  syncBuiltinESMExports();
}

/** The same program at another time. */
function shiftClock(shiftMs: number): void {
  const Real = Date;
  globalThis.Date = class extends Real {
    constructor(...args: [] | [number]) {
      if (args.length === 0) super(Real.now() + shiftMs);
      else super(...args);
    }
    static override now(): number {
      return Real.now() + shiftMs;
    }
  } as DateConstructor;
}

// Threads load it as well; what they do is part of what the process does, but is not counted twice.
if (isMainThread) {
  await install();
  const shiftMs = Number(query.get('shift') ?? 0);
  if (shiftMs !== 0) shiftClock(shiftMs);
  if (!isCounting) {
    process.on('SIGUSR2', () => {
      isCounting = !isCounting;
    });
  }
  process.on('exit', () => {
    if (report !== null) writeFileSync(report, JSON.stringify({ counts }));
  });
}
