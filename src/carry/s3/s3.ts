import { getObject, listObjects, S3Client, type S3ClientOptions, S3Error } from '../../platform/s3/index.ts';
import { type Carrier, CarryError } from '../carrier.ts';
import { admitPlace, claimOf, type FoundPlace, MARKER } from '../claim.ts';
import { isEditionPath } from '../layout.ts';
import type { CarrierOpening } from '../open-carrier.ts';
import type { S3Target } from '../target.ts';
import { CALLS_AT_ONCE, S3Carrier } from './s3-carrier.ts';
import { s3Fault } from './s3-faults.ts';
import { versioningOf } from './s3-settings.ts';

/** No head is longer. */
const MAX_TEXT_BYTES = 64 * 1024;

/**
 * Opens a bucket, or what lies below a prefix in it, as a carrier of one newsroom's edition. The bucket itself is made by a
 * person: where it lies, who may read it and what it costs is said there. `options` are for tests.
 *
 * @throws CarryError as `openCarrier` says; a clock that is off, another region and a missing bucket are told as such
 * @example
 * const carrier = await openS3Carrier(target, { name: 'bucket-a', newsroom: 'courier.example' });
 */
export async function openS3Carrier(
  target: S3Target,
  { name, signal, ...opening }: CarrierOpening,
  options: S3ClientOptions = {},
): Promise<Carrier> {
  const { prefix, encode = 'gzip', ...place } = target;
  if (prefix !== '' && !(prefix.endsWith('/') && isEditionPath(prefix.slice(0, -1)))) {
    throw new CarryError('path-refused', `${name}: the prefix ${JSON.stringify(prefix.slice(0, 200))} is refused`, {
      hint: 'leave it empty, or write letters, digits, dots, hyphens and slashes, with a slash at the end: editions/',
    });
  }
  const client = new S3Client(place, { connections: CALLS_AT_ONCE, ...options });
  try {
    const [found, keepsVersions] = await Promise.all([
      findPlace(client, name, prefix, signal),
      versioningOf(client, signal).then((state) => state === 'on' || state === 'suspended'),
    ]);
    const claim = admitPlace(found, opening) ? claimOf(opening.newsroom) : null;
    return new S3Carrier({ name, client, prefix, encoding: encode, keepsVersions, claim });
  } catch (error) {
    await client.close();
    const known = opening.known === true && error instanceof S3Error && error.code === 's3-no-bucket';
    throw s3Fault(name, known ? 'the bucket that was carried to is gone' : 'opening it', error);
  }
}

async function findPlace(
  client: S3Client,
  name: string,
  prefix: string,
  signal: AbortSignal | undefined,
): Promise<FoundPlace> {
  const read = async (file: string): Promise<string | null> => {
    const bytes = (await getObject(client, prefix + file, MAX_TEXT_BYTES, signal))?.bytes ?? null;
    return bytes === null ? null : new TextDecoder().decode(bytes);
  };
  const [marker, head, isEmpty] = await Promise.all([read(MARKER), read('head'), isEmptyBelow(client, prefix, signal)]);
  const where = `${client.where}${prefix === '' ? '' : `, below ${prefix}`}`;
  return { name, where, marker, head, isEmpty };
}

/** Whether there is nothing below the prefix but dot files. */
async function isEmptyBelow(client: S3Client, prefix: string, signal: AbortSignal | undefined): Promise<boolean> {
  for await (const { key } of listObjects(client, prefix, signal)) {
    // Some consoles make an object of the prefix itself, to show a folder.
    if (key !== prefix && !key.slice(prefix.length).startsWith('.')) return false;
  }
  return true;
}
