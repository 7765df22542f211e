import {
  type ArticleBody,
  type Block,
  blockNumber,
  blockSizeBytes,
  checkBody,
  directionOf,
  type Inline,
  LIMITS,
  normaliseBody,
  normaliseInlines,
  plainText,
  splitLongBlocks,
  type Translation,
} from '../article/index.ts';
import { mapTexts } from './body-texts.ts';
import { TranslateError } from './error.ts';
import { fromMarkedText, type MarkedText, toMarkedText } from './inline-text.ts';
import { checkPlaceholders } from './placeholders.ts';

export interface AssembleOptions {
  readonly language: string;
  /** How the translation came to be; absent, the body says nothing of it. */
  readonly translation?: Translation;
  /**
   * What to do about a segment without a usable translation: refuse (default), or show the original there. For previews:
   * such a body must never be published.
   */
  readonly missing?: 'refuse' | 'source';
}

/**
 * The article in another language: the original's body with each segment's text replaced by its translation (by
 * `Segment.key`). Blocks keep the original's ids, links their addresses, pictures their files; `state` and the times are
 * the original's too. A block that outgrew the cap of the model in the other language becomes several: the first keeps its
 * id, the further ones of `b12` are `b100000012`, `b200000012` …, the same every time. The result is valid and in normal form.
 *
 * @throws TranslateError `target-missing`, `target-empty`, `placeholders-broken` (the message names the key), `body-invalid`.
 */
export function assemble(
  original: ArticleBody,
  targets: ReadonlyMap<string, string>,
  { language, translation, missing = 'refuse' }: AssembleOptions,
): ArticleBody {
  const translated = (key: string, source: MarkedText): Inline[] => {
    if (source.text === '') return [];
    const { content, failure } = contentOf(key, source, targets.get(key));
    if (failure === undefined) return content;
    if (missing === 'refuse') throw failure;
    return fromMarkedText(source);
  };
  const { translation: _, ...mapped } = mapTexts(original, {
    inlines: (key, _role, content) => translated(key, toMarkedText(content)),
    line: (key, _role, text) => plainText(translated(key, toMarkedText(text === '' ? [] : [{ type: 'text', text }]))),
  });
  const body = normaliseBody({
    ...mapped,
    language,
    direction: directionOf(language),
    ...(translation !== undefined && { translation }),
  });
  return valid({ ...body, blocks: body.blocks.flatMap((block) => lightBlocks(block, language)) });
}

function contentOf(
  key: string,
  source: MarkedText,
  target: string | undefined,
): { readonly content: Inline[]; readonly failure?: TranslateError } {
  if (target === undefined) return { content: [], failure: refusal('target-missing', key, 'has no translation') };
  const [fault] = checkPlaceholders(source.text, target);
  if (fault !== undefined) {
    const what = `has a translation with other placeholders: ${fault.message}`;
    return { content: [], failure: refusal('placeholders-broken', key, what) };
  }
  const content = fromMarkedText({ text: target, marks: source.marks });
  if (normaliseInlines(content).length > 0) return { content };
  return { content, failure: refusal('target-empty', key, 'has a translation in which nothing is to be seen') };
}

function refusal(code: 'target-missing' | 'target-empty' | 'placeholders-broken', key: string, what: string) {
  return new TranslateError(code, `segment ${key} ${what}`, { hint: 'translate that segment again' });
}

/** So far from each other are the ids of the pieces of a block: no article has that many blocks. */
const PIECE_STEP = 100_000_000;

function lightBlocks(block: Block, language: string): Block[] {
  if (blockSizeBytes(block) <= LIMITS.blockBytes) return [block];
  const { id, ...rest } = block;
  const number = blockNumber(id) ?? 0;
  return splitLongBlocks([rest], language).map(
    (piece, at): Block => ({ ...piece, id: at === 0 ? id : `b${number + at * PIECE_STEP}` }),
  );
}

function valid(body: ArticleBody): ArticleBody {
  const [problem] = checkBody(body);
  if (problem === undefined) return body;
  throw new TranslateError('body-invalid', `the translated article: ${problem.path} ${problem.message}`, {
    hint: 'shorten that text',
  });
}
