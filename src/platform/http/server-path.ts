/**
 * Segments that may be served: those of edition paths (formats.md §1). None starts or ends with a dot, so there is no
 * dot file, no `.` and no `..`; there is no slash, backslash, colon, percent sign or control character in any.
 */
const SEGMENT = '[A-Za-z0-9_-](?:[A-Za-z0-9._-]{0,253}[A-Za-z0-9_-])?';
const PATH = new RegExp(`^/(?:${SEGMENT}/)*(?:${SEGMENT})?$`);
/** What may stand in a request target at all (RFC 9112 §3.2.1, origin-form), percent signs checked apart. */
const ORIGIN_FORM = /^\/[\x21\x24-\x3b\x3d\x3f-\x5a\x5f\x61-\x7a\x7e%\x26]*$/;
const BROKEN_ESCAPE = /%(?![0-9A-Fa-f]{2})/;
const MAX_TARGET_LENGTH = 1024;

/**
 * The file a request target asks for: `/` and `/ru/` mean their `index.html`, the query is ignored.
 *
 * Answers a path relative to the served folder, with forward slashes, that cannot lead out of it; or the status to answer
 * with: 400 for what is not the origin-form of RFC 9112 (absolute-form, stray bytes, broken escapes), 404 for what is,
 * but cannot name a file of an edition. Escapes are decoded once, segment by segment, so `%2F` and `%252e` name nothing.
 */
export function parseRequestPath(target: string): string | 400 | 404 {
  const query = target.indexOf('?');
  const path = query < 0 ? target : target.slice(0, query);
  if (path.length <= MAX_TARGET_LENGTH && PATH.test(path)) return fileOf(path);
  if (!ORIGIN_FORM.test(target) || BROKEN_ESCAPE.test(path)) return 400;
  if (path.length > MAX_TARGET_LENGTH) return 404;
  const decoded = path.split('/').map(decodeSegment).join('/');
  // A slash that appears by decoding would shift what the segments are.
  const shifted = decoded.split('/').length !== path.split('/').length;
  return shifted || !PATH.test(decoded) ? 404 : fileOf(decoded);
}

function fileOf(path: string): string {
  return path.endsWith('/') ? `${path.slice(1)}index.html` : path.slice(1);
}

/** Bytes, not characters: what is not ASCII fails the grammar afterwards in any case. */
function decodeSegment(segment: string): string {
  return segment.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
