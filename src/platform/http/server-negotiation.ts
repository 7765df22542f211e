/** How the bytes of a file are coded on the wire; `identity` is as they are. */
export type Coding = 'br' | 'gzip' | 'identity';

/** Preferred first, where the client likes several equally: smallest on our pages. */
const CODINGS: readonly Coding[] = ['br', 'gzip', 'identity'];
const QUALITY = /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/i;

/**
 * The codings a client accepts, best first, for an `Accept-Encoding` header (RFC 9110 §12.5.3). `identity` is always
 * among them, last if refused: a file without twins is sent as it is rather than not at all.
 */
export function parseAcceptEncoding(header: string | undefined): readonly Coding[] {
  if (header === undefined) return ['identity'];
  const qualities = new Map<string, number>();
  for (const element of header.split(',')) {
    const [name = '', ...parameters] = element.split(';').map((part) => part.trim());
    if (name === '') continue;
    const quality = parameters.map((each) => QUALITY.exec(each)?.[1]).find((each) => each !== undefined);
    // A weight that is none: the client's wish is unclear, and sending what it may not understand is the worse mistake.
    const value = quality !== undefined ? Number(quality) : parameters.length === 0 ? 1 : 0;
    qualities.set(name.toLowerCase().replace(/^x-gzip$/, 'gzip'), value);
  }
  const qualityOf = (coding: Coding): number =>
    // Not named, `identity` is acceptable but nobody's wish: anything wanted at all goes before it.
    qualities.get(coding) ?? qualities.get('*') ?? (coding === 'identity' ? 0.0001 : 0);
  const accepted = CODINGS.filter((coding) => qualityOf(coding) > 0).sort((a, b) => qualityOf(b) - qualityOf(a));
  return accepted.includes('identity') ? accepted : [...accepted, 'identity'];
}

/** Whether an `If-None-Match` header names this entity tag (weak comparison, RFC 9110 §13.1.2). */
export function matchesTag(header: string, tag: string): boolean {
  if (header === tag || header.trim() === '*') return true;
  return header.split(',').some((each) => each.trim().replace(/^W\//, '') === tag);
}

/** Part of a file: first and last byte, both included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The single range a `Range` header asks for. Null when the header is to be ignored and the whole file sent (another
 * unit, several ranges, not a range at all); `unsatisfiable` when it asks for bytes that are not there.
 */
export function parseRange(header: string, sizeBytes: number): ByteRange | 'unsatisfiable' | null {
  const match = /^bytes=[ \t]*(\d{0,15})-(\d{0,15})[ \t]*$/i.exec(header);
  if (match === null) return null;
  const [, from = '', to = ''] = match;
  if (from === '') {
    if (to === '') return null;
    const suffixBytes = Math.min(Number(to), sizeBytes);
    return suffixBytes === 0 ? 'unsatisfiable' : { first: sizeBytes - suffixBytes, last: sizeBytes - 1 };
  }
  const first = Number(from);
  const last = to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (to !== '' && Number(to) < first) return null;
  return first >= sizeBytes ? 'unsatisfiable' : { first, last };
}
