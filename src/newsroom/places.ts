import { join, resolve } from 'node:path';

/** Where the parts of a newsroom lie in its folder. */
export interface Places {
  /** Absolute path of the newsroom's folder; holds `tamizdat.yaml`. */
  readonly folder: string;
  /** Keys, mode 0700. The one part that cannot be made again. */
  readonly keys: string;
  /** Working state and the edition. */
  readonly data: string;
  readonly database: string;
  readonly edition: string;
  readonly blobs: string;
  /** One-time sign-in links that were made at the terminal. */
  readonly signInLinks: string;
}

/** Names the parts of a newsroom's folder; touches nothing. */
export function placesOf(folder: string): Places {
  const root = resolve(folder);
  const data = join(root, 'data');
  return {
    folder: root,
    keys: join(root, 'keys'),
    data,
    database: join(data, 'database'),
    edition: join(data, 'edition'),
    blobs: join(data, 'blobs'),
    signInLinks: join(data, 'sign-in-links'),
  };
}
