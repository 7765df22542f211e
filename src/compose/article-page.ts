import { type Block, type LanguageVersion, serializeBody, teaserOf } from '../article/index.ts';
import { articlePath } from '../proof/index.ts';
import { cut } from './cut.ts';
import { ComposeError } from './errors.ts';
import { type NewsroomFace, titleOf } from './face.ts';
import { drawPage, fillHtml, type PageLink, phraseHtml } from './frame.ts';
import { newsArticleHtml } from './json-ld.ts';
import { escapeHtml, relativeAddress } from './markup.ts';
import { type ComposedPage, inOrder, type Part, pageOf, partsHtml, partTitle } from './page.ts';
import { fitsBudget } from './wire.ts';
import { dateIn, fromLanguage, wordsFor } from './words/choose.ts';
import type { Words } from './words/words.ts';

/** What an article page is made from. */
export interface ArticlePageInput {
  readonly face: NewsroomFace;
  readonly version: LanguageVersion;
  /** The other language versions that exist; `path` only where it is not the usual one of the same article. */
  readonly others: readonly { readonly language: string; readonly path?: string }[];
  /** Address of this article on the newsroom's own site; becomes `canonical` and text, never a link. */
  readonly homeAddress?: string;
  /** Salt of the signed body, drawn anew for each record by the caller. */
  readonly salt: string;
  /** Raw length to expect of the proof that will follow each part, markers included. */
  readonly proofBytes: number;
}

/** More parts than any article has: what part labels are measured with before their number is known. */
const MANY_PARTS = 99;

/**
 * The pages of one language version: one, or several when a long read does not fit the wire budget. Each is the bytes
 * before the proof, doctype to `</html>` and a line feed.
 *
 * Parts are cut at blocks, never after a heading. Only a block that fills a page alone may exceed
 * `WIRE_BUDGET_BYTES`, up to `WIRE_LIMIT_BYTES`.
 *
 * @throws ComposeError `page-too-large` when one block exceeds the limit; `not-withdrawn` for a withdrawn version,
 *   which is `composeWithdrawal`'s
 */
export function composeArticle(input: ArticlePageInput): ComposedPage[] {
  if (input.version.body.state === 'withdrawn') {
    throw new ComposeError('not-withdrawn', `${pathOf(input, 1)}: the version is withdrawn`, {
      hint: 'use composeWithdrawal for it',
    });
  }
  return compose(input);
}

/**
 * The page of a withdrawn version: the same frame, the reason in place of the text.
 * @throws ComposeError as `composeArticle`; `not-withdrawn` for a version that is not
 */
export function composeWithdrawal(input: ArticlePageInput): ComposedPage[] {
  if (input.version.body.state !== 'withdrawn') {
    throw new ComposeError('not-withdrawn', `${pathOf(input, 1)}: the version is not withdrawn`, {
      hint: 'set the state of its body to withdrawn, and its blocks to the reason',
    });
  }
  return compose(input);
}

function pathOf({ version }: ArticlePageInput, part: number): string {
  return articlePath(version.body.language, version.day, version.article, part);
}

function compose(input: ArticlePageInput): ComposedPage[] {
  const { blocks } = input.version.body;
  const draw = (run: readonly Block[], part: Part): string => drawPart(input, run, part);
  const fits = (run: readonly Block[], number: number): boolean => {
    // Alone on its page when it is the first run and the whole article: no part label then.
    const of = number === 1 && run.length === blocks.length ? 1 : MANY_PARTS;
    return fitsBudget(draw(run, { number, of }), input.proofBytes);
  };
  const runs = cut(blocks, fits, (block) => block.type !== 'heading');
  return runs.map((run, at) => {
    const part = { number: at + 1, of: runs.length };
    return pageOf(pathOf(input, part.number), draw(run, part), input.proofBytes);
  });
}

function drawPart(input: ArticlePageInput, blocks: readonly Block[], part: Part): string {
  const { face, version } = input;
  const { body } = version;
  const words = wordsFor(body.language);
  const path = pathOf(input, part.number);
  const versions: PageLink[] = [
    { language: body.language, path: pathOf(input, 1) },
    ...input.others
      .filter((other) => other.language !== body.language)
      .map(({ language, path: given }) => ({
        language,
        path: given ?? articlePath(language, version.day, version.article, 1),
      })),
  ];
  return drawPage({
    face,
    kind: 'article',
    language: body.language,
    path,
    title: partTitle(body.headline, part),
    headHtml: part.number === 1 ? headHtml(input) : '',
    versions: inOrder(face, versions),
    aboveHtml: aboveHtml(words, version) + partsHtml(words, body.language, part, null),
    bodyHtml: serializeBody({ ...body, blocks }, part.of === 1 ? { salt: input.salt } : { salt: input.salt, part }),
    belowHtml: partsHtml(words, body.language, part, (number) => relativeAddress(path, pathOf(input, number))),
    homeAddress: input.homeAddress ?? face.home,
  });
}

/** State and origin of the text: what a reader has to know before the first word. */
function aboveHtml(words: Words, { body }: LanguageVersion): string {
  let html = '';
  if (body.state === 'withdrawn') {
    const reason = body.blocks.length === 0 ? '' : ` ${words.withdrawnReason}`;
    html += phraseHtml(words, body.language, 'state', escapeHtml(words.withdrawnArticle + reason));
  }
  if (body.state === 'corrected') html += phraseHtml(words, body.language, 'state', escapeHtml(words.correctedArticle));
  const { translation } = body;
  if (translation !== undefined) {
    const phrase =
      translation.how === 'machine-checked' ? words.translation.checked : words.translation[translation.how];
    const { by, on } = translation;
    const text = fillHtml(phrase, {
      from: fromLanguage(words, translation.from),
      ...(by === undefined ? {} : { by }),
      ...(on === undefined ? {} : { on: dateIn(words, on) }),
    });
    html += phraseHtml(words, body.language, 'meta', text);
  }
  return html;
}

function headHtml({ face, version, homeAddress }: ArticlePageInput): string {
  const { body } = version;
  const teaser = body.state === 'withdrawn' ? '' : teaserOf(body, 160);
  const description =
    teaser === '' ? '' : `<meta name="description" property="og:description" content="${escapeHtml(teaser)}">\n`;
  const canonical = homeAddress === undefined ? '' : `<link rel="canonical" href="${escapeHtml(homeAddress)}">\n`;
  return `${description}${canonical}<meta property="og:type" content="article">
<meta property="og:title" content="${escapeHtml(body.headline)}">
<meta property="og:site_name" content="${escapeHtml(titleOf(face, body.language).text)}">
${newsArticleHtml(face, body, homeAddress)}`;
}
