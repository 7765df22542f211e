import { type Blobs, openBlobs, openBucket } from '../../platform/blobs/index.ts';
import { readSecret, type Settings } from '../../platform/config/index.ts';
import { type Migrations, openServerStore, openStore, type Store } from '../../platform/store/index.ts';
import { migrations as allMigrations, type Tables } from '../../tables/index.ts';
import type { Places } from '../places.ts';

/** Variables of the environment that settings may refer to for secrets. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Opens the database of a newsroom: that of its folder, or the one of a server that its settings name.
 * @throws StoreError; HomeError `locked` while another process holds the one in the folder; ConfigError `secret-missing`
 */
export async function openDatabase(
  { database, newsroom }: Pick<Settings, 'database' | 'newsroom'>,
  places: Places,
  env: Environment = process.env,
  migrations: Migrations = allMigrations,
): Promise<Store<Tables>> {
  if (database === undefined) {
    return openStore<Tables>(places.database, { migrations, what: `the database of ${newsroom}` });
  }
  return openServerStore<Tables>(await readSecret(database, { folder: places.folder, env }), { migrations });
}

/**
 * Opens where a newsroom keeps pictures and video: a folder of its own, or the bucket that its settings name.
 * @throws ConfigError `secret-missing`
 */
export async function openMediaFiles(
  { blobs }: Pick<Settings, 'blobs'>,
  { folder, blobs: directory }: Places,
  env: Environment = process.env,
): Promise<Blobs> {
  if (blobs === undefined) return openBlobs(directory);
  const { address, bucket, region } = blobs;
  const [keyId, key] = await Promise.all([blobs.keyId, blobs.key].map((each) => readSecret(each, { folder, env })));
  return openBucket({ address, bucket, region, keyId: keyId ?? '', key: key ?? '' });
}
