import { type ArticleBody, type Inline, type MediaFile, type PictureFile, plainText } from '../article/index.ts';
import { mediaPath } from '../proof/index.ts';

/** An object of ninjs 3.1, or some of its members. */
export type NinjsObject = Readonly<Record<string, unknown>>;

const CONTENT_TYPES: Readonly<Record<MediaFile['extension'], string>> = {
  webp: 'image/webp',
  jpg: 'image/jpeg',
  png: 'image/png',
  mp4: 'video/mp4',
  vtt: 'text/vtt',
};

/**
 * Pictures and videos of an article as associated objects, in the order of the text. Their uri is their hash (`ni:`,
 * RFC 6920): the same picture is the same object in every article and on every carrier.
 */
export function ninjsMedia(body: ArticleBody, addressOf: (path: string) => string): NinjsObject[] {
  return body.blocks.flatMap((block): NinjsObject[] => {
    switch (block.type) {
      case 'picture':
        return [
          {
            ...shownBy(`picture ${block.id}`, 'picture', block.file, block),
            renditions: [pictureRendition('main', block.file, addressOf)],
          },
        ];
      case 'video': {
        const [first] = block.pieces;
        if (first === undefined) return [];
        const whole = block.pieces.length === 1 ? { duration: block.durationSeconds } : {};
        return [
          {
            ...shownBy(`video ${block.id}`, 'video', first, block),
            renditions: [
              ...block.pieces.map((piece, at) => ({
                ...rendition(block.pieces.length === 1 ? 'main' : `piece ${at + 1}`, piece, addressOf),
                ...whole,
              })),
              ...(block.poster === undefined ? [] : [pictureRendition('thumbnail', block.poster, addressOf)]),
              ...block.captions.map(({ language, file }) => rendition(`captions ${language}`, file, addressOf)),
            ],
          },
        ];
      }
      default:
        return [];
    }
  });
}

function shownBy(
  name: string,
  type: 'picture' | 'video',
  { sha256 }: MediaFile,
  shown: { readonly alternative: string; readonly caption?: readonly Inline[]; readonly credit?: string },
): NinjsObject {
  const descriptions = [
    { role: 'alternative', contentType: 'text/plain', value: shown.alternative },
    { role: 'caption', contentType: 'text/plain', value: plainText(shown.caption ?? []) },
  ].filter(({ value }) => value !== '');
  return {
    uri: `ni:///sha-256;${Buffer.from(sha256, 'hex').toString('base64url')}`,
    name,
    rel: type,
    type,
    ...(descriptions.length === 0 ? {} : { descriptions }),
    ...(shown.credit === undefined ? {} : { by: shown.credit }),
  };
}

function pictureRendition(name: string, file: PictureFile, addressOf: (path: string) => string): NinjsObject {
  return { ...rendition(name, file, addressOf), width: file.widthPx, height: file.heightPx };
}

/** The standard wants whole addresses: without a public carrier there is none, and the title says where the file is. */
function rendition(name: string, file: MediaFile, addressOf: (path: string) => string): NinjsObject {
  const path = mediaPath(file);
  const href = addressOf(path);
  return {
    name,
    title: path,
    ...(URL.canParse(href) ? { href } : {}),
    contentType: CONTENT_TYPES[file.extension],
    sizeInBytes: file.sizeBytes,
  };
}
