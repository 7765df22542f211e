import { createHash } from 'node:crypto';

/** One answer of the site, before conditions are looked at. */
export interface Answer {
  readonly status?: number;
  readonly type: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly modifiedAt: Date;
  /** Seconds a cache may use it without asking; 0 by default. */
  readonly maxAgeSeconds?: number;
}

function namesTag(header: string, tag: string): boolean {
  return header.split(',').some((each) => each.trim() === '*' || each.trim().replace(/^W\//, '') === tag);
}

/**
 * Answers a request with a body and its validators, or with 304 when the client has it (RFC 9110, 13.1: If-None-Match
 * counts, and only in its absence If-Modified-Since). Only a 200 is conditional.
 *
 * Last-Modified has whole seconds. While the second of the last change is not over, a second change could hide
 * behind the same date, so until then only the ETag is given.
 */
export function answer(
  request: Request,
  { status = 200, type, body, modifiedAt, maxAgeSeconds = 0 }: Answer,
  now: Date,
): Response {
  const headers = new Headers({ 'Content-Type': type });
  headers.set('Cache-Control', maxAgeSeconds === 0 ? 'no-cache' : `max-age=${maxAgeSeconds}`);
  if (status !== 200) return new Response(body, { status, headers });

  const tag = `"${createHash('sha256').update(body).digest('hex').slice(0, 32)}"`;
  const modifiedSecond = Math.floor(modifiedAt.getTime() / 1000);
  const settled = modifiedSecond < Math.floor(now.getTime() / 1000);
  headers.set('ETag', tag);
  if (settled) headers.set('Last-Modified', new Date(modifiedSecond * 1000).toUTCString());

  const known = request.headers.get('if-none-match');
  const since = Date.parse(request.headers.get('if-modified-since') ?? '');
  const unchanged = known !== null ? namesTag(known, tag) : settled && since >= modifiedSecond * 1000;
  if (!unchanged) return new Response(body, { status, headers });
  headers.delete('Content-Type');
  return new Response(null, { status: 304, headers });
}
