import type { Coding } from './server-negotiation.ts';

/** Types by extension. What is not here is bytes: nothing that a browser would run is served as what it is. */
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html;charset=utf-8',
  xml: 'application/xml;charset=utf-8',
  json: 'application/json',
  txt: 'text/plain;charset=utf-8',
  vtt: 'text/vtt;charset=utf-8',
  webp: 'image/webp',
  jpg: 'image/jpeg',
  png: 'image/png',
  mp4: 'video/mp4',
  gz: 'application/gzip',
};
/** Files without an extension that are text: head, checkpoints, trust bundle, objects. */
const TEXT = /^(?:head|log\/checkpoint|trust\/bundle|o\/.+)$/;
/** Names that always stand for the same bytes: by hash, by version, by place in an append-only log. */
const IMMUTABLE = /^(?:m\/|o\/|log\/tile\/|trust\/(?:\d+\.|targets\/))/;

function typeOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  if (dot < 0) return TEXT.test(path) ? 'text/plain;charset=utf-8' : 'application/octet-stream';
  if (name === 'feed.json') return 'application/feed+json';
  return TYPES[name.slice(dot + 1)] ?? 'application/octet-stream';
}

/** Header names and values in turn, as `ServerResponse.writeHead` takes them. */
export type RawHeaders = readonly string[];

/** The headers of one file in one coding: for the whole of it, and those of them that a 304 repeats. */
export interface FileHeaders {
  readonly whole: RawHeaders;
  readonly unchanged: RawHeaders;
}

/**
 * Headers are counted: a page, its proof and these have to fit the first 8 KiB (network.md §2), so together with the
 * status line and `Date` they stay below 300 bytes. What is left out, and why:
 *
 * - `Server`, `Keep-Alive`, `Connection`, `Last-Modified`: nobody needs them.
 * - `nosniff` on HTML: there is nothing more powerful to take it for. `Referrer-Policy` on all else: it starts no requests.
 * - `Content-Security-Policy`: pages hold no script, and it belongs into the page, where compression takes it to a few bytes
 *   and where it also holds on hosts that are not ours.
 *
 * Any origin may read (`Access-Control-Allow-Origin`): the reader app fetches carriers from another origin, everything
 * here is public, and no credentials are ever involved.
 */
export function headersOf(
  path: string,
  variant: { readonly coding: Coding; readonly tag: string; readonly sizeBytes: number; readonly varies: boolean },
): FileHeaders {
  const type = typeOf(path);
  const unchanged = [
    'ETag',
    variant.tag,
    'Cache-Control',
    IMMUTABLE.test(path) ? 'max-age=31536000,immutable' : 'no-cache',
  ];
  if (variant.varies) unchanged.push('Vary', 'Accept-Encoding');
  unchanged.push('Access-Control-Allow-Origin', '*');
  const whole = ['Content-Type', type, 'Content-Length', String(variant.sizeBytes)];
  if (variant.coding !== 'identity') whole.push('Content-Encoding', variant.coding);
  whole.push(...unchanged);
  // Players ask before they seek; pages are small enough never to be resumed.
  if (path.startsWith('m/')) whole.push('Accept-Ranges', 'bytes');
  if (type.startsWith('text/html')) whole.push('Referrer-Policy', 'no-referrer');
  else whole.push('X-Content-Type-Options', 'nosniff');
  return { whole, unchanged };
}

/** The same headers with another length and the place of the part in the file (206). */
export function partHeaders(whole: RawHeaders, part: { first: number; last: number }, sizeBytes: number): RawHeaders {
  const headers = [...whole];
  headers[headers.indexOf('Content-Length') + 1] = String(part.last - part.first + 1);
  headers.push('Content-Range', `bytes ${part.first}-${part.last}/${sizeBytes}`);
  return headers;
}
