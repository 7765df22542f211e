import { readInlines, writeInlines } from './inline-html.ts';
import { escapeAttribute, escapeText, type MarkupReader, readCount } from './markup.ts';
import type { Block, Inline, MediaFile, PictureFile } from './model.ts';

type Picture = Omit<Extract<Block, { type: 'picture' }>, 'id'>;
type Video = Omit<Extract<Block, { type: 'video' }>, 'id'>;

/** From the folder of an article page, `<lang>/YYYY/MM/DD/`, up to the edition's root. */
const MEDIA_FOLDER = '../../../../m/';
const FORMATS: Readonly<Record<MediaFile['extension'], string>> = {
  webp: 'WebP',
  jpg: 'JPEG',
  png: 'PNG',
  mp4: 'MP4',
  vtt: 'WebVTT',
};
const EXTENSIONS = Object.keys(FORMATS) as MediaFile['extension'][];

/** Signs instead of words: what a file is must be clear in every language, without a style sheet. */
function signOf(extension: MediaFile['extension']): string {
  if (extension === 'mp4') return '►';
  return extension === 'vtt' ? '≡' : '▣';
}

/** A size as people read it: `12 KB`, `1.8 MB`; 1 KB is 1,000 bytes, rounded up. */
export function showSize(sizeBytes: number): string {
  const kilobytes = Math.ceil(sizeBytes / 1_000);
  return kilobytes < 1_000 ? `${kilobytes} KB` : `${(Math.ceil(sizeBytes / 100_000) / 10).toFixed(1)} MB`;
}

