import type { Block } from '../../article/index.ts';
import { button, element } from './dom.ts';
import { showSize } from './format.ts';
import { drawInlines } from './inline.ts';
import type { Scene } from './scene.ts';

/** A picture or a video, as an article has it. */
export type Media = Extract<Block, { type: 'picture' | 'video' }>;

/** A picture or video: nothing is fetched until its button, which says what it costs, is pressed. */
export function drawMedia(media: Media, scene: Scene): HTMLElement {
  const { words, language, later, pictures } = scene;
  const place = element('div');
  const figure = element('figure', { class: 'media', 'data-block': media.id }, place);
  if (media.type === 'picture' && pictures.has(media.file.sha256)) {
    later.in(language)?.places.showPicture(place, media, scene);
  } else {
    const isVideo = media.type === 'video';
    const sizeBytes = isVideo ? media.pieces.reduce((sum, each) => sum + each.sizeBytes, 0) : media.file.sizeBytes;
    const phrase = isVideo ? words.loadVideo : words.loadPicture;
    offer(place, phrase.replace('{size}', showSize(language, sizeBytes)), media.alternative, scene, async () => {
      const { places } = await later.load(language);
      return isVideo ? places.playVideo(place, media, scene) : places.loadPicture(place, media, scene);
    });
  }
  const { caption, credit } = media;
  if (caption !== undefined || credit !== undefined) {
    figure.append(
      element(
        'figcaption',
        {},
        ...(caption === undefined ? [] : drawInlines(caption, scene)),
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
