/** Longest name of a person, in characters. */
export const MAX_NAME_LENGTH = 60;

/** What the audit trail calls parts of the program. */
const PARTS: ReadonlySet<string> = new Set(['machine', 'desk', 'schedule']);

/**
 * What somebody calls a thing of their own, as it is kept, or null when it cannot be that: letters of any script, digits and
 * what stands in names and mail addresses, at least one letter. Nothing that cannot be seen, but for the joiner that Persian
 * names are written with.
 */
export function parseLabel(text: string): string | null {
  const name = text.normalize('NFC').trim().replace(/\s+/g, ' ');
  if ([...name].length > MAX_NAME_LENGTH || !/\p{L}/u.test(name)) return null;
  return /^[\p{L}\p{M}\p{N}\u200c .,'’()@_+·-]+$/u.test(name) ? name : null;
}

/**
 * A person's name as it is kept, or null when it cannot be one: a label that the audit trail uses for nobody else. There
 * `machine` is a part of the program, and `Anna (token cms)` a program that Anna gave a token to.
 */
export function parsePersonName(text: string): string | null {
  const name = parseLabel(text);
  if (name === null) return null;
  const key = personNameKey(name);
  return PARTS.has(key) || key.includes('(token') ? null : name;
}

/** What names are compared by: those that differ in case, width, joiners or what no database keeps are one. */
export function personNameKey(name: string): string {
  return name.normalize('NFKC').replaceAll('\u200c', '').replaceAll('\0', '').trim().replace(/\s+/g, ' ').toLowerCase();
}
