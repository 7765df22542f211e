import { analyse } from 'chardet';

/** What the bytes are expected to be; decides where a declaration is looked for. */
export type TextKind = 'xml' | 'html' | 'json';

/** Bytes made text. */
export interface Decoded {
  readonly text: string;
  /** WHATWG name of the encoding used. */
  readonly charset: string;
  /** Set when the declared encoding was not the real one: a sentence about it, without the address. */
  readonly warning?: string;
}

/** Bytes given to the sniffer: enough to be sure, few enough to be quick. */
const SNIFFED_BYTES = 64_000;
/** Declarations stand within the first bytes (HTML: 1024; more for long comments before). */
const PROLOG_BYTES = 4_096;

/** The WHATWG name of an encoding label, or null when there is no such encoding. */
function encodingOf(label: string | undefined): string | null {
  if (label === undefined) return null;
  try {
    return new TextDecoder(label.trim()).encoding;
  } catch {
    return null;
  }
}

/** Text when the bytes are valid in that encoding, else null. */
function decodeAs(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function byBom(bytes: Uint8Array): string | null {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  return null;
}

/** UTF-16 without a BOM: markup and JSON start with ASCII, so every other byte is zero. */
function byZeros(bytes: Uint8Array): string | null {
  const [a, b, c, d] = bytes;
  if (a !== 0 && b === 0 && c !== 0 && d === 0) return 'utf-16le';
  if (a === 0 && b !== 0 && c === 0 && d !== 0) return 'utf-16be';
  return null;
}

function byContentType(contentType: string | undefined): string | undefined {
  return /;\s*charset\s*=\s*["']?([^\s"';]+)/i.exec(contentType ?? '')?.[1];
}

function byProlog(bytes: Uint8Array, kind: TextKind): string | undefined {
  if (kind === 'json') return undefined;
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, PROLOG_BYTES));
  const xml = /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/i.exec(start)?.[1];
  if (kind === 'xml' || xml !== undefined) return xml;
  return /<meta\s[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(start)?.[1];
}

function hasHighBytes(bytes: Uint8Array): boolean {
  return bytes.some((byte) => byte >= 0x80);
}

/** What the bytes look like; windows-1252 when nothing else fits, because every byte means something in it. */
function sniff(bytes: Uint8Array): string {
  // Markup is ASCII and only dilutes the letters the sniffer counts.
  const letters = new TextDecoder('latin1').decode(bytes.subarray(0, SNIFFED_BYTES)).replace(/<[^<>]{0,2000}>/g, ' ');
  const sample = Uint8Array.from(letters, (letter) => {
    const code = letter.charCodeAt(0);
    return code < 256 ? code : (LATIN1_HIGH.get(code) ?? 0x20);
  });
  for (const guess of analyse(sample)) {
    const encoding = encodingOf(guess.name);
    if (encoding !== null && decodeAs(bytes, encoding) !== null) return encoding;
  }
  return 'windows-1252';
}

/** The label `latin1` means windows-1252 to a TextDecoder; this takes its 27 odd characters back to their bytes. */
const LATIN1_HIGH = new Map(
  Array.from({ length: 32 }, (_, index): [number, number] => {
    const byte = 0x80 + index;
    return [new TextDecoder('latin1').decode(Uint8Array.of(byte)).charCodeAt(0), byte];
  }),
);

/**
 * Bytes of a feed or page as text. In this order: byte order mark; charset of `Content-Type`; XML declaration or HTML
 * `<meta>`; UTF-8 when the bytes are valid UTF-8; what they look like. A declaration that the bytes contradict loses,
 * and `warning` says so. Never fails: the worst case is a text with wrong letters, never a lost one.
 */
export function decodeBytes(bytes: Uint8Array, kind: TextKind, contentType?: string): Decoded {
  const bom = byBom(bytes) ?? byZeros(bytes);
  if (bom !== null) return { text: new TextDecoder(bom).decode(bytes), charset: bom };

  const utf8 = decodeAs(bytes, 'utf-8');
  const declared = [byContentType(contentType), byProlog(bytes, kind)]
    .map(encodingOf)
    .filter((each): each is string => each !== null)
    // A declaration that could be read byte by byte is not UTF-16, whatever it says.
    .map((each) => (each.startsWith('utf-16') ? 'utf-8' : each));
  const first = declared[0] ?? null;
  for (const encoding of declared) {
    // Text in a one-byte encoding is hardly ever valid UTF-8 by chance, but UTF-8 is often declared as one.
    if (encoding !== 'utf-8' && utf8 !== null && hasHighBytes(bytes)) continue;
    const text = decodeAs(bytes, encoding);
    if (text !== null) return withWarning(text, encoding, first);
  }
  if (utf8 !== null) return withWarning(utf8, 'utf-8', first);
  const charset = sniff(bytes);
  return withWarning(new TextDecoder(charset).decode(bytes), charset, first);
}

function withWarning(text: string, charset: string, declared: string | null): Decoded {
  if (declared === null || declared === charset) return { text, charset };
  return { text, charset, warning: `declared as ${declared}, but is ${charset}` };
}
