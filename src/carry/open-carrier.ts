import type { Carrier } from './carrier.ts';
import type { Opening } from './claim.ts';
import { openDirectoryCarrier } from './directory/directory-target.ts';
import type { CarrierTarget } from './target.ts';

/** What every kind is opened with. `name` is what messages call the carrier. */
export interface CarrierOpening extends Opening {
  readonly name: string;
  readonly signal?: AbortSignal;
}

/**
 * Opens a carrier of any kind: sees that it is there, that we may enter, and that it is ours to write to (`admitPlace`).
 * The caller closes it. What a kind needs is loaded when one of it is opened: a newsroom at rest has 15 MB less in memory.
 * @throws CarryError for all that keeps it from being carried to; nothing was written there then
 */
export async function openCarrier(target: CarrierTarget, opening: CarrierOpening): Promise<Carrier> {
  switch (target.kind) {
    case 'directory':
      return openDirectoryCarrier({ ...opening, folder: target.directory });
    case 's3':
      return (await import('./s3/s3.ts')).openS3Carrier(target, opening);
    case 'sftp':
      return (await import('./sftp/sftp.ts')).openSftpCarrier(target, opening);
    case 'webdav':
      return (await import('./webdav/webdav.ts')).openWebdavCarrier(target, opening);
    case 'git':
      return (await import('./git/git.ts')).openGitCarrier(target, opening);
  }
}
