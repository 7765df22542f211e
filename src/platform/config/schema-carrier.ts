import { z } from 'zod';
import {
  duration,
  isWebAddress,
  line,
  message,
  oneOf,
  publicAddress,
  secretReference,
  text,
  WRITE,
  whole,
} from './schema-values.ts';

/** The part of the schema that is about carriers: all that any kind takes. `carrier.ts` says what goes together. */

/** What a remote of git may look like: an address, what ssh takes, or a folder. Nothing that git could take for an option or a command. */
const REMOTE =
  /^(?:(?:ssh|https|http|file):\/\/[^\s]+|[A-Za-z0-9._-]+@[A-Za-z0-9.-]+:[^\s:][^\s]*|\/[^\u0000-\u001f]*)$/;

/** A password in an address would be shown, logged and sent to colleagues along with it. */
const PASSWORD_INSIDE = `has a password in it, and settings are shown and passed on${WRITE}the address without it, and password: env:NAME`;

/** Whether an address holds `user:password@`. */
function hasPassword(value: unknown): boolean {
  return typeof value === 'string' && /^[a-z][a-z0-9+.-]*:\/\/[^/\s]*:[^/\s]*@/i.test(value);
}

/** An address of a host that is entered with a secret: where the secret was written into it, the message says where to put it. */
function entered(wanted: string, write: string, accepts: (value: string) => boolean) {
  const error = message(wanted, write);
  const say = (issue: { input?: unknown }) => (hasPassword(issue.input) ? PASSWORD_INSIDE : error(issue));
  return z.string({ error }).refine((value) => !hasPassword(value) && accepts(value), { error: say });
}

/** The parts of `sftp://user@host:port/folder`; null for what is none. */
export function sftpParts(value: string): { user: string; host: string; port: number; folder: string } | null {
  if (!/^sftp:\/\/[^\s]+$/.test(value) || !URL.canParse(value)) return null;
  // The parser would take these away, and another folder be meant than was written.
  if (/\/\.{1,2}(?:\/|$)/.test(value)) return null;
  const url = new URL(value);
  if (url.username === '' || url.password !== '' || url.hostname === '' || url.search !== '' || url.hash !== '')
    return null;
  try {
    // One slash parts the host from a folder below where the user is put; a second one begins at the top.
    const folder = decodeURIComponent(url.pathname.slice(1)).replace(/\/+$/, '');
    const user = decodeURIComponent(url.username);
    if (/[\u0000-\u001f\u007f]/.test(folder + user) || folder.split('/').includes('..')) return null;
    const absolute = url.pathname.startsWith('//') && folder === '' ? '/' : folder;
    return { user, host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 22), folder: absolute };
  } catch {
    return null;
  }
}

/** One entry of `carriers`. */
export const carrier = z.strictObject(
  {
    name: text('a short name: lower-case letters, digits, dots and hyphens', 'name: local', (value) =>
      /^[a-z0-9](?:[a-z0-9.-]{0,62}[a-z0-9])?$/.test(value),
    ),
    directory: line('directory: public').optional(),
    s3: entered('an http or https address', 's3: https://storage.example/', isWebAddress).optional(),
    sftp: entered(
      'an address such as sftp://user@host/folder',
      'sftp: sftp://courier@host.example/public',
      (value) => sftpParts(value) !== null,
    ).optional(),
    webdav: entered('an http or https address', 'webdav: https://host.example/public/', isWebAddress).optional(),
    git: entered(
      'a remote as git takes it, without user or password for https',
      'git: git@host.example:courier/pages.git',
      (value) => REMOTE.test(value) && (!/^https?:/i.test(value) || isWebAddress(value)),
    ).optional(),
    bucket: text('the name of a bucket', 'bucket: courier', (value) =>
      /^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/i.test(value),
    ).optional(),
    prefix: text(
      'a folder of the bucket',
      'prefix: courier/',
      (value) =>
        /^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$/.test(value) &&
        !/(?:^|\/)(?:\.{1,2}|)(?:\/.|$)/.test(value.replace(/\/$/, '')),
    ).optional(),
    region: text('the name of a region', 'region: eu-central-1', (value) =>
      /^[A-Za-z0-9-]{1,60}$/.test(value),
    ).optional(),
    style: oneOf('style', ['path', 'host']).optional(),
    encode: oneOf('encode', ['gzip', 'br', 'none']).optional(),
    keyId: secretReference('keyId: env:CARRIER_KEY_ID').optional(),
    key: secretReference('key: env:CARRIER_KEY').optional(),
    hostKey: line('hostKey: SHA256:…').optional(),
    user: line('user: courier').optional(),
    password: secretReference('password: env:CARRIER_PASSWORD').optional(),
    privateKey: secretReference('privateKey: file:keys/carrier').optional(),
    passphrase: secretReference('passphrase: env:CARRIER_PASSPHRASE').optional(),
    branch: text(
      'the name of a branch',
      'branch: pages',
      (value) => /^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/.test(value) && !/\.\.|\/\/|\/$|\.$|\.lock$/.test(value),
    ).optional(),
    keyFile: line('keyFile: keys/carrier').optional(),
    address: text(
      'a public http or https address of at most 200 characters, without password, ? and #',
      'address: https://mirror.example/',
      (value) => publicAddress(value) !== null,
    ).optional(),
    group: text(
      'a short name of the provider: lower-case letters, digits and hyphens, at most 40',
      'group: provider-a',
      (value) => /^[a-z0-9][a-z0-9-]{0,39}$/.test(value),
    ).optional(),
    abilities: z
      .array(oneOf('abilities', ['cors', 'compression']), {
        error: message('a list', 'abilities: [cors, compression]'),
      })
      .optional(),
    hints: z
      .array(
        text('a country code of two lower-case letters', 'hints: [ru, by]', (value) => /^[a-z]{2}$/.test(value)),
        { error: message('a list', 'hints: [ru, by]') },
      )
      .optional(),
    callsAtOnce: whole('a whole number from 1 to 64', 'callsAtOnce: 4', 1, 64).optional(),
    bytesPerSecond: whole('a whole number from 1024', 'bytesPerSecond: 500000', 1_024, 10_000_000_000).optional(),
    settles: duration('settles', '10m', 1_000, 86_400_000).optional(),
  },
  { error: message('a carrier', '- { name: local, directory: public }') },
);
