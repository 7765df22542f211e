import { editionFolder, fileReader, firstRootFingerprint } from '../../edition/index.ts';
import { readSettings, type Settings } from '../../platform/config/index.ts';
import { BUNDLE_PATH, base64Of, bytesOf, canonicalJson, MAX_MUTABLE_BYTES, type ReadFile } from '../../proof/index.ts';
import { NewsroomError } from '../error.ts';
import { placesOf } from '../places.ts';
import { publicCarriers } from './face.ts';

/**
 * The card of the reader app for the newsroom in a folder: the bytes of its `newsroom.json`, canonical JSON. Reads
 * settings and published files and takes no lock, so that it may be asked while another process runs the newsroom.
 *
 *     {"carriers":[{"abilities":["cors"],"address":"https://m.example/","group":"a","hints":["ru"]}],
 *      "fingerprint":"<64 hex digits>","format":"tamizdat.app/v1","home":"https://courier.example/",
 *      "languages":["de","ru"],"newsroom":"courier.example","title":{"de":"…"},"trust":"<base64 of trust/bundle>"}
 *
 * Of the carriers those with a public address that other sites may read from (`cors`): a browser gets nothing from others.
 * @throws NewsroomError `newsroom-incomplete` when its trust data is gone; ConfigError
 */
export async function readAppCard(folder: string): Promise<Uint8Array> {
  return appCardOf(await readSettings(folder), fileReader(editionFolder(placesOf(folder).edition).files));
}

/** The card from settings and published files. */
export async function appCardOf(settings: Settings, read: ReadFile): Promise<Uint8Array> {
  const { newsroom, title, home, languages, carriers } = settings;
  const trust = await read(BUNDLE_PATH, MAX_MUTABLE_BYTES);
  const fingerprint = await firstRootFingerprint(read);
  if (trust === null || fingerprint === null) {
    throw new NewsroomError('newsroom-incomplete', `${settings.folder}: there is no trust data of ${newsroom}`, {
      hint: 'restore the newsroom folder from a backup, or from a carrier',
    });
  }
  return bytesOf(
    canonicalJson({
      format: 'tamizdat.app/v1',
      newsroom,
      fingerprint,
      title,
      home,
      languages,
      carriers: publicCarriers(carriers)
        .filter(({ abilities }) => abilities.includes('cors'))
        .map(({ address, group, abilities, hints }) => ({ address, group, abilities, hints })),
      trust: base64Of(trust),
    }),
  );
}
