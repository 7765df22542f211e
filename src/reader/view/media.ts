import type { Block, MediaFile, PictureFile } from '../../article/index.ts';
import { button, element } from './dom.ts';
import { showSize } from './format.ts';
import { drawInlines } from './inline.ts';
import type { Scene } from './scene.ts';

/** A video, as an article has it. */
export type Video = Extract<Block, { type: 'video' }>;
type Media = Video | Extract<Block, { type: 'picture' }>;

const TYPES = { webp: 'image/webp', jpg: 'image/jpeg', png: 'image/png', mp4: 'video/mp4', vtt: 'text/vtt' } as const;

/** What the reader asked to see, from whichever carrier has it; null when none does. */
export async function loadBlob({ session, signal }: Scene, file: MediaFile): Promise<Blob | null> {
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
    const end = (isShown: boolean) => {
      start.ariaBusy = null;
      if (!isShown) status.textContent = words.mediaFailed;
    };
    run().then(end, () => end(false));
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
    const blob = await loadBlob(scene, file);
    if (blob === null) return false;
    pictures.set(file.sha256, blob);
    const hadFocus = place.contains(document.activeElement);
    const image = showPicture(place, file, alternative, blob);
    if (hadFocus) image.focus({ preventScroll: true });
    return true;
  });
}

function drawVideo(place: HTMLElement, media: Video, scene: Scene): void {
  const { words, language } = scene;
  const sizeBytes = media.pieces.reduce((sum, piece) => sum + piece.sizeBytes, 0);
  const label = words.loadVideo.replace('{size}', showSize(language, sizeBytes));
  offer(place, label, media.alternative, scene, async () => {
    const { places } = await scene.later.load(language);
    return places.playVideo(place, media, scene);
  });
}
