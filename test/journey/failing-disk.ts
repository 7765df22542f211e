/**
 * Loaded into a process before anything else (`--import`): while the file at `$FULL_DISK` exists, nothing can be added to
 * the database's log of writes. For a full disk at just this place, which a disk that is really full reaches sooner or
 * later, and for machines where nobody may mount one.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { openSync, writeSync, existsSync } = fs;
const isFull = process.env.FULL_DISK ?? '';
const logFiles = new Set<number>();

fs.openSync = (path, ...rest) => {
  const descriptor = openSync(path, ...rest);
  // Numbers are given again to other files.
  if (String(path).includes('/pg_wal/')) logFiles.add(descriptor);
  else logFiles.delete(descriptor);
  return descriptor;
};

fs.writeSync = ((descriptor: number, ...rest: [Uint8Array]) => {
  if (logFiles.has(descriptor) && existsSync(isFull)) {
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', errno: -28 });
  }
  return writeSync(descriptor, ...rest);
}) as typeof writeSync;

syncBuiltinESMExports();
