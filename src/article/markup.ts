import { ArticleError } from './article-error.ts';
import { forbiddenAt, utf8Length } from './characters.ts';
import { LIMITS } from './limits.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };
const SHOWN_CHARACTERS = 24;

/** A text as it stands between tags. With `<` and `>` gone, no comment or page marker can arise from text. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A text as it stands between the double quotes of an attribute. */
export function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('"', '&quot;');
}

/**
 * Reads the subset from left to right. There is one way to write each thing, so reading is mostly taking what must
 * come next; whatever else stands there is refused with its position. Never looks back, never recovers.
 */
export class MarkupReader {
  readonly #what: string;
  readonly #text: string;
  #at = 0;

  /** `what` names the text in messages ("article body"). Refuses a text above the cap for a page unread. */
  constructor(what: string, text: string) {
    if (text.length > LIMITS.pageBytes || utf8Length(text) > LIMITS.pageBytes) {
      throw new ArticleError('too-large', `${what}: larger than ${LIMITS.pageBytes} bytes`);
    }
    this.#what = what;
    this.#text = text;
  }

  refuse(reason: string, position = this.#at): never {
    throw new ArticleError('not-the-subset', `${this.#what}, character ${position}: ${reason}`, { position });
  }

  /** Whether this stands here; reads nothing. */
  sees(literal: string): boolean {
    return this.#text.startsWith(literal, this.#at);
  }

  /** Reads this if it stands here, and says whether it did. */
  skip(literal: string): boolean {
    if (!this.sees(literal)) return false;
    this.#at += literal.length;
    return true;
  }

  /** Reads this, which must stand here. */
  take(literal: string): void {
    if (!this.skip(literal)) this.refuse(`expected ${JSON.stringify(literal)}, found ${shownAt(this.#text, this.#at)}`);
  }

  /** Nothing may follow. */
  end(): void {
    if (this.#at < this.#text.length) this.refuse(`expected the end, found ${shownAt(this.#text, this.#at)}`);
  }

  /** Refuses what stands here because no element of the subset may. */
  refuseElement(where: string): never {
    return this.refuse(`${shownAt(this.#text, this.#at)} does not belong ${where}`);
  }

  /** Text up to the next tag; may be empty. */
  text(): string {
    return this.#until('<', /&(?:amp|lt|gt);|[&>]/g);
  }

  /** The value of an attribute and its closing quote; the name and opening quote have been read. */
  value(): string {
    const value = this.#until('"', /&(?:amp|lt|gt|quot);|[&<>]/g);
    this.take('"');
    return value;
  }

  /** An attribute that may stand here, name with leading space: its value, or undefined. */
  optional(name: string): string | undefined {
    return this.skip(`${name}="`) ? this.value() : undefined;
  }

  /** An attribute that must stand here, name with leading space. */
  required(name: string): string {
    this.take(`${name}="`);
    return this.value();
  }

  /** A non-empty text between two literals. */
  between(open: string, close: string): string {
    this.take(open);
    const text = this.text();
    this.take(close);
    return text;
  }

  /** The same where the first literal stands here; otherwise undefined. */
  maybeBetween(open: string, close: string): string | undefined {
    return this.sees(open) ? this.between(open, close) : undefined;
  }

  /** One of a few attribute values or class names. */
  oneOf<const Value extends string>(name: string, values: readonly Value[], given: string): Value {
    const found = values.find((value) => value === given);
    return (
      found ??
      this.refuse(`${name} ${JSON.stringify(given.slice(0, SHOWN_CHARACTERS))} is none of ${values.join(', ')}`)
    );
  }

  #until(stop: string, special: RegExp): string {
    const found = this.#text.indexOf(stop, this.#at);
    const start = this.#at;
    const raw = this.#text.slice(start, found < 0 ? this.#text.length : found);
    const forbidden = forbiddenAt(raw);
    if (forbidden >= 0) this.refuse(`${nameOf(raw, forbidden)} may not stand in a text`, start + forbidden);
    this.#at = start + raw.length;
    return raw.replace(special, (match, offset: number) => {
      return ENTITIES[match] ?? this.refuse(`"${match}" must be written as an entity of the subset`, start + offset);
    });
  }
}

/** Reads a whole number without sign or leading zeros, at most nine digits. */
export function readCount(reader: MarkupReader, text: string): number {
  return /^(?:0|[1-9][0-9]{0,8})$/.test(text) ? Number(text) : reader.refuse('expected a whole number');
}

/** What stands at a place, short enough for a message. */
function shownAt(text: string, at: number): string {
  const rest = text.slice(at, at + SHOWN_CHARACTERS);
  return rest === '' ? 'the end' : JSON.stringify(rest);
}

function nameOf(text: string, at: number): string {
  return `character U+${text.codePointAt(at)?.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Refuses a text that is not what `written` makes of the value read from it. */
export function assertCanonical(what: string, given: string, written: string): void {
  if (given !== written) throw new ArticleError('not-canonical', ...difference(what, given, written));
}

function difference(what: string, given: string, written: string): [message: string, at: { position: number }] {
  let position = 0;
  while (given[position] === written[position]) position += 1;
  const [found, expected] = [shownAt(given, position), shownAt(written, position)];
  return [`${what}, character ${position}: written ${found} instead of ${expected}`, { position }];
}
