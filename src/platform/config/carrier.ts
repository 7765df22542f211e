import { resolve } from 'node:path';
import type { z } from 'zod';
import type { SettingsFault } from './error.ts';
import type { FaultFinder } from './faults.ts';
import { type carrier, sftpParts } from './schema-carrier.ts';
import { publicAddress } from './schema-values.ts';
import type { SecretReference } from './secret.ts';

/** What every carrier has, of whatever kind. */
export interface CarrierCommon {
  /** Unique among the carriers. */
  readonly name: string;
  /** The public address of the copy, ending in `/`; absent while it has none, and then readers are not told of it. */
  readonly address?: string;
  /** The provider it stands with: carriers of one group are expected to fall together. */
  readonly group?: string;
  readonly abilities: readonly ('cors' | 'compression')[];
  /** Country codes (ISO 3166, two lower-case letters) where it is known to help. */
  readonly hints: readonly string[];
  /** At most so many calls at once, where it takes fewer than its kind does. */
  readonly callsAtOnce?: number;
  /** At most so many bytes a second are sent there. */
  readonly bytesPerSecond?: number;
  /** How long its public address may still show what was there before, in milliseconds. */
  readonly settlesMs: number;
}

/** A folder of this machine, or mounted into it. */
export interface DirectorySettings extends CarrierCommon {
  readonly kind: 'directory';
  /** Absolute path. */
  readonly directory: string;
}

/** A bucket of a service that speaks S3. */
export interface S3Settings extends CarrierCommon {
  readonly kind: 's3';
  readonly service: string;
  readonly bucket: string;
  /** Empty, or ending in a slash. */
  readonly prefix: string;
  readonly region: string;
  readonly keyId: SecretReference;
  readonly key: SecretReference;
  /** Where the bucket's name goes: first in the path, or before the service's host name. Absent: `path`. */
  readonly style?: 'path' | 'host';
  /** How pages are kept there; absent: as the kind does by itself. */
  readonly encode?: 'gzip' | 'br' | 'none';
}

/** A folder of a host that speaks SFTP. */
export interface SftpSettings extends CarrierCommon {
  readonly kind: 'sftp';
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Empty for where the host puts the user; else below it, or from the top where it begins with a slash. */
  readonly folder: string;
  /** `SHA256:…`, as `ssh-keygen -l` prints it. */
  readonly hostKey: string;
  readonly password?: SecretReference;
  readonly privateKey?: SecretReference;
  readonly passphrase?: SecretReference;
}

/** A folder of a host that speaks WebDAV. */
export interface WebdavSettings extends CarrierCommon {
  readonly kind: 'webdav';
  /** Ends in a slash. */
  readonly folder: string;
  readonly user?: string;
  readonly password?: SecretReference;
}

/** A branch of a git repository. */
export interface GitSettings extends CarrierCommon {
  readonly kind: 'git';
  readonly remote: string;
  readonly branch: string;
  /** Absolute path. */
  readonly keyFile?: string;
  /** A line for `known_hosts`. */
  readonly hostKey?: string;
  readonly user?: string;
  readonly password?: SecretReference;
}

/** A place that holds copies, and how it is entered; secrets by reference. */
export type CarrierSettings = DirectorySettings | S3Settings | SftpSettings | WebdavSettings | GitSettings;

/** The kinds of carriers, by the setting that says where one is. */
export const CARRIER_KINDS = ['directory', 's3', 'sftp', 'webdav', 'git'] as const;
export type CarrierKind = (typeof CARRIER_KINDS)[number];

/** What each kind takes beside its own setting; `true` where it cannot do without. */
const TAKES: Readonly<Record<CarrierKind, Readonly<Record<string, boolean>>>> = {
  directory: {},
  s3: { bucket: true, keyId: true, key: true, prefix: false, region: false, style: false, encode: false },
  sftp: { hostKey: true, password: false, privateKey: false, passphrase: false },
  webdav: { user: false, password: false },
  git: { branch: true, keyFile: false, hostKey: false, user: false, password: false },
};

/** Where what is missing is best begun. */
const EXAMPLES: Readonly<Record<string, string>> = {
  bucket: 'bucket: courier',
  keyId: 'keyId: env:CARRIER_KEY_ID',
  key: 'key: env:CARRIER_KEY',
  hostKey: 'hostKey: SHA256:…, as your host names it (`tamizdat carrier add` shows what it finds)',
  branch: 'branch: pages',
};

type Parsed = z.output<typeof carrier>;

/** Fills in the defaults. `folder` is what relative paths are relative to. */
export function settleCarrier(parsed: Parsed, folder: string): CarrierSettings {
  const { name, address, group, abilities = [], hints = [], callsAtOnce, bytesPerSecond, settles } = parsed;
  const common: CarrierCommon = {
    name,
    ...(address === undefined ? {} : { address: publicAddress(address) ?? address }),
    ...given({ group, callsAtOnce, bytesPerSecond }),
    abilities,
    hints,
    settlesMs: settles ?? 10 * 60_000,
  };
  const { password, user } = parsed;
  if (parsed.s3 !== undefined) {
    const { s3, bucket = '', prefix = '', region = 'us-east-1', keyId, key, style, encode } = parsed;
    const below = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
    const keys = { keyId: keyId as SecretReference, key: key as SecretReference };
    return { ...common, kind: 's3', service: s3, bucket, prefix: below, region, ...keys, ...given({ style, encode }) };
  }
  if (parsed.sftp !== undefined) {
    const { privateKey, passphrase, hostKey = '' } = parsed;
    const parts = sftpParts(parsed.sftp) ?? { user: '', host: '', port: 22, folder: '' };
    return { ...common, kind: 'sftp', ...parts, hostKey, ...given({ password, privateKey, passphrase }) };
  }
  if (parsed.webdav !== undefined) {
    const { href } = new URL(parsed.webdav);
    return { ...common, kind: 'webdav', folder: href.endsWith('/') ? href : `${href}/`, ...given({ user, password }) };
  }
  if (parsed.git !== undefined) {
    const { git, branch = '', hostKey } = parsed;
    const keyFile = parsed.keyFile === undefined ? undefined : resolve(folder, parsed.keyFile);
    return { ...common, kind: 'git', remote: git, branch, ...given({ keyFile, hostKey, user, password }) };
  }
  return { ...common, kind: 'directory', directory: resolve(folder, parsed.directory ?? '') };
}

