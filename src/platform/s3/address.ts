/** A bucket and the key to it. */
export interface BucketPlace {
  /** Absolute address of the service, without the bucket. */
  readonly service: string;
  readonly bucket: string;
  readonly region: string;
  /** Both secret. */
  readonly keyId: string;
  readonly key: string;
  /** Where the bucket's name goes: first in the path (`path`, the default), or before the service's host name (`host`). */
  readonly style?: 'path' | 'host';
}

/** A query: names with their values, null for a name that stands alone (`?uploads`). */
export type Query = Readonly<Record<string, string | null>>;

/** The address of a bucket (`key` empty), or of an object in it. */
export function addressOf({ service, bucket, style }: BucketPlace, key: string, query: Query = {}): URL {
  const url = new URL(service);
  const folder = url.pathname.replace(/\/$/, '');
  if (style === 'host') url.host = `${bucket}.${url.host}`;
  url.pathname = style === 'host' ? `${folder}/${encoded(key)}` : `${folder}/${bucket}${key && `/${encoded(key)}`}`;
  // Written out here: `URLSearchParams` writes a space as +, which services sign as another sign.
  url.search = Object.entries(query)
    .map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`)
    .join('&');
  return url;
}

/** The bucket and the service, for messages. */
export function whereIs({ service, bucket }: BucketPlace): string {
  return `the bucket ${bucket} at ${new URL(service).host}`;
}

function encoded(key: string): string {
  return key.split('/').map(encodeURIComponent).join('/');
}
