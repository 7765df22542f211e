import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { InterchangeError, type InterchangeRule } from './interchange-error.ts';
import type { TmxLanguages, TmxUnit } from './tmx.ts';
import { cutOmegaT, placeCodes, type TmxPiece } from './tmx-codes.ts';

/** A unit that was passed over. */
export interface TmxSkipped {
  readonly line: number;
  /** Why, as the end of a sentence: `it has no text in ru`. */
  readonly reason: string;
}

/** Which units of a file, and who is told of those that are not among them. */
export interface TmxOptions extends TmxLanguages {
  readonly onSkipped?: (skipped: TmxSkipped) => void;
}

/** Bytes of a file: some ten million units. */
const MAX_BYTES = 8 * 1024 ** 3;
const MAX_DEPTH = 40;
/** Characters of one text; longer ones are no sentences. */
const MAX_TEXT = 20_000;
/** Characters without an element: what one text, attribute or comment may cost. */
const MAX_SILENCE = 1024 * 1024;
const STEP_BYTES = 64 * 1024;
const CODES = new Set(['bpt', 'ept', 'ph', 'it', 'ut', 'sub']);

/**
 * Reads a TMX file of any size, unit by unit as they are asked for: versions 1.1 to 1.4b, UTF-8 or UTF-16, of any program.
 * A unit gives the pair of texts of the two languages (`de` is also what says `DE-CH`; `pt-BR` is not `pt-PT`). Inline elements
 * become placeholders where both texts have the same ones, and are left out of both where they do not. A document type is
 * passed over when it only names the format; one that declares anything refuses the file.
 *
 * @throws InterchangeError `tmx-invalid`, while it is iterated
 * @example
 * for await (const unit of parseTmx(createReadStream(path), { from: 'de', to: 'ru' })) await remember(db, unit);
 */
export async function* parseTmx(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  options: TmxOptions,
): AsyncGenerator<TmxUnit> {
  const reader = new TmxReader(options);
  let decoder: TextDecoder | undefined;
  let head: Uint8Array = new Uint8Array(0);
  let sizeBytes = 0;
  for await (const chunk of chunks) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > MAX_BYTES) reader.refuse('size', `the file is larger than ${MAX_BYTES} bytes`);
    let bytes = chunk;
    if (decoder === undefined) {
      head = Buffer.concat([head, chunk]);
      if (head.byteLength < 2) continue;
      decoder = decoderFor(head);
      bytes = head;
    }
    for (let at = 0; at < bytes.byteLength; at += STEP_BYTES) {
      reader.write(decode(reader, decoder, bytes.subarray(at, at + STEP_BYTES)));
      yield* reader.take();
    }
  }
  if (decoder !== undefined) reader.write(decode(reader, decoder));
  reader.end();
  yield* reader.take();
}

function decoderFor(head: Uint8Array): TextDecoder {
  const mark = (head[0] ?? 0) * 256 + (head[1] ?? 0);
  const encoding = mark === 0xfffe ? 'utf-16le' : mark === 0xfeff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding, { fatal: true });
}

/** Without bytes: what is still to come of the last character. */
function decode(reader: TmxReader, decoder: TextDecoder, bytes?: Uint8Array): string {
  try {
    return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
  } catch {
    return reader.refuse('encoding', 'the bytes are neither UTF-8 nor UTF-16', 'save the file as UTF-8');
  }
}

interface OpenVariant {
  readonly language: string;
  readonly by: string | null;
  readonly at: string | null;
  readonly pieces: TmxPiece[];
  hasSegment: boolean;
  /** Of `<bpt>`, by `i`, for the `<ept>` that closes it. */
  readonly keys: Map<string, string>;
  alone: number;
}

interface OpenUnit {
  readonly line: number;
  readonly by: string | null;
  readonly at: string | null;
  readonly variants: OpenVariant[];
}

