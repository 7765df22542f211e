import { SaxesParser } from 'saxes';

/** A part of the list of a bucket's objects. */
export interface Listing {
  readonly objects: readonly { readonly key: string; readonly sizeBytes: number }[];
  /** What to ask for the next part with; null when this was the last. */
  readonly next: string | null;
}

/** Reads the answer to ListObjectsV2 (Amazon S3 API, 2006-03-01); null when it is none. */
export function parseListing(text: string): Listing | null {
  const objects: { key: string; sizeBytes: number }[] = [];
  const path: string[] = [];
  let [value, key, size, next, truncated] = ['', '', '', '', ''];
  let isListing = false;
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  // Answers of services have none; with one, entities could be declared.
  parser.on('doctype', () => {
    throw new TypeError('a document type');
  });
  parser.on('opentag', ({ name }) => {
    path.push(name);
    value = '';
    if (path.length === 1) isListing = name === 'ListBucketResult';
    if (name === 'Contents') [key, size] = ['', ''];
  });
  parser.on('text', (part) => {
    value += part;
  });
  parser.on('closetag', ({ name }) => {
    path.pop();
    const parent = path.at(-1);
    if (parent === 'Contents' && name === 'Key') key = value;
    else if (parent === 'Contents' && name === 'Size') size = value;
    else if (name === 'Contents') objects.push({ key, sizeBytes: Number(size) });
    else if (path.length === 1 && name === 'NextContinuationToken') next = value;
    else if (path.length === 1 && name === 'IsTruncated') truncated = value;
  });
  try {
    parser.write(text).close();
  } catch {
    return null;
  }
  if (!isListing || objects.some(({ sizeBytes }) => !Number.isSafeInteger(sizeBytes) || sizeBytes < 0)) return null;
  if (truncated !== 'true') return { objects, next: null };
  return next === '' ? null : { objects, next };
}
