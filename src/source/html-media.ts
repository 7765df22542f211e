import { canonicalLanguage, type Inline, plainText } from '../article/index.ts';
import { resolveAddress } from './addresses.ts';
import type { DraftPicture, DraftVideo } from './draft.ts';
import { shownText } from './html-tree.ts';
import { wordsOf } from './junk.ts';

/** Wide enough for a carried picture (640 px) on dense screens; anything wider is only a longer download. */
const WANTED_WIDTH_PX = 1_000;
/** Smaller in both directions: an icon or a tracking pixel. */
const ICON_PX = 48;

const LAZY = ['data-src', 'data-lazy-src', 'data-original', 'data-lazy', 'data-image', 'data-full', 'data-url'];

interface Candidate {
  readonly address: string;
  readonly widthPx: number;
}

/** The entries of a `srcset`. An address may hold commas, so entries end at white space, then at a comma. */
function parseSrcset(srcset: string): Candidate[] {
  return [...srcset.slice(0, 20_000).matchAll(/([^\s,][^\s]*)(?:\s+([\d.]+)([wx]))?\s*(?:,|$)/g)].map((match) => ({
    address: (match[1] ?? '').replace(/,$/, ''),
    widthPx: Number(match[2] ?? 1) * (match[3] === 'w' ? 1 : 600),
  }));
}

function pickCandidate(candidates: readonly Candidate[]): string | undefined {
  const sorted = [...candidates].sort((a, b) => a.widthPx - b.widthPx);
  return (sorted.find((each) => each.widthPx >= WANTED_WIDTH_PX) ?? sorted.at(-1))?.address;
}

/** Where a picture lies: the best of `srcset`, else the lazy attributes, else `src`; placeholders are passed over. */
function pictureAddress(img: Element, base: string | undefined): string | null {
  const picture = img.parentElement?.localName === 'picture' ? img.parentElement : null;
  const sources = [...(picture?.querySelectorAll('source') ?? [])].filter(
    (source) => !/svg|avif/.test(source.getAttribute('type') ?? ''),
  );
  const sets = [img, ...sources].flatMap((element) =>
    ['srcset', 'data-srcset', 'data-lazy-srcset'].map((name) => element.getAttribute(name) ?? ''),
  );
  const fromSet = pickCandidate(sets.flatMap(parseSrcset).filter((each) => !each.address.startsWith('data:')));
  const rest = [...LAZY, 'src'].map((name) => img.getAttribute(name) ?? undefined);
  for (const each of [fromSet, ...rest]) {
    const address = resolveAddress(each, base);
    if (address !== null) return address;
  }
  return null;
}

