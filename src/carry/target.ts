/** A folder of this machine, or mounted into it. */
export interface DirectoryTarget {
  readonly kind: 'directory';
  /** Absolute path. */
  readonly directory: string;
}

/** A bucket of any service that speaks S3. */
export interface S3Target {
  readonly kind: 's3';
  /** Absolute address of the service, without the bucket. */
  readonly service: string;
  readonly bucket: string;
  /** Edition paths lie below it: empty, or ending in a slash. */
  readonly prefix: string;
  readonly region: string;
  /** Both secret. */
  readonly keyId: string;
  readonly key: string;
  /** Where the bucket's name goes: first in the path (`path`, the default), or before the service's host name (`host`). */
  readonly style?: 'path' | 'host';
  /**
   * How pages and feeds are kept, and served with that `Content-Encoding`: a bucket compresses nothing by itself, and a first
   * view has to fit into 8 KiB on the wire. Default: `gzip`, which every browser takes; `br` is taken over https only.
   */
  readonly encode?: 'gzip' | 'br' | 'none';
}

/** A folder of a host that speaks SFTP. */
export interface SftpTarget {
  readonly kind: 'sftp';
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Folder on the host; relative to where the host puts this user, unless it begins with a slash. */
  readonly folder: string;
  /** The fingerprint of the host's key as `ssh-keygen -l` prints it: `SHA256:…`. No other host is talked to. */
  readonly hostKey: string;
  /** One of them; secret. `privateKey` is the text of an OpenSSH private key, `passphrase` opens it. */
  readonly password?: string;
  readonly privateKey?: string;
  readonly passphrase?: string;
}

/** A folder of a host that speaks WebDAV. */
export interface WebdavTarget {
  readonly kind: 'webdav';
  /** Absolute address of the folder, ending in a slash. */
  readonly folder: string;
  readonly user?: string;
  /** Secret. */
  readonly password?: string;
}

/** A branch of a git repository whose files a host makes public. */
export interface GitTarget {
  readonly kind: 'git';
  /** As `git push` takes it: `ssh://git@host.example/pages.git`, `git@host.example:pages.git`, `https://…`; without a password. */
  readonly remote: string;
  readonly branch: string;
  /** Absolute path of the file with the private key of ssh; absent: whatever ssh and git use by themselves. */
  readonly keyFile?: string;
  /** The line of the host for `known_hosts`; absent: the user's own file. */
  readonly hostKey?: string;
  /** For https: the user and a token. Secret. */
  readonly user?: string;
  readonly password?: string;
  /** Absolute path of a folder of our own for the working copy; it may be lost at any time. */
  readonly workFolder: string;
}

/** Where a carrier is and how it is entered, secrets resolved: never kept, never shown. */
export type CarrierTarget = DirectoryTarget | S3Target | SftpTarget | WebdavTarget | GitTarget;

/** What of a target says where it is; no secret is needed for that. */
export type CarrierPlace =
  | Pick<DirectoryTarget, 'kind' | 'directory'>
  | Pick<S3Target, 'kind' | 'service' | 'bucket' | 'prefix'>
  | Pick<SftpTarget, 'kind' | 'user' | 'host' | 'port' | 'folder'>
  | Pick<WebdavTarget, 'kind' | 'folder'>
  | Pick<GitTarget, 'kind' | 'remote' | 'branch'>;

/**
 * What tells a place from others, as ledgers know it, without any secret: under a carrier's name another place may stand
 * tomorrow, with an older copy in it. Of a folder its path, of others `kind:` and where.
 */
export function targetId(target: CarrierPlace): string {
  switch (target.kind) {
    case 'directory':
      return target.directory;
    case 's3':
      return `s3:${new URL(target.service).host}/${target.bucket}/${target.prefix}`;
    case 'sftp':
      return `sftp:${target.user}@${target.host}:${target.port}/${target.folder}`;
    case 'webdav':
      return `webdav:${target.folder}`;
    case 'git':
      return `git:${target.remote}#${target.branch}`;
  }
}
