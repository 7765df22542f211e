/** What stands in the log instead of something that does not belong there. */
export const REMOVED = '[removed]';

/**
 * Names of fields whose values are never written: whatever could say who read something, and whatever opens something.
 * By name and not by place, so that a field is as safe three objects deep as on top.
 */
const SECRET_NAME =
  /pass(?:phrase|word|wd)|secret|private|token|authorization|cookie|credential|seed|^(?:api|signing|sealing|desk|root|log|clock)?_?keys?$/i;
const READER_NAME =
  /^(?:ips?|headers?|user-?agent|ua|referr?er|(?:x-)?forwarded(?:-.*)?|(?:client|remote|reader|visitor|peer)[-_]?(?:address|ip|port|name|host|family)?|req(?:uest)?|socket)$/i;

/** How deep a value is followed, and how much of a list or a text is written. */
const MAX_DEPTH = 6;
const MAX_ITEMS = 50;
const MAX_TEXT = 4_000;

/** A text without the secrets that could be inside it: passwords in addresses, private keys in their usual forms. */
export function redactText(text: string): string {
  const cut = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
  return cut
    .replace(/([a-z][a-z0-9+.-]*:\/\/)[^/\s"'@]*@/gi, `$1${REMOVED}@`)
    .replace(/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, REMOVED)
    .replace(/PRIVATE\+KEY\+\S+/g, REMOVED)
    .replace(/AGE-SECRET-KEY-\S+/gi, REMOVED);
}

/** A value as it may stand in the log: plain JSON data without secrets and without anything about readers. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '…';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Error) return redactError(value, depth);
  // Bytes are files or keys; neither belongs into a log.
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `${value.byteLength} bytes`;
  if (value instanceof Map) return redact(Object.fromEntries(value), depth);
  if (Array.isArray(value) || value instanceof Set)
    return [...value].slice(0, MAX_ITEMS).map((each) => redact(each, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, isSensitive(name) ? REMOVED : redact(each, depth + 1)]),
  );
}

function isSensitive(name: string): boolean {
  return SECRET_NAME.test(name) || READER_NAME.test(name);
}

/**
 * Name, code, message, hint and cause; the stack only of errors nobody threw on purpose (those have no `hint` property),
 * where it says what to mend. Other properties of an error are left out: a socket error carries the peer's address.
 */
function redactError(error: Error, depth: number): Record<string, unknown> {
  const { code, hint, cause } = error as { code?: unknown; hint?: unknown; cause?: unknown };
  return {
    name: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    message: redactText(error.message),
    ...(typeof hint === 'string' ? { hint: redactText(hint) } : {}),
    ...('hint' in error || error.stack === undefined ? {} : { stack: redactText(error.stack) }),
    ...(cause === undefined ? {} : { cause: redact(cause, depth + 1) }),
  };
}
