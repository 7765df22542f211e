import { childrenOf, parseXml, textOf, type XmlElement } from './xml.ts';

/** An object as a bucket lists it. */
export interface ListedObject {
  readonly key: string;
  readonly sizeBytes: number;
}

/** A part of the list of a bucket's objects. */
export interface Listing {
  readonly objects: readonly ListedObject[];
  /**
   * What to ask for the next part with, null when this was the last: a token, or, from services that know only the first
   * version of the list, the key to go on after.
   */
  readonly next: { readonly token: string } | { readonly marker: string } | null;
}

/** One version of an object, or the mark that it was deleted. */
export interface ListedVersion {
  readonly key: string;
  readonly versionId: string;
  readonly isLatest: boolean;
  readonly isMarker: boolean;
}

/** A part of the list of versions; `next` as the query that asks for more, null when this was the last. */
export interface VersionListing {
  readonly versions: readonly ListedVersion[];
  readonly next: Readonly<Record<'key-marker' | 'version-id-marker', string>> | null;
}

/** Reads the answer to ListObjectsV2 or ListObjects (Amazon S3 API, 2006-03-01); null when it is neither. */
export function parseListing(text: string): Listing | null {
  const root = parseXml(text);
  if (root?.name !== 'ListBucketResult') return null;
  const decode = decoderOf(root);
  const objects = childrenOf(root, 'Contents').map((each) => ({
    key: decode(textOf(each, 'Key')),
    sizeBytes: Number(textOf(each, 'Size') || Number.NaN),
  }));
  if (objects.some(({ sizeBytes }) => !Number.isSafeInteger(sizeBytes) || sizeBytes < 0)) return null;
  if (textOf(root, 'IsTruncated') !== 'true') return { objects, next: null };
  const token = textOf(root, 'NextContinuationToken');
  if (token !== '') return { objects, next: { token } };
  const marker = decode(textOf(root, 'NextMarker')) || objects.at(-1)?.key;
  return marker === undefined ? null : { objects, next: { marker } };
}

/** Reads the answer to ListObjectVersions; null when it is none. */
export function parseVersions(text: string): VersionListing | null {
  const root = parseXml(text);
  // Two names for one thing: the specification's example and its schema.
  if (root?.name !== 'ListVersionsResult' && root?.name !== 'ListObjectVersionsResult') return null;
  const decode = decoderOf(root);
  const versions = root.children
    .filter(({ name }) => name === 'Version' || name === 'DeleteMarker')
    .map((each) => ({
      key: decode(textOf(each, 'Key')),
      versionId: textOf(each, 'VersionId'),
      isLatest: textOf(each, 'IsLatest') === 'true',
      isMarker: each.name === 'DeleteMarker',
    }));
  if (versions.some(({ key, versionId }) => key === '' || versionId === '')) return null;
  if (textOf(root, 'IsTruncated') !== 'true') return { versions, next: null };
  const next = {
    'key-marker': decode(textOf(root, 'NextKeyMarker')),
    'version-id-marker': textOf(root, 'NextVersionIdMarker'),
  };
  return next['key-marker'] === '' ? null : { versions, next };
}

/** Keys come escaped where that was asked for and is known there: in XML there is no way to write some of them. */
function decoderOf(root: XmlElement): (key: string) => string {
  if (textOf(root, 'EncodingType') !== 'url') return (key) => key;
  return (key) => {
    try {
      return decodeURIComponent(key.replaceAll('+', ' '));
    } catch {
      return key;
    }
  };
}
