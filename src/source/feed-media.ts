import { normaliseLine } from '../article/index.ts';
import { resolveAddress } from './addresses.ts';
import type { FeedMedia } from './feed-item.ts';
import { textOfHtml } from './html-tree.ts';

interface MediaContent {
  readonly url?: string | undefined;
  readonly type?: string | undefined;
  readonly medium?: string | undefined;
  readonly title?: { readonly value?: string } | undefined;
  readonly description?: { readonly value?: string } | undefined;
  readonly credits?: readonly { readonly value?: string }[] | undefined;
  readonly copyright?: { readonly value?: string } | undefined;
}

interface MediaNamespace extends MediaContent {
  readonly contents?: readonly MediaContent[] | undefined;
  readonly groups?: readonly { readonly contents?: readonly MediaContent[] | undefined }[] | undefined;
  readonly thumbnails?: readonly { readonly url?: string | undefined }[] | undefined;
}

/** What feeds name beside the text: Media RSS and enclosures. */
export interface MediaFields {
  readonly media?: MediaNamespace | undefined;
  readonly enclosures?:
    | readonly { readonly url?: string | undefined; readonly type?: string | undefined }[]
    | undefined;
}

function kindOf(content: MediaContent): FeedMedia['kind'] | null {
  const type = `${content.medium ?? ''} ${content.type ?? ''}`.toLowerCase();
  if (/image/.test(type)) return 'picture';
  if (/video\/mp4/.test(type)) return 'video';
  if (type.trim() !== '') return null;
  if (/\.(?:jpe?g|png|webp|gif|avif)(?:[?#]|$)/i.test(content.url ?? '')) return 'picture';
  return /\.mp4(?:[?#]|$)/i.test(content.url ?? '') ? 'video' : null;
}

function line(text: string | undefined): string | undefined {
  const clean = normaliseLine(textOfHtml(text ?? ''));
  return clean === '' ? undefined : clean;
}

/**
 * The pictures and videos an item names, without doubles. Thumbnails count only when there is nothing else; sizes of
 * one picture in a `media:group` are one picture, the first.
 */
export function mediaOf(fields: MediaFields, base: string): FeedMedia[] {
  const { media, enclosures } = fields;
  const groups = (media?.groups ?? []).flatMap((group) => (group.contents ?? []).slice(0, 1));
  const named: MediaContent[] = [...(media?.contents ?? []), ...groups, ...(enclosures ?? [])];
  const thumbnails: MediaContent[] = (media?.thumbnails ?? [])
    .slice(0, 1)
    .map((each) => ({ url: each.url, medium: 'image' }));
  const found = (named.some((each) => kindOf(each) !== null) ? named : thumbnails).flatMap((content): FeedMedia[] => {
    const kind = kindOf(content);
    const address = resolveAddress(content.url, base);
    if (kind === null || address === null) return [];
    const credit = line(content.credits?.[0]?.value ?? content.copyright?.value ?? media?.credits?.[0]?.value);
    const caption = line(content.description?.value ?? media?.description?.value);
    const alternative = line(content.title?.value ?? media?.title?.value);
    return [
      {
        kind,
        address,
        ...(alternative !== undefined && { alternative }),
        ...(caption !== undefined && { caption }),
        ...(credit !== undefined && { credit }),
      },
    ];
  });
  return found.filter((each, at) => found.findIndex((other) => other.address === each.address) === at).slice(0, 20);
}
