import {
  type Block,
  escapeAttribute,
  escapeText,
  type LanguageVersion,
  type PictureFile,
  plainText,
  teaserOf,
} from '../article/index.ts';
import { sha256Hex } from '../proof/index.ts';
import { addressText, blocksHtml, type PlacedPicture, postText } from './post-html.ts';
import type { PostFields } from './wordpress/site.ts';

/** A link to another language version: what it says, in the article's language. */
export interface LanguageLink {
  readonly language: string;
  readonly text: string;
  readonly address: string;
}

/** Everything a post says besides the article, in the article's language. Plain text. */
export interface PostWords {
  /** Why this copy exists. */
  readonly notice: string;
  /** "This article in German": leads to copies, never to a blocked site. */
  readonly links: readonly LanguageLink[];
  /** How the translation came to be; null for an original. */
  readonly label: string | null;
  /** That it was corrected or withdrawn; null for neither. */
  readonly state: string | null;
  /** Label of a correction in the text. */
  readonly correction: string;
  /** "Is this page genuine?" */
  readonly check: string;
  /** The blocked address as a sentence; never a link. */
  readonly home: string;
}

/** One language version of an article as a partner is to show it. */
export interface PostInput {
  readonly newsroom: string;
  readonly version: LanguageVersion;
  readonly words: PostWords;
  /** Address of the signed page on a public carrier; null while there is none. */
  readonly proof: string | null;
  /** What search engines are told is the original; null: the post itself. */
  readonly canonical: string | null;
  /** Addresses of `head` on public carriers. */
  readonly heads: readonly string[];
}

/** Features of the companion plug-in; empty without it. */
export type PluginFeatures = ReadonlySet<string>;

/** The pictures that a post shows, in their order, each once. */
export function picturesOf({
  version: { body },
}: PostInput): readonly (PictureFile & { alternative: string; caption: string })[] {
  if (body.state === 'withdrawn') return [];
  const found = body.blocks.flatMap((block) => {
    if (block.type !== 'picture' && block.type !== 'video') return [];
    const file = block.type === 'picture' ? block.file : block.poster;
    if (file === undefined) return [];
    const caption = [block.caption === undefined ? '' : plainText(block.caption), block.credit ?? '']
      .filter((each) => each !== '')
      .join(' · ');
    return [{ ...file, alternative: block.type === 'picture' ? block.alternative : '', caption: escapeText(caption) }];
  });
  return found.filter(({ sha256 }, at) => found.findIndex((each) => each.sha256 === sha256) === at);
}

/** The post's name in addresses: the same for ever, so that the post is found again whatever happened in between. */
export function slugOf({ version: { article, body } }: PostInput): string {
  return `${article}-${body.language.toLowerCase()}`;
}

/** What tells a page with this very revision of the post, in its HTML. */
export function markOf({ version: { article, revision, body } }: PostInput): string {
  return `data-tamizdat="${article} ${body.language} ${revision}"`;
}

/** What tells any revision of it. */
export function anyMarkOf({ version: { article, body } }: PostInput): string {
  return `data-tamizdat="${article} ${body.language} `;
}

/** Draws a post. Pure: what the site has comes in by `pictures`. */
export function drawPost(
  input: PostInput,
  pictures: ReadonlyMap<string, PlacedPicture>,
  features: PluginFeatures,
): PostFields {
  const { version, words } = input;
  const { body } = version;
  return {
    slug: slugOf(input),
    title: escapeText(body.headline),
    excerpt: escapeText(body.state === 'withdrawn' ? (words.state ?? '') : teaserOf(body, 300)),
    content: contentOf(input, pictures),
    ...(features.has('meta') && { meta: metaOf(input) }),
  };
}

function contentOf(input: PostInput, pictures: ReadonlyMap<string, PlacedPicture>): string {
  const { version, words, proof } = input;
  const { language, direction, blocks, state } = version.body;
  const isWithdrawn = state === 'withdrawn';
  const context = {
    direction,
    picture: ({ sha256 }: { readonly sha256: string }) => pictures.get(sha256) ?? null,
    correction: words.correction,
    pageAddress: proof,
  };
  const inner = [
    // All of this stands in the content with the plug-in too: it must not go when somebody switches that off.
    html([
      // It says that the article stands here in full.
      isWithdrawn ? '' : `<p class="tamizdat-notice"><em>${postText(words.notice)}</em></p>`,
      words.links.length === 0 ? '' : `<p class="tamizdat-languages">${words.links.map(linkHtml).join(' · ')}</p>`,
      words.label === null ? '' : `<p class="tamizdat-label">${postText(words.label)}</p>`,
      words.state === null ? '' : `<p class="tamizdat-correction"><strong>${postText(words.state)}</strong></p>`,
    ]),
    blocksHtml(blocks as readonly Block[], context),
    html([
      proof === null ? '' : `<p class="tamizdat-check">${anchor(proof, words.check)}</p>`,
      `<p class="tamizdat-home">${postText(words.home)}</p>`,
    ]),
  ];
  const open = `<div class="wp-block-group tamizdat-article" lang="${escapeAttribute(language)}" dir="${direction}" ${markOf(input)}>`;
  return `<!-- wp:group {"className":"tamizdat-article"} -->\n${open}\n${inner.filter((each) => each !== '').join('\n\n')}\n</div>\n<!-- /wp:group -->`;
}

function html(lines: readonly string[]): string {
  return `<!-- wp:html -->\n${lines.filter((line) => line !== '').join('\n')}\n<!-- /wp:html -->`;
}

const linkHtml = ({ address, text }: LanguageLink): string => anchor(address, text);

function anchor(address: string, text: string): string {
  return `<a href="${addressText(address)}" rel="noreferrer">${postText(text)}</a>`;
}

/** What the companion plug-in takes; see `wordpress/README.md`. */
function metaOf({ newsroom, version, words, proof, canonical, heads }: PostInput): Record<string, string> {
  const { article, revision, body } = version;
  const isWithdrawn = body.state === 'withdrawn';
  const alternates = Object.fromEntries(words.links.map(({ language, address }) => [language, address]));
  return {
    tamizdat_newsroom: newsroom,
    tamizdat_article: article,
    tamizdat_language: body.language,
    tamizdat_revision: String(revision),
    tamizdat_proof: proof ?? '',
    tamizdat_canonical: isWithdrawn ? '' : (canonical ?? ''),
    tamizdat_alternates: JSON.stringify(alternates),
    tamizdat_notice: isWithdrawn ? '' : words.notice,
    tamizdat_label: words.label ?? '',
    tamizdat_correction: isWithdrawn ? '' : (words.state ?? ''),
    tamizdat_robots: isWithdrawn ? 'noindex' : '',
    tamizdat_heads: JSON.stringify(heads.filter((each) => each.startsWith('https:')).slice(0, 8)),
    tamizdat_withdrawn: isWithdrawn ? (body.modifiedAt ?? body.publishedAt) : '',
  };
}

/** A hash of what a site was to have, whichever numbers it gives to the pictures. */
export async function drawnHash(input: PostInput, features: PluginFeatures): Promise<string> {
  const pictures = picturesOf(input).map(({ sha256, alternative, caption }) => [sha256, alternative, caption]);
  return textHash(JSON.stringify([drawPost(input, new Map(), features), pictures]));
}

/** A hash of what a site has: another one later means that somebody else wrote there. */
export function keptHash({ title, content }: { readonly title: string; readonly content: string }): Promise<string> {
  return textHash(JSON.stringify([title, content]));
}

function textHash(text: string): Promise<string> {
  return sha256Hex(new TextEncoder().encode(text));
}
