import { element, say } from './dom.ts';
import { loadBlob, type Video } from './media.ts';
import type { Scene } from './scene.ts';

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