/** A duration as people read it: `0:12`, `1:02:09`. */
export function showDuration(durationSeconds: number): string {
  const seconds = Math.round(durationSeconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

function address(file: MediaFile): string {
  return `${MEDIA_FOLDER}${file.sha256.slice(0, 2)}/${file.sha256}.${file.extension}`;
}

function dimensions(file: PictureFile): string {
  return ` data-px="${file.widthPx}x${file.heightPx}"`;
}

/** A link to a file: a sign, what it shows, and in brackets what following it costs. */
function writeLink(file: MediaFile, more: string, label: string, facts: readonly string[]): string {
  const sign = signOf(file.extension);
  const shown = [...facts, showSize(file.sizeBytes), FORMATS[file.extension]].join(', ');
  const words = label === '' ? sign : `${sign} ${escapeText(label)}`;
  return `<a href="${escapeAttribute(address(file))}" data-bytes="${file.sizeBytes}"${more}>${words} (<bdi>${escapeText(shown)}</bdi>)</a>\n`;
}

interface Link {
  readonly file: MediaFile;
  readonly px?: { readonly widthPx: number; readonly heightPx: number };
  readonly language?: string;
  /** What stands between the sign and the bracket. */
  readonly label: string;
}

/** Reads one link. The text in brackets is checked when all is written again. */
function readLink(reader: MarkupReader): Link {
  reader.take(`<a href="${MEDIA_FOLDER}`);
  const match = /^([0-9a-f]{2})\/([0-9a-f]{64})\.([a-z0-9]+)$/.exec(reader.value());
  const [, folder = '', sha256 = '', extension = ''] = match ?? [];
  if (match === null || !sha256.startsWith(folder)) reader.refuse('a link to a file that is not named by its hash');
  const sizeBytes = readCount(reader, reader.required(' data-bytes'));
  const file = { sha256, sizeBytes, extension: reader.oneOf('file type', EXTENSIONS, extension) };
  const px = reader.optional(' data-px');
  const language = reader.optional(' hreflang');
  reader.take(`>${signOf(file.extension)} `);
  const label = reader.text();
  if (!label.endsWith('(')) reader.refuse('expected the size of the file in brackets');
  reader.take('<bdi>');
  reader.text();
  reader.take('</bdi>)</a>\n');
  const [widthPx, heightPx] = px?.split('x').map((each) => readCount(reader, each)) ?? [];
  return {
    file,
    label: label.slice(0, -1).trimEnd(),
    ...(widthPx !== undefined && heightPx !== undefined && { px: { widthPx, heightPx } }),
    ...(language !== undefined && { language }),
  };
}

function pictureFile(reader: MarkupReader, link: Link): PictureFile {
  const { extension, ...file } = link.file;
  const known = reader.oneOf('picture type', ['webp', 'jpg', 'png'], extension);
  return link.px === undefined
    ? reader.refuse('a picture without its dimensions')
    : { ...file, extension: known, ...link.px };
}

interface Described {
  readonly caption?: readonly Inline[];
  readonly credit?: string;
}

function writeCaption({ caption, credit }: Described): string {
  if (caption === undefined && credit === undefined) return '';
  const text = caption === undefined ? '' : `<p>${writeInlines(caption)}</p>`;
  const source = credit === undefined ? '' : `<p class="credit">${escapeText(credit)}</p>`;
  return `<figcaption>${text}${source}</figcaption>\n`;
}

function readCaption(reader: MarkupReader): Described {
  if (!reader.skip('<figcaption>')) return {};
  let caption: Inline[] | undefined;
  if (reader.skip('<p>')) {
    caption = readInlines(reader);
    reader.take('</p>');
  }
  const credit = reader.maybeBetween('<p class="credit">', '</p>');
  reader.take('</figcaption>\n');
  return { ...(caption !== undefined && { caption }), ...(credit !== undefined && { credit }) };
}

/** A picture, from behind `<figure id="…"`. */
export function writePicture(block: Picture): string {
  const link = writeLink(block.file, dimensions(block.file), block.alternative, []);
  return ` class="picture">\n${link}${writeCaption(block)}</figure>`;
}

/** Reads a picture, from behind ` class="picture"`. */
export function readPicture(reader: MarkupReader): Picture {
  reader.take('>\n');
  const link = readLink(reader);
  const caption = readCaption(reader);
  reader.take('</figure>');
  return { type: 'picture', file: pictureFile(reader, link), alternative: link.label, ...caption };
}

/** What a link to piece `at` says after its sign: the first says what the video shows. */
function pieceLabel(alternative: string, at: number, count: number): string {
  const number = count > 1 ? `${at + 1}/${count}` : '';
  return [at === 0 ? alternative : '', number].filter((each) => each !== '').join(' ');
}

/** A video, from behind `<figure id="…"`. */
export function writeVideo(block: Video): string {
  const { pieces, hashes, durationSeconds, poster, captions, alternative } = block;
  const links = [
    ...(poster === undefined ? [] : [writeLink(poster, dimensions(poster), '', [])]),
    ...pieces.map((piece, at) => {
      const facts = at === 0 ? [showDuration(durationSeconds)] : [];
      return writeLink(piece, '', pieceLabel(alternative, at, pieces.length), facts);
    }),
    ...captions.map(({ language, file }) =>
      writeLink(file, ` hreflang="${escapeAttribute(language)}"`, '', [language]),
    ),
  ];
  const facts = ` data-seconds="${durationSeconds}" data-hashes="${hashes.sizeBytes} sha256:${escapeAttribute(hashes.sha256)}"`;
  return ` class="video"${facts}>\n${links.join('')}${writeCaption(block)}</figure>`;
}

/** Reads a video, from behind ` class="video"`. */
export function readVideo(reader: MarkupReader): Video {
  const durationSeconds = Number(reader.required(' data-seconds'));
  const [size = '', hash = ''] = reader.required(' data-hashes').split(' sha256:');
  reader.take('>\n');
  const links: Link[] = [];
  while (reader.sees('<a ')) links.push(readLink(reader));
  const pieces = links.filter(({ file }) => file.extension === 'mp4');
  const captions = links.filter(({ file }) => file.extension === 'vtt');
  const poster = links.find((link) => !pieces.includes(link) && !captions.includes(link));
  const caption = readCaption(reader);
  reader.take('</figure>');
  return {
    type: 'video',
    pieces: pieces.map(({ file }) => file),
    hashes: { sha256: hash, sizeBytes: readCount(reader, size) },
    durationSeconds,
    ...(poster !== undefined && { poster: pictureFile(reader, poster) }),
    captions: captions.map(({ language, file }) => ({ language: language ?? '', file })),
    alternative: alternativeOf(pieces),
    ...caption,
  };
}

function alternativeOf(pieces: readonly Link[]): string {
  const label = pieces[0]?.label ?? '';
  if (pieces.length < 2) return label;
  const number = pieceLabel('', 0, pieces.length);
  return label.endsWith(number) ? label.slice(0, -number.length).trimEnd() : label;
}