/** What is known in the middle of a file. */
class TmxReader {
  readonly #options: TmxOptions;
  readonly #parser = new SaxesParser({ xmlns: false, position: true });
  readonly #path: string[] = [];
  #ready: TmxUnit[] = [];
  #unit: OpenUnit | undefined;
  #variant: OpenVariant | undefined;
  /** What the innermost inline element holds. */
  #content = '';
  #isOmegaT = false;
  #length = 0;
  #silentSince = 0;

  constructor(options: TmxOptions) {
    this.#options = options;
    const parser = this.#parser;
    parser.on('error', (error) => this.refuse('xml', error.message.replace(/^\d+:\d+: /, '')));
    parser.on('doctype', (doctype) => {
      if (/[[\]]|<!/.test(doctype)) this.refuse('doctype', 'the file declares types or entities of its own');
    });
    parser.on('opentag', (tag) => this.#open(tag));
    parser.on('closetag', ({ name }) => this.#close(name));
    parser.on('text', (text) => this.#say(text));
    parser.on('cdata', (text) => this.#say(text));
  }

  write(text: string): void {
    this.#length += text.length;
    this.#parser.write(text);
    if (this.#length - this.#silentSince > MAX_SILENCE)
      this.refuse('size', `there is no element within ${MAX_SILENCE} characters`);
  }

  end(): void {
    this.#parser.close();
  }

  /** Units that are complete since the last call. */
  take(): TmxUnit[] {
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }

  refuse(rule: InterchangeRule, message: string, hint?: string): never {
    const line = this.#parser.line;
    throw new InterchangeError('tmx-invalid', { rule, line, message, ...(hint === undefined ? {} : { hint }) });
  }

  #open({ name, attributes }: SaxesTagPlain): void {
    this.#silentSince = this.#length;
    const parent = this.#path.at(-1);
    if (this.#path.length >= MAX_DEPTH) this.refuse('depth', `elements are nested more than ${MAX_DEPTH} deep`);
    if (parent === undefined) {
      if (name !== 'tmx') this.refuse('root', `the outermost element is <${name}>, not <tmx>`);
      if (!/^1\.[1-4]b?$/.test(attributes.version ?? '')) this.refuse('version', 'the file is not TMX 1.1 to 1.4');
    }
    this.#path.push(name);
    if (name === 'header' && parent === 'tmx') this.#isOmegaT = attributes.creationtool === 'OmegaT';
    else if (name === 'tu' && parent === 'body')
      this.#unit = { line: this.#parser.line, ...writerOf(attributes), variants: [] };
    else if (name === 'tuv' && parent === 'tu' && this.#unit !== undefined) {
      const language = attributes['xml:lang'] ?? attributes.lang;
      if (language === undefined) this.refuse('language', 'a <tuv> says no language');
      this.#variant = {
        language,
        ...writerOf(attributes),
        pieces: [],
        hasSegment: false,
        keys: new Map(),
        alone: 0,
      };
      this.#unit.variants.push(this.#variant);
    } else if (name === 'seg' && parent === 'tuv' && this.#variant !== undefined) {
      if (this.#variant.hasSegment) this.refuse('element', 'a <tuv> has a second <seg>');
      this.#variant.hasSegment = true;
    } else if (this.#variant?.hasSegment === true && parent !== 'tuv') this.#openCode(name, attributes);
  }

  #openCode(name: string, attributes: Readonly<Record<string, string>>): void {
    const variant = this.#variant;
    // What stands inside an inline element is its content, not that of the text.
    const outer = this.#path.slice(0, -1);
    if (variant === undefined || !outer.includes('seg') || outer.some((each) => CODES.has(each))) return;
    this.#content = '';
    const { i, x } = attributes;
    const lost: TmxPiece = { type: 'lost' };
    switch (name) {
      case 'hi':
        return;
      case 'bpt': {
        const key = x === undefined ? `i${i}` : `x${x}`;
        if (i !== undefined) variant.keys.set(i, key);
        variant.pieces.push(i === undefined ? lost : { type: 'open', key, content: '' });
        return;
      }
      case 'ept': {
        const key = variant.keys.get(i ?? '');
        variant.pieces.push(key === undefined ? lost : { type: 'close', key, content: '' });
        return;
      }
      case 'ph':
        variant.alone += 1;
        variant.pieces.push({ type: 'alone', key: x === undefined ? `n${variant.alone}` : `x${x}`, content: '' });
        return;
      default:
        variant.pieces.push(lost);
    }
  }

  #say(text: string): void {
    this.#silentSince = this.#length;
    const variant = this.#variant;
    const at = this.#path.indexOf('seg');
    if (variant === undefined || at < 0) return;
    const inner = this.#path.slice(at + 1).find((each) => each !== 'hi');
    if (inner !== undefined) this.#content += text;
    else if (this.#isOmegaT) variant.pieces.push(...cutOmegaT(text));
    else variant.pieces.push({ type: 'text', text });
  }

  #close(name: string): void {
    this.#silentSince = this.#length;
    this.#path.pop();
    const variant = this.#variant;
    if (name === 'tuv') this.#variant = undefined;
    else if (name === 'tu' && this.#unit !== undefined) {
      this.#finish(this.#unit);
      this.#unit = undefined;
    } else if (CODES.has(name) && name !== 'sub' && variant !== undefined) {
      const last = variant.pieces.at(-1);
      if (last !== undefined && 'key' in last && last.content === '')
        variant.pieces.splice(-1, 1, { ...last, content: this.#content });
    }
  }

  #finish(unit: OpenUnit): void {
    const made = unitOf(unit, this.#options);
    if (typeof made === 'string') this.#options.onSkipped?.({ line: unit.line, reason: made });
    else this.#ready.push(made);
  }
}

/** The unit of the two languages, or why there is none. */
function unitOf({ variants, by, at }: OpenUnit, { from, to }: TmxLanguages): TmxUnit | string {
  const source = variantIn(from, variants);
  const target = variantIn(to, variants);
  if (source === undefined) return `it has no text in ${from}`;
  if (target === undefined) return `it has no text in ${to}`;
  const placed = placeCodes(source.pieces, target.pieces);
  if (placed === null) return 'it holds placeholders that do not belong together';
  const pair = { source: placed.source.trim(), target: placed.target.trim() };
  if (pair.source === '' || pair.target === '') return 'one of its texts is empty';
  if (pair.source.length > MAX_TEXT || pair.target.length > MAX_TEXT)
    return `one of its texts is longer than ${MAX_TEXT} characters`;
  return { ...pair, by: target.by ?? by, at: target.at ?? at };
}

function writerOf(attributes: Readonly<Record<string, string>>): { by: string | null; at: string | null } {
  const { changeid, creationid, changedate, creationdate } = attributes;
  const by = (changeid ?? creationid ?? '').trim().slice(0, 100);
  return { by: by === '' ? null : by, at: dateOf(changedate) ?? dateOf(creationdate) };
}

/** ISO, of `20261122T101500Z`. */
function dateOf(text: string | undefined): string | null {
  const [, date, time] = /^(\d{8})T(\d{6})Z$/.exec(text ?? '') ?? [];
  if (date === undefined || time === undefined) return null;
  const iso = `${date.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}.000Z`;
  return Number.isNaN(Date.parse(iso)) ? null : iso;
}

/** The variant in just that language, else one that names no other region of it. */
function variantIn(language: string, variants: readonly OpenVariant[]): OpenVariant | undefined {
  const wanted = language.toLowerCase();
  const tags = variants.map((variant) => ({ variant, tag: variant.language.toLowerCase().replaceAll('_', '-') }));
  const exact = tags.find(({ tag }) => tag === wanted);
  const near = tags.find(({ tag }) => tag.startsWith(`${wanted}-`) || wanted.startsWith(`${tag}-`));
  return (exact ?? near)?.variant;
}
