import { ArticleError } from './article-error.ts';
import { readBlock, writeBlock } from './block-html.ts';
import { checkBody } from './check.ts';
import { isSalt } from './ids.ts';
import { readDirection, readMoment, readNames, writeMoment, writeNames } from './inline-html.ts';
import { LIMITS } from './limits.ts';
import { assertCanonical, escapeAttribute, escapeText, MarkupReader, readCount } from './markup.ts';
import type { ArticleBody, Block, Translation } from './model.ts';
import { refuseProblems } from './problem.ts';

/** Which part of how many a page of a long read is; both count from 1. */
export interface Part {
  readonly number: number;
  readonly of: number;
}

/** What `parseBody` finds between the body markers of a page. */
export interface ParsedBody {
  readonly body: ArticleBody;
  readonly salt: string;
  /** Present on pages of long reads only. */
  readonly part?: Part;
}

const WHAT = 'article body';
const SECTIONS = '<p class="sections">';
const BYLINES = '<p class="by">';

/**
 * The signed bytes of an article page: what stands between its body markers, in the closed HTML subset of
 * `docs/spec/article.md`. `salt` is 16 bytes in hex (`newSalt`); `part` is given for pages of a long read, whose body
 * holds that page's share of the blocks (1 of 1 is the same as none). Media links are relative to
 * `<lang>/YYYY/MM/DD/`. The body must be in normal form and within the caps: throws `ArticleError` `invalid`
 * otherwise, naming every problem.
 */
export function serializeBody(body: ArticleBody, options: { readonly salt: string; readonly part?: Part }): string {
  const name = `article "${body.headline}"`;
  refuseProblems(name, checkBody(body), 'normaliseBody, splitLongBlocks and assignBlockIds make a body valid');
  const by = writeNames(BYLINES, body.bylines);
  const kicker = body.kicker === undefined ? '' : `<p class="kicker">${escapeText(body.kicker)}</p>\n`;
  const modified = body.modifiedAt === undefined ? '' : ` ↻ ${writeMoment(body.modifiedAt)}`;
  return [
    `<article lang="${body.language}" dir="${body.direction}"${writeIdentity(name, options)}`,
    ` data-state="${body.state}"${writeTranslation(body.translation)}>\n<header>\n`,
    writeNames(SECTIONS, body.sections),
    `${kicker}<h1>${escapeText(body.headline)}</h1>\n${by}`,
    `<p class="at">${writeMoment(body.publishedAt)}${modified}</p>\n</header>\n`,
    ...body.blocks.map(writeBlock),
    '</article>',
  ].join('');
}

/**
 * Reads back what `serializeBody` wrote. Takes untrusted text: throws `ArticleError` with position and reason for
 * everything that `serializeBody` would not have written exactly so. `serializeBody(parseBody(x))` is `x`.
 */
export function parseBody(html: string): ParsedBody {
  const reader = new MarkupReader(WHAT, html);
  const language = reader.required('<article lang');
  const direction = readDirection(reader);
  const identity = readIdentity(reader);
  const state = reader.oneOf('state', ['current', 'corrected', 'withdrawn'], reader.required(' data-state'));
  const translation = readTranslation(reader);
  reader.take('>\n<header>\n');
  const sections = readNames(reader, SECTIONS);
  const kicker = reader.maybeBetween('<p class="kicker">', '</p>\n');
  const headline = reader.between('<h1>', '</h1>\n');
  const bylines = readNames(reader, BYLINES);
  reader.take('<p class="at">');
  const publishedAt = readMoment(reader);
  const modifiedAt = reader.skip(' ↻ ') ? readMoment(reader) : undefined;
  reader.take('</p>\n</header>\n');
  const blocks: Block[] = [];
  while (!reader.sees('</article>')) {
    if (blocks.length >= LIMITS.blocks) reader.refuse(`more than ${LIMITS.blocks} blocks`);
    blocks.push(readBlock(reader));
  }
  reader.take('</article>');
  reader.end();
  const body: ArticleBody = {
    language,
    direction,
    state,
    headline,
    ...(kicker !== undefined && { kicker }),
    sections,
    bylines,
    publishedAt,
    ...(modifiedAt !== undefined && { modifiedAt }),
    ...(translation !== undefined && { translation }),
    blocks,
  };
  const parsed = { body, ...identity };
  assertCanonical(WHAT, html, serializeBody(body, identity));
  return parsed;
}

/** Salt and part, as attributes shared by articles and listings. `name` names the object in messages. */
export function writeIdentity(name: string, { salt, part }: { readonly salt: string; readonly part?: Part }): string {
  if (!isSalt(salt)) throw new ArticleError('invalid', `${name}: the salt is not 16 bytes in lower-case hex`);
  if (part === undefined || (part.number === 1 && part.of === 1)) return ` data-salt="${salt}"`;
  const { number, of } = part;
  if (!(Number.isInteger(number) && Number.isInteger(of) && number >= 1 && number <= of && of <= LIMITS.parts)) {
    throw new ArticleError('invalid', `${name}: part ${number} of ${of} is none`);
  }
  return ` data-salt="${salt}" data-part="${number}/${of}"`;
}

/** Reads what `writeIdentity` writes. */
export function readIdentity(reader: MarkupReader): { salt: string; part?: Part } {
  const salt = reader.required(' data-salt');
  if (!isSalt(salt)) reader.refuse('the salt is not 16 bytes in lower-case hex');
  const [number, of, ...more] = reader.optional(' data-part')?.split('/') ?? [];
  if (number === undefined) return { salt };
  const part = { number: readCount(reader, number), of: readCount(reader, of ?? '') };
  const known = more.length === 0 && part.number >= 1 && part.number <= part.of && part.of <= LIMITS.parts;
  return known ? { salt, part } : reader.refuse(`part ${part.number} of ${part.of} is none`);
}

/** Not visible text: how a translation came to be is said in words, and words of a language live in the page. */
function writeTranslation(translation: Translation | undefined): string {
  if (translation === undefined) return '';
  const { from, how, by, on } = translation;
  const checked = by === undefined ? '' : ` data-by="${escapeAttribute(by)}"`;
  return ` data-from="${from}" data-how="${how}"${checked}${on === undefined ? '' : ` data-on="${on}"`}`;
}

function readTranslation(reader: MarkupReader): Translation | undefined {
  const from = reader.optional(' data-from');
  if (from === undefined) return undefined;
  const how = reader.oneOf('data-how', ['person', 'machine-checked', 'machine'], reader.required(' data-how'));
  const by = reader.optional(' data-by');
  const on = reader.optional(' data-on');
  return { from, how, ...(by !== undefined && { by }), ...(on !== undefined && { on }) };
}
