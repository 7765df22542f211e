import type { Carrier } from './carrier.ts';
import type { Opening } from './claim.ts';
import { openDirectoryCarrier } from './directory/directory-target.ts';
import { openGitCarrier } from './git/git.ts';
import { openS3Carrier } from './s3/s3.ts';
import { openSftpCarrier } from './sftp/sftp.ts';
import type { CarrierTarget } from './target.ts';
import { openWebdavCarrier } from './webdav/webdav.ts';

/** What every kind is opened with. `name` is what messages call the carrier. */
export interface CarrierOpening extends Opening {
  readonly name: string;
  readonly signal?: AbortSignal;
}

/**
 * Opens a carrier of any kind: sees that it is there, that we may enter, and that it is ours to write to (`admitPlace`).
 * The caller closes it.
 * @throws CarryError for all that keeps it from being carried to; nothing was written there then
 */
export function openCarrier(target: CarrierTarget, opening: CarrierOpening): Promise<Carrier> {
  switch (target.kind) {
    case 'directory':
      return openDirectoryCarrier({ ...opening, folder: target.directory });
    case 's3':
      return openS3Carrier(target, opening);
    case 'sftp':
      return openSftpCarrier(target, opening);
    case 'webdav':
      return openWebdavCarrier(target, opening);
    case 'git':
      return openGitCarrier(target, opening);
  }
}