/** What was written of some values. */
function given<Values extends object>(values: Values): { [Key in keyof Values]?: NonNullable<Values[Key]> } {
  const written = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(written) as { [Key in keyof Values]?: NonNullable<Values[Key]> };
}

/** What goes together in one carrier, on the raw value; see `crossFaults`. */
export function carrierFaults(
  raw: Readonly<Record<string, unknown>>,
  at: number,
  finder: FaultFinder,
): SettingsFault[] {
  const [kind, ...others] = CARRIER_KINDS.filter((each) => raw[each] !== undefined);
  if (kind === undefined) {
    return [finder.at(['carriers', at], 'does not say where it is', 'directory: public, or s3, sftp, webdav or git')];
  }
  const faults = others.map((other) =>
    finder.at(['carriers', at, other], `is a second place beside ${kind}`, 'two carriers', 'key'),
  );
  if (faults.length > 0) return faults;
  const takes = TAKES[kind];
  const special = new Set(Object.values(TAKES).flatMap((each) => Object.keys(each)));
  for (const name of Object.keys(raw)) {
    if (!special.has(name) || name in takes) continue;
    const wanted = Object.keys(takes).join(', ');
    const instead = wanted === '' ? 'nothing of that kind' : `one of ${wanted}`;
    faults.push(finder.at(['carriers', at, name], `is not a setting of a carrier with ${kind}`, instead, 'key'));
  }
  for (const [name, isNeeded] of Object.entries(takes)) {
    if (isNeeded && raw[name] === undefined)
      faults.push(finder.at(['carriers', at, name], 'is missing', EXAMPLES[name] ?? `${name}: …`));
  }
  return [...faults, ...entryFaults(kind, raw, at, finder)];
}

/** How it is entered. */
function entryFaults(
  kind: CarrierKind,
  raw: Readonly<Record<string, unknown>>,
  at: number,
  finder: FaultFinder,
): SettingsFault[] {
  const faults: SettingsFault[] = [];
  const has = (name: string) => raw[name] !== undefined;
  const fault = (name: string, wrong: string, write: string) =>
    void faults.push(finder.at(['carriers', at, name], wrong, write));
  if (kind === 'sftp') {
    if (typeof raw.hostKey === 'string' && !/^SHA256:[A-Za-z0-9+/]{43}$/.test(raw.hostKey))
      fault('hostKey', 'is not the fingerprint of a host key', 'hostKey: SHA256: and 43 characters');
    if (has('password') === has('privateKey')) {
      const wrong = has('password') ? 'has a password and a private key' : 'has neither a password nor a private key';
      faults.push(finder.at(['carriers', at], wrong, 'password: env:NAME, or privateKey: file:keys/carrier'));
    }
    if (has('passphrase') && !has('privateKey'))
      fault('passphrase', 'opens no private key here', 'privateKey: file:keys/carrier');
  }
  if ((kind === 'webdav' || kind === 'git') && has('user') !== has('password'))
    faults.push(
      finder.at(
        ['carriers', at],
        has('user') ? 'has a user and no password' : 'has a password and no user',
        'user: courier and password: env:NAME',
      ),
    );
  if (kind === 'git' && typeof raw.git === 'string') {
    const isWeb = /^https?:/i.test(raw.git);
    for (const name of isWeb ? ['keyFile', 'hostKey'] : ['user', 'password']) {
      if (has(name))
        fault(name, `is not for a remote like this one`, isWeb ? 'user: … and password: env:NAME' : 'keyFile: …');
    }
    if (typeof raw.hostKey === 'string' && !/^\S+ (?:ssh|ecdsa|sk)-\S+ [A-Za-z0-9+/]+={0,2}(?: .*)?$/.test(raw.hostKey))
      fault('hostKey', 'is not a line of known_hosts', 'hostKey: host.example ssh-ed25519 AAAA…');
  }
  return faults;
}

/** Where a carrier is, in words, without any secret. */
export function placeOf(carrier: CarrierSettings): string {
  switch (carrier.kind) {
    case 'directory':
      return carrier.directory;
    case 's3':
      return `${carrier.service}${carrier.service.endsWith('/') ? '' : '/'}${carrier.bucket}/${carrier.prefix}`;
    case 'sftp': {
      const host = carrier.host.includes(':') ? `[${carrier.host}]` : carrier.host;
      return `sftp://${carrier.user}@${host}${carrier.port === 22 ? '' : `:${carrier.port}`}/${carrier.folder}`;
    }
    case 'webdav':
      return carrier.folder;
    case 'git':
      return `${carrier.remote} (branch ${carrier.branch})`;
  }
}
