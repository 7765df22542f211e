import { servedAs } from './served-as.ts';
import type { Coding } from './server-negotiation.ts';

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
  const { contentType: type, cacheControl } = servedAs(path);
  const unchanged = ['ETag', variant.tag, 'Cache-Control', cacheControl];
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
