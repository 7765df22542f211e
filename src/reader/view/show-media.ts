import type { MediaFile } from '../../article/index.ts';
import { element, say } from './dom.ts';
import type { Media } from './media.ts';
import type { Scene } from './scene.ts';

type Picture = Media & { readonly type: 'picture' };
type Video = Media & { readonly type: 'video' };

const TYPES = { webp: 'image/webp', jpg: 'image/jpeg', png: 'image/png', mp4: 'video/mp4', vtt: 'text/vtt' } as const;

/** What the reader asked to see, from whichever carrier has it; null when none does. */
async function loadBlob({ session, signal }: Scene, file: MediaFile): Promise<Blob | null> {
  const bytes = await session.loadMedia(file, signal);
  return bytes === null ? null : new Blob([new Uint8Array(bytes)], { type: TYPES[file.extension] });
}

/** Shows a picture that was loaded before, if it was. */
export function showPicture(
  place: HTMLElement,
  { file, alternative }: Picture,
  { pictures }: Scene,
): HTMLElement | null {
  const blob = pictures.get(file.sha256);
  if (blob === undefined) return null;
  const address = URL.createObjectURL(blob);
  const { widthPx, heightPx } = file;
  const image = element('img', { alt: alternative, width: `${widthPx}`, height: `${heightPx}`, tabindex: '-1' });
  image.onload = image.onerror = () => URL.revokeObjectURL(address);
  image.src = address;
  place.replaceChildren(image);
  return image;
}

/** Puts a picture in its place, and tells whether it could be had. */
export async function loadPicture(place: HTMLElement, picture: Picture, scene: Scene): Promise<boolean> {
  const { file } = picture;
  const blob = await loadBlob(scene, file);
  if (blob === null) return false;
  scene.pictures.set(file.sha256, blob);
  const hadFocus = place.contains(document.activeElement);
  const image = showPicture(place, picture, scene);
  if (hadFocus) image?.focus({ preventScroll: true });
  return true;
}

/**
 * Puts a video in its place, and tells whether it could be had. Each piece plays by itself: the next is fetched when one
 * has ended, so that no more is fetched than is seen.
 */
export async function playVideo(place: HTMLElement, media: Video, scene: Scene): Promise<boolean> {
  const { pieces, captions, alternative } = media;
  const { words, signal } = scene;
  const video = element('video', { controls: '', playsinline: '', 'aria-label': alternative });
  const addresses: string[] = [];
  const open = (blob: Blob): string => {
    const address = URL.createObjectURL(blob);
    addresses.push(address);
    return address;
  };
  signal.addEventListener('abort', () => {
    for (const address of addresses) URL.revokeObjectURL(address);
  });
  const play = async (at: number): Promise<boolean> => {
    const piece = pieces[at];
    const blob = piece === undefined ? null : await loadBlob(scene, piece);
    if (blob === null || signal.aborted) return false;
    video.src = open(blob);
    video.onended = () => void (at + 1 < pieces.length && play(at + 1).then((isShown) => isShown || fail()));
    // A browser may want a press of its own button before it plays; then that is what the controls are for.
    if (at > 0) await video.play().catch(() => {});
    return true;
  };
  const fail = () => place.append(element('p', { role: 'status' }, ...say(words.mediaFailed)));
  if (!(await play(0))) return false;
  // Captions count from the start of the video, pieces from their own: they fit where there is one piece.
  for (const each of pieces.length === 1 ? captions : []) {
    const blob = await loadBlob(scene, each.file);
    if (blob !== null) {
      video.append(element('track', { kind: 'captions', srclang: each.language, src: open(blob) }));
    }
  }
  place.replaceChildren(video);
  video.focus({ preventScroll: true });
  return true;
}
