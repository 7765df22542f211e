import sharp, { type Metadata } from 'sharp';
import type { PictureFile } from '../../article/index.ts';
import { type Credit, creditPacket } from './credit.ts';
import { MediaError } from './error.ts';
import { exifHasPlace } from './exif.ts';
import { mediaFileOf } from './named-bytes.ts';
import { takingTurns } from './turns.ts';

/** Larger picture files are refused. */
export const MAX_PICTURE_BYTES = 25_000_000;
/** Pictures with more pixels are refused before they are decoded. */
export const MAX_PICTURE_PIXELS = 50_000_000;
/** No carried picture is larger. */
export const MAX_CARRIED_PICTURE_BYTES = 15_000;

/** Something that was in a file and is not in what is carried. Only that it was there, never what it said. */
export type Stripped =
  /** Where it was taken. */
  | 'place'
  /** Camera, times, serial numbers, thumbnails. */
  | 'exif'
  | 'iptc'
  | 'xmp'
  | 'comments'
  | 'colour-profile'
  /** All frames but the first. */
  | 'animation'
  /** Titles, tags and chapters of a video. */
  | 'tags'
  /** Sound tracks, subtitles and data streams beyond the first video and sound track. */
  | 'streams';

/** A picture small and clean enough to be carried. */
export interface CarriedPicture {
  readonly file: PictureFile & { readonly extension: 'webp' };
  readonly bytes: Uint8Array;
  readonly stripped: readonly Stripped[];
}

/** What is decoded; SVG is a document that can load others, and the rest is rare in news and hard to decode safely. */
const FORMATS: readonly string[] = ['jpeg', 'png', 'webp', 'gif', 'heif', 'tiff'];

// Loaders of text formats never run, not even to look at a file's size.
sharp.block({ operation: ['VipsForeignLoadSvg', 'VipsForeignLoadPdf', 'VipsForeignLoadMagick', 'VipsForeignLoadCsv'] });
// One thread a picture and two pictures at a time: the newsroom shares its machine. No cache: no picture comes twice.
sharp.concurrency(1);
sharp.cache(false);
const takeTurn = takingTurns(2);

/** Widths and qualities in the order they are tried: width is worth more on a phone than the last bit of sharpness. */
const STEPS = [640, 560, 480, 400, 320, 240, 160, 80].flatMap((widthPx) =>
  [60, 45, 32].map((quality) => ({ widthPx, quality })),
);

/** A picture that takes longer to decode than this is not worth carrying. */
const TIMEOUT_SECONDS = 30;

/**
 * Makes a picture fit to be carried: WebP, at most 640 pixels wide and 15,000 bytes, turned upright, its first frame
 * only, without any metadata but the credit that is given here.
 * Reads JPEG, PNG, WebP, GIF, AVIF and TIFF of up to 25 MB and 50 megapixels.
 * @throws MediaError `not-a-picture`, `picture-too-large`.
 */
export function carryPicture(bytes: Uint8Array, credit: Credit = {}): Promise<CarriedPicture> {
  return takeTurn(() => carry(bytes, credit));
}

async function carry(bytes: Uint8Array, credit: Credit): Promise<CarriedPicture> {
  if (bytes.length > MAX_PICTURE_BYTES) throw tooLarge(`${Math.ceil(bytes.length / 1e6)} MB`);
  if (isMarkup(bytes)) throw notAPicture('it is a text: a web page or an SVG drawing');
  const metadata = await readMetadata(bytes);
  const pixels = metadata.width * (metadata.pageHeight ?? metadata.height);
  if (pixels > MAX_PICTURE_PIXELS) throw tooLarge(`${Math.ceil(pixels / 1e6)} megapixels`);
  const [first] = STEPS;
  const upright = await decode(bytes, first?.widthPx ?? 0);
  const packet = creditPacket(credit);
  for (const { widthPx, quality } of STEPS) {
    const sized = sharp(upright.data, { raw: upright.raw })
      .resize({ width: widthPx, height: widthPx * 2, fit: 'inside', withoutEnlargement: true })
      .webp({ quality, alphaQuality: quality, effort: 5, smartSubsample: true });
    if (packet !== '') sized.withXmp(packet);
    const { data, info } = await sized.toBuffer({ resolveWithObject: true });
    if (data.length > MAX_CARRIED_PICTURE_BYTES) continue;
    const carried = new Uint8Array(data);
    return {
      file: { ...mediaFileOf(carried, 'webp'), widthPx: info.width, heightPx: info.height },
      bytes: carried,
      stripped: strippedFrom(metadata),
    };
  }
  throw tooLarge('more detail than fits into 15 KB at any size');
}

