/**
 * What nobody needs to read a page stands in files of its own. They are fetched once a page is on the screen, so that they
 * are there when the app's origin is blocked during the visit, and on demand before that.
 */
import type { PlaceWords, Worded } from '../words/words.ts';
import { button, element } from './dom.ts';
import type { PlaceScene, Scene } from './scene.ts';

/** The views that come later: see `places.ts`. */
export type Places = typeof import('./places.ts');

/** What comes later, once it is there. */
export interface Arrived {
  readonly places: Places;
  readonly words: PlaceWords;
}

/** What comes later, in each language. */
export interface Later {
  /** What is there already; null when it is not. */
  in(language: Worded): Arrived | null;
  /** Fails when the app's own files cannot be had; may be tried again. */
  load(language: Worded): Promise<Arrived>;
}

/** Knows how to get what comes later, and what of it was got. */
export function openLater(importPlaces: () => Promise<Places>): Later {
  const there = new Map<Worded, Arrived>();
  return {
    in: (language) => there.get(language) ?? null,
    async load(language) {
      const places = await importPlaces();
      const arrived = { places, words: await places.loadPlaceWords(language) };
      there.set(language, arrived);
      return arrived;
    },
  };
}

/** Draws in a place with what comes later: at once when it is there. Until then, and when it cannot be had, says so. */
export function withLater(place: HTMLElement, scene: Scene, draw: (places: Places, scene: PlaceScene) => void): void {
  const { words, language, signal, later } = scene;
  const drawWith = (arrived: Arrived) => draw(arrived.places, { ...scene, words: { ...words, ...arrived.words } });
  const there = later.in(language);
  if (there !== null) {
    drawWith(there);
    return;
  }
  const told = element('p', { role: 'status' });
  const attempt = () => {
    told.textContent = words.loading;
    later.load(language).then(
      (arrived) => {
        if (signal.aborted) return;
        place.replaceChildren();
        drawWith(arrived);
      },
      () => {
        told.textContent = words.unreachedWhy;
        if (!again.isConnected) place.append(again);
      },
    );
  };
  const again = button(words.again, attempt);
  place.replaceChildren(told);
  attempt();
}
