import { resolve } from 'node:path';
import { CARRIER_KINDS, type CarrierKind, type CarrierValues, directoryValue } from '../platform/config/index.ts';
import { CliError } from './error.ts';

/** What `tamizdat carrier add` takes besides the place. */
export interface CarrierFlags {
  readonly name?: string;
  readonly kind?: CarrierKind;
  readonly public?: string;
  readonly group?: string;
  readonly hint?: readonly string[];
  readonly ability?: readonly ('cors' | 'compression')[];
  readonly bucket?: string;
  readonly prefix?: string;
  readonly region?: string;
  readonly style?: 'path' | 'host';
  readonly encode?: 'gzip' | 'br' | 'none';
  readonly keyId?: string;
  readonly key?: string;
  readonly hostKey?: string;
  readonly user?: string;
  readonly password?: string;
  readonly privateKey?: string;
  readonly passphrase?: string;
  readonly branch?: string;
  readonly keyFile?: string;
  readonly callsAtOnce?: number;
  readonly bytesPerSecond?: number;
  readonly settles?: string;
}

/** The kinds, as the command line takes them. */
export const KINDS: readonly CarrierKind[] = CARRIER_KINDS;

/**
 * What kind of carrier a place is: what `--kind` says, else what it looks like. A web address is a bucket where one is
 * named, git where a branch is, and WebDAV else.
 */
export function kindOf(where: string, { kind, bucket, branch }: CarrierFlags): CarrierKind {
  if (kind !== undefined) return kind;
  if (/^sftp:/i.test(where)) return 'sftp';
  if (bucket !== undefined) return 's3';
  if (/^(?:ssh|git|file):/i.test(where) || /^[^/\s:@]+@[^/\s:]+:/.test(where) || branch !== undefined) return 'git';
  if (/^https?:/i.test(where)) return 'webdav';
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(where)) {
    throw new CliError('misuse', `no kind of carrier has an address that begins with ${where.split(':', 1)[0]}:`, {
      hint: 'give a folder, sftp://user@host/folder, https://… (a bucket with --bucket), or a git remote with --branch',
    });
  }
  return 'directory';
}

/** The entry of the settings for a place. `folder` is the newsroom's: what lies in it is written relative to it. */
export function carrierValues(where: string, flags: CarrierFlags, folder: string): CarrierValues {
  const { name, public: address, hint: hints, ability: abilities, kind: _, ...rest } = flags;
  const kind = kindOf(where, flags);
  const place = kind === 'directory' ? directoryValue(folder, resolve(where)) : where;
  return {
    name: name ?? nameFor(where, kind),
    [kind]: place,
    ...rest,
    ...(address === undefined ? {} : { address }),
    ...(abilities === undefined ? {} : { abilities: [...abilities] }),
    ...(hints === undefined ? {} : { hints: [...hints] }),
  };
}

/** A name for a place that got none: its last part, or its host. */
function nameFor(where: string, kind: CarrierKind): string {
  const host = /^[a-z0-9+.-]+:\/\/(?:[^@/\s]*@)?([^/:\s]+)/i.exec(where)?.[1] ?? /@([^:/\s]+):/.exec(where)?.[1];
  const word = kind === 'directory' ? (resolve(where).split(/[/\\]/).at(-1) ?? '') : (host ?? kind);
  const name = word
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .replace(/^[.-]+|[.-]+$/g, '');
  return name.slice(0, 60) || kind;
}