interface Decoded {
  readonly data: Buffer;
  readonly raw: { readonly width: number; readonly height: number; readonly channels: 1 | 2 | 3 | 4 };
}

/** Decodes the whole picture, which is the only proof that it is one, down to the largest size that is carried. */
async function decode(bytes: Uint8Array, widthPx: number): Promise<Decoded> {
  try {
    const { data, info } = await sharp(bytes, { limitInputPixels: MAX_PICTURE_PIXELS, failOn: 'error', pages: 1 })
      .timeout({ seconds: TIMEOUT_SECONDS })
      .autoOrient()
      .resize({ width: widthPx, height: widthPx * 2, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { data, raw: { width: info.width, height: info.height, channels: info.channels } };
  } catch (cause) {
    if (cause instanceof Error && /timeout/i.test(cause.message)) {
      throw new MediaError('media-timeout', `the picture took longer than ${TIMEOUT_SECONDS} s to decode`, { cause });
    }
    throw notAPicture('it is damaged or cut off', cause);
  }
}

async function readMetadata(bytes: Uint8Array): Promise<Metadata> {
  let metadata: Metadata;
  try {
    metadata = await sharp(bytes, { limitInputPixels: false, pages: 1 }).metadata();
  } catch (cause) {
    throw notAPicture('its format is none of JPEG, PNG, WebP, GIF, AVIF and TIFF', cause);
  }
  if (!FORMATS.includes(metadata.format)) {
    throw notAPicture(`${metadata.format} is none of JPEG, PNG, WebP, GIF, AVIF and TIFF`);
  }
  return metadata;
}

function strippedFrom(metadata: Metadata): Stripped[] {
  const { exif, iptc, xmpAsString, comments, icc, pages } = metadata;
  const place = (exif !== undefined && exifHasPlace(exif)) || /GPSL|GPSD|geo:lat/i.test(xmpAsString ?? '');
  const found: readonly [boolean, Stripped][] = [
    [place, 'place'],
    [exif !== undefined, 'exif'],
    [iptc !== undefined, 'iptc'],
    [xmpAsString !== undefined, 'xmp'],
    [(comments?.length ?? 0) > 0, 'comments'],
    [icc !== undefined, 'colour-profile'],
    [(pages ?? 1) > 1, 'animation'],
  ];
  return found.filter(([there]) => there).map(([, name]) => name);
}

/** Text that begins like markup, in UTF-8 or UTF-16, after any byte order mark and white space. */
function isMarkup(bytes: Uint8Array): boolean {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 200)).replaceAll('\0', '');
  return /^(?:\u00ef\u00bb\u00bf|\u00fe\u00ff|\u00ff\u00fe)?\s*</.test(start);
}

function notAPicture(why: string, cause?: unknown): MediaError {
  return new MediaError('not-a-picture', `not a picture that can be carried: ${why}`, {
    hint: 'the article is carried without it; give a JPEG, PNG or WebP',
    cause,
  });
}

function tooLarge(what: string): MediaError {
  return new MediaError('picture-too-large', `the picture is too large: ${what}`, {
    hint: `give one of at most ${MAX_PICTURE_BYTES / 1e6} MB and ${MAX_PICTURE_PIXELS / 1e6} megapixels`,
  });
}
