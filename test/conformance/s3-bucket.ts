/** What a bucket of the test server keeps, and how it answers to requests about it. No network here. */

/** An answer, before it is sent. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** One version of an object; `bytes` null for the mark that it was deleted. */
export interface Version {
  readonly key: string;
  readonly id: string;
  readonly bytes: Uint8Array | null;
}

/** A file in parts that was begun. */
interface Upload {
  readonly key: string;
  readonly headers: Headers;
  readonly parts: Map<number, Uint8Array>;
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** So few objects in a part of a list that a list has parts. */
const PART = 3;
const KEPT_HEADERS = ['content-type', 'cache-control', 'content-encoding'];

export const xml = (text: string, status = 200): Reply => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${text}`,
});

export const refusal = (status: number, code: string, more = ''): Reply =>
  xml(`<Error><Code>${code}</Code><Message>no</Message>${more}</Error>`, status);

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

export class KeptBucket {
  /** What is in it, by key. */
  readonly objects = new Map<string, Uint8Array>();
  /** The headers that each is served with. */
  readonly headers = new Map<string, Readonly<Record<string, string>>>();
  /** Every version, the newest last; only while versions are kept. */
  versions: Version[] = [];
  /** Files in parts that were begun: their parts by number. */
  readonly uploads = new Map<string, Upload>();
  versioning: 'off' | 'on' | 'suspended' = 'off';
  /** Versions cannot be removed, as under an object lock. */
  isLocked = false;
  /** Knows only the first version of the list of objects. */
  isOld = false;
  /** The rules of CORS as they were set. */
  cors: string | null = null;
  quotaBytes = Number.POSITIVE_INFINITY;
  #next = 1;

  put(key: string, bytes: Uint8Array, headers: Headers): Reply {
    const held = [...this.objects].reduce((sum, [each, { length }]) => sum + (each === key ? 0 : length), 0);
    if (held + bytes.length > this.quotaBytes) return refusal(403, 'QuotaExceeded');
    this.objects.set(key, bytes);
    const kept = KEPT_HEADERS.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]]));
    this.headers.set(key, Object.fromEntries(kept));
    return { status: 200, headers: this.#keep(key, bytes) };
  }

  get(key: string): Reply {
    const bytes = this.objects.get(key);
    if (bytes === undefined) return refusal(404, 'NoSuchKey');
    return { status: 200, headers: this.headers.get(key) ?? {}, body: bytes };
  }

  remove(key: string, versionId: string | null): Reply {
    if (versionId !== null) {
      if (this.isLocked) return refusal(403, 'AccessDenied');
      this.versions = this.versions.filter((each) => each.key !== key || each.id !== versionId);
      const newest = this.versions.findLast((each) => each.key === key)?.bytes ?? null;
      if (newest === null) this.objects.delete(key);
      else this.objects.set(key, newest);
      return { status: 204 };
    }
    this.objects.delete(key);
    if (this.versioning === 'off') return { status: 204 };
    return { status: 204, headers: { ...this.#keep(key, null), 'x-amz-delete-marker': 'true' } };
  }

  list(query: URLSearchParams, isEndless: boolean): Reply {
    const isFirst = this.isOld || query.get('list-type') !== '2';
    const keys = [...this.objects.keys()].filter((key) => key.startsWith(query.get('prefix') ?? '')).sort();
    const token = Number(Buffer.from(query.get('continuation-token') ?? '', 'base64').toString() || 0);
    const marker = query.get('marker') ?? '';
    const from = isFirst ? keys.filter((key) => key <= marker).length : token;
    const part = keys.slice(from, from + PART);
    const isMore = isEndless || from + PART < keys.length;
    const next = isEndless ? 'x' : Buffer.from(String(from + PART)).toString('base64');
    const isUrl = query.get('encoding-type') === 'url';
    const contents = part.map(
      (key) =>
        `<Contents><Key>${isUrl ? encodeURIComponent(key) : escaped(key)}</Key><ETag>&quot;0&quot;</ETag>` +
        `<Size>${this.objects.get(key)?.length}</Size></Contents>`,
    );
    return xml(`<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
<Prefix>${escaped(query.get('prefix') ?? '')}</Prefix><MaxKeys>${PART}</MaxKeys>
${isUrl ? '<EncodingType>url</EncodingType>' : ''}<IsTruncated>${isMore}</IsTruncated>
${isMore && !isFirst ? `<NextContinuationToken>${next}</NextContinuationToken>` : ''}${contents.join('')}
</ListBucketResult>`);
  }

  listVersions(query: URLSearchParams): Reply {
    const newestFirst = [...this.versions].reverse();
    const all = newestFirst
      .filter(({ key }) => key.startsWith(query.get('prefix') ?? ''))
      .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
    const after = all.findIndex(
      ({ key, id }) => key === query.get('key-marker') && id === query.get('version-id-marker'),
    );
    const part = all.slice(after + 1, after + 1 + PART);
    const last = part.at(-1);
    const isMore = after + 1 + PART < all.length;
    const rows = part.map((each) => {
      const name = each.bytes === null ? 'DeleteMarker' : 'Version';
      const isLatest = newestFirst.find(({ key }) => key === each.key) === each;
      return `<${name}><Key>${escaped(each.key)}</Key><VersionId>${each.id}</VersionId><IsLatest>${isLatest}</IsLatest></${name}>`;
    });
    const next = isMore
      ? `<NextKeyMarker>${escaped(last?.key ?? '')}</NextKeyMarker><NextVersionIdMarker>${last?.id}</NextVersionIdMarker>`
      : '';
    return xml(`<ListVersionsResult><IsTruncated>${isMore}</IsTruncated>${next}${rows.join('')}</ListVersionsResult>`);
  }

  beginParts(key: string, headers: Headers): Reply {
    const id = `upload-${this.#next++}`;
    this.uploads.set(id, { key, headers, parts: new Map() });
    return xml(`<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
  }

  listUploads(prefix: string): Reply {
    const rows = [...this.uploads].filter(([, { key }]) => key.startsWith(prefix));
    const text = rows.map(([id, { key }]) => `<Upload><Key>${escaped(key)}</Key><UploadId>${id}</UploadId></Upload>`);
    return xml(`<ListMultipartUploadsResult>${text.join('')}</ListMultipartUploadsResult>`);
  }

  endParts(id: string): Reply {
    const upload = this.uploads.get(id);
    if (upload === undefined) return refusal(404, 'NoSuchUpload');
    const parts = [...upload.parts].sort(([a], [b]) => a - b).map(([, bytes]) => bytes);
    const reply = this.put(upload.key, Uint8Array.from(Buffer.concat(parts)), upload.headers);
    if (reply.status !== 200) return { ...reply, status: 200 };
    this.uploads.delete(id);
    return { ...xml('<CompleteMultipartUploadResult/>'), ...(reply.headers && { headers: reply.headers }) };
  }

  setting(name: string): Reply | null {
    const status = { off: '', on: '<Status>Enabled</Status>', suspended: '<Status>Suspended</Status>' }[
      this.versioning
    ];
    if (name === 'versioning') return xml(`<VersioningConfiguration>${status}</VersioningConfiguration>`);
    if (name === 'cors') return this.cors === null ? refusal(404, 'NoSuchCORSConfiguration') : xml(this.cors);
    if (name === 'lifecycle') return refusal(404, 'NoSuchLifecycleConfiguration');
    if (name !== 'object-lock') return null;
    if (!this.isLocked) return refusal(404, 'ObjectLockConfigurationNotFoundError');
    return xml('<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>');
  }

  #keep(key: string, bytes: Uint8Array | null): Readonly<Record<string, string>> {
    if (this.versioning === 'off') return {};
    const id = this.versioning === 'on' ? `v${this.#next++}` : 'null';
    // Without versions being kept, what has no id of its own is replaced.
    this.versions = this.versions.filter((each) => each.key !== key || each.id !== id || id !== 'null');
    this.versions.push({ key, id, bytes });
    return this.versioning === 'on' ? { 'x-amz-version-id': id } : {};
  }
}
