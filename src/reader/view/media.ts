import type { Block, MediaFile, PictureFile } from '../../article/index.ts';
import { button, element, say } from './dom.ts';
import { showSize } from './format.ts';
import { drawInlines } from './inline.ts';
import type { Scene } from './scene.ts';

type Media = Extract<Block, { type: 'picture' | 'video' }>;

const TYPES = { webp: 'image/webp', jpg: 'image/jpeg', png: 'image/png', mp4: 'video/mp4', vtt: 'text/vtt' } as const;

async function load({ session, signal }: Scene, file: MediaFile): Promise<Blob | null> {
  const bytes = await session.loadMedia(file, signal);
  return bytes === null ? null : new Blob([new Uint8Array(bytes)], { type: TYPES[file.extension] });
}

/** A picture or video: nothing is fetched until its button, which says what it costs, is pressed. */
export function drawMedia(media: Media, scene: Scene): HTMLElement {
  const { words } = scene;
  const place = element('div');
  const figure = element('figure', { class: 'media', 'data-block': media.id }, place);
  if (media.type === 'picture') drawPicture(place, media.file, media.alternative, scene);
  else drawVideo(place, media, scene);
  const { caption, credit } = media;
  if (caption !== undefined || credit !== undefined) {
    figure.append(
      element(
        'figcaption',
        {},
        ...(caption === undefined ? [] : drawInlines(caption, words)),
        credit === undefined ? null : element('small', {}, ` ${credit}`),
      ),
    );
  }
  return figure;
}

/** A button that loads, says so, and comes back with a sentence when nothing could be had. */
function offer(
  place: HTMLElement,
  label: string,
  alternative: string,
  { words }: Scene,
  run: () => Promise<boolean>,
): void {
  const status = element('span', { role: 'status' });
  const start = button(label, () => {
    // Not disabled: that would take the focus away.
    if (start.ariaBusy === 'true') return;
    start.ariaBusy = 'true';
    status.textContent = words.loading;
    void run().then((isShown) => {
      start.ariaBusy = null;
      if (!isShown) status.textContent = words.mediaFailed;
    });
  });
  place.replaceChildren(alternative === '' ? '' : element('p', {}, alternative), start, ' ', status);
}

function showPicture(place: HTMLElement, file: PictureFile, alternative: string, blob: Blob): HTMLElement {
  const address = URL.createObjectURL(blob);
  const { widthPx, heightPx } = file;
  const image = element('img', { alt: alternative, width: `${widthPx}`, height: `${heightPx}`, tabindex: '-1' });
  image.onload = image.onerror = () => URL.revokeObjectURL(address);
  image.src = address;
  place.replaceChildren(image);
  return image;
}

function drawPicture(place: HTMLElement, file: PictureFile, alternative: string, scene: Scene): void {
  const loaded = scene.pictures.get(file.sha256);
  if (loaded !== undefined) {
    showPicture(place, file, alternative, loaded);
    return;
  }
  const { words, language, pictures } = scene;
  const label = words.loadPicture.replace('{size}', showSize(language, file.sizeBytes));
  offer(place, label, alternative, scene, async () => {
    const blob = await load(scene, file);
    if (blob === null) return false;
    pictures.set(file.sha256, blob);
    const hadFocus = place.contains(document.activeElement);
    const image = showPicture(place, file, alternative, blob);
    if (hadFocus) image.focus({ preventScroll: true });
    return true;
  });
}

/** Each piece plays by itself: the next is fetched when one has ended, so that no more is fetched than is seen. */
function drawVideo(place: HTMLElement, media: Extract<Media, { type: 'video' }>, scene: Scene): void {
  const { pieces, captions, alternative } = media;
  const { words, language, signal } = scene;
  const sizeBytes = pieces.reduce((sum, piece) => sum + piece.sizeBytes, 0);
  const label = words.loadVideo.replace('{size}', showSize(language, sizeBytes));
  offer(place, label, alternative, scene, async () => {
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
      const blob = piece === undefined ? null : await load(scene, piece);
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
      const blob = await load(scene, each.file);
      if (blob !== null) {
        video.append(element('track', { kind: 'captions', srclang: each.language, src: open(blob) }));
      }
    }
    place.replaceChildren(video);
    video.focus({ preventScroll: true });
    return true;
  });
}