function pixels(element: Element, name: 'width' | 'height'): number | null {
  const style = new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*(\\d+)px`).exec(element.getAttribute('style') ?? '')?.[1];
  const value = Number.parseInt(element.getAttribute(name) ?? style ?? '', 10);
  return Number.isNaN(value) ? null : value;
}

/** The character an image stands for, when it is an emoji; null for a real picture. */
export function emojiOf(img: Element): string | null {
  const alternative = shownText(img.getAttribute('alt'));
  const words = wordsOf(img);
  const isEmoji = words.includes('emoji') || words.includes('smiley');
  return isEmoji && [...alternative].length <= 8 ? alternative : null;
}

function isIcon(img: Element): boolean {
  const width = pixels(img, 'width');
  const height = pixels(img, 'height');
  if (width !== null && height !== null) return width <= ICON_PX && height <= ICON_PX;
  return (width ?? height ?? ICON_PX) < 4 || wordsOf(img).some((word) => word === 'avatar' || word === 'icon');
}

const CREDIT_ATTRIBUTES = ['data-credit', 'data-copyright', 'data-photographer', 'data-image-credit', 'data-author'];

/** A picture element as a block without caption, or null when it is an icon, a pixel, or lies nowhere. */
export function pictureOf(img: Element, base: string | undefined): DraftPicture | null {
  if (isIcon(img)) return null;
  const address = pictureAddress(img, base);
  if (address === null) return null;
  const credit = CREDIT_ATTRIBUTES.map((name) => shownText(img.getAttribute(name))).find((each) => each !== '');
  return {
    type: 'picture',
    address,
    alternative: shownText(img.getAttribute('alt')),
    ...(credit !== undefined && { credit }),
  };
}

/** A video element as a block without caption; null when it holds no file that can be carried (MP4). */
export function videoOf(video: Element, base: string | undefined): DraftVideo | null {
  const files = [video, ...video.querySelectorAll('source')]
    .map((each) => ({
      address: resolveAddress(each.getAttribute('src') ?? each.getAttribute('data-src'), base),
      type: each.getAttribute('type') ?? '',
    }))
    .filter((each): each is { address: string; type: string } => each.address !== null)
    .filter((each) => !/mpegurl|dash/i.test(each.type) && !/\.(?:m3u8|mpd)(?:[?#]|$)/i.test(each.address));
  const file = files.find((each) => /mp4/i.test(each.type) || /\.mp4(?:[?#]|$)/i.test(each.address)) ?? files[0];
  if (file === undefined) return null;
  const poster = resolveAddress(video.getAttribute('poster'), base);
  const captions = [...video.querySelectorAll('track')].flatMap((track) => {
    if (!['captions', 'subtitles', ''].includes((track.getAttribute('kind') ?? '').toLowerCase())) return [];
    const language = canonicalLanguage(track.getAttribute('srclang') ?? '');
    const address = resolveAddress(track.getAttribute('src'), base);
    return language === null || address === null ? [] : [{ language, address }];
  });
  const named = video.getAttribute('aria-label') ?? video.getAttribute('title');
  return {
    type: 'video',
    address: file.address,
    ...(poster !== null && { poster }),
    // One file a language: the first.
    captions: captions.filter((each, at) => captions.findIndex((other) => other.language === each.language) === at),
    alternative: shownText(named),
  };
}

const CREDIT_WORDS = new Set(
  'credit credits copyright source quelle photographer fotograf bildnachweis rights'.split(' '),
);

/** Whether an element inside a caption says who made the picture. */
export function isCredit(element: Element): boolean {
  if (['author', 'creator', 'copyrightHolder', 'creditText'].includes(element.getAttribute('itemprop') ?? ''))
    return true;
  return wordsOf(element).some((word) => CREDIT_WORDS.has(word));
}

const CREDIT_AT_END =
  /(?:^|[\s(/|–—-])((?:Foto|Fotos|Bild|Bilder|Grafik|Illustration|Zeichnung|Quelle|Photo|Photos|Image|Picture|Credit|Source|Graphic|Video|Фото|Иллюстрация|Источник|Видео|عکس|تصویر|منبع)\s*(?::|：|\bby\b|\bvon\b)\s*[^()]{2,150}|[©Ⓒ]\s*[^()]{2,150})\)?\.?$/iu;

/** Takes a credit off the end of a caption (`… Foto: Piet Holm`), where the caption is plain text. */
export function splitCredit(caption: readonly Inline[]): { caption: readonly Inline[]; credit?: string } {
  const last = caption.at(-1);
  if (last?.type !== 'text') return { caption };
  const match = CREDIT_AT_END.exec(last.text);
  const credit = match?.[1]?.trim();
  // Two sentences in a row are a text that speaks of a photo, not a credit.
  if (match === null || credit === undefined || /[.!?…]\s+\p{Lu}/u.test(credit)) return { caption };
  const kept = last.text.slice(0, match.index).trimEnd();
  return {
    caption: [...caption.slice(0, -1), ...(kept === '' ? [] : [{ type: 'text' as const, text: kept }])],
    credit,
  };
}

/** A host and path short enough to be shown as the text of a link to something embedded. */
export function embedName(address: string, title: string | null): string {
  const shown = shownText(title);
  return shown === '' ? new URL(address).host : shown.slice(0, 200);
}

/** True when inlines show nothing. */
export function isEmpty(inlines: readonly Inline[]): boolean {
  return plainText(inlines).trim() === '';
}
