import { loadKeeping } from '../keeping.ts';
import type { Session, View } from '../session.ts';
import { loadWords, type Speech } from '../words/load.ts';
import { WORDED } from '../words/words.ts';
import { element } from './dom.ts';
import { acceptDrops } from './drop.ts';
import { openFrame } from './frame.ts';
import { openHistory } from './history.ts';
import { openLater, withLater } from './later.ts';
import { openPage } from './page.ts';
import { chooseLanguage, hashOf, languageOf, parseRoute, type Route } from './route.ts';
import { heading, type Scene } from './scene.ts';

/**
 * Shows a session in the document and follows the address from then on. `onTrouble` is called when files of the app
 * itself cannot be had, so that it cannot even say so in the reader's language.
 */
export function openReader(session: Session, onTrouble: (reason: unknown) => void): void {
  const { card } = session;
  const frame = openFrame(session);
  const { main } = frame;
  const wanted = navigator.languages;
  const later = openLater(() => import('./places.ts'));
  /** Whatever may be wanted next, when the browser has nothing else to do. What fails is asked for again on demand. */
  const fetchRest = ({ language }: Speech) => {
    const run = () => {
      for (const asked of [later.load(language), import('../check-file.ts'), loadKeeping()]) asked.catch(() => {});
    };
    // Not every browser tells when it is idle.
    if ('requestIdleCallback' in window) requestIdleCallback(run);
    else setTimeout(run, 1_000);
  };
  const entries = openHistory();
  let home = chooseLanguage(wanted, card.languages);
  let leaving = new AbortController();
  let refresh = (): void => {};
  let check: ((file: File) => void) | null = null;
  let dropped: File | null = null;

  /** Goes to where this entry was left, or to the top, and takes the focus along unless it is busy elsewhere. */
  const arrive = (isFirst: boolean, topPx: number) => {
    window.scrollTo(0, topPx);
    const { activeElement } = document;
    if (isFirst || (activeElement !== document.body && !main.contains(activeElement))) return;
    main.querySelector('h1')?.focus({ preventScroll: true });
  };

  const stage = (route: Route, speech: Speech, signal: AbortSignal, arrived: () => void) => {
    const scene: Scene = {
      ...speech,
      session,
      signal,
      later,
      pictures: new Map(),
      again: () => open(false),
      back: entries.hasBefore ? () => history.back() : null,
    };
    if (route.kind === 'start') withLater(main, scene, (places, whole) => places.openChoice(main, whole));
    else if (route.kind === 'page' || route.kind === 'nowhere') {
      const path = route.kind === 'page' ? route.path : `${home ?? card.languages[0]}/index.html`;
      const page = openPage(path, scene, { main, announce: frame.announce, arrived });
      refresh = page.refresh;
      if (route.kind === 'nowhere') page.show({ kind: 'missing', path });
      else {
        const show = (view: View) => {
          page.show(view);
          if (view.kind !== 'searching') fetchRest(speech);
        };
        session.follow(path, show, signal);
      }
      return;
    } else {
      const place = element('div');
      main.replaceChildren(heading(scene.words[route.kind]), place);
      withLater(place, scene, (places, whole) => {
        if (route.kind === 'kept') places.openKeeping(main, whole);
        else if (route.kind === 'about') refresh = places.openAbout(main, whole);
        else {
          check = places.openCheckFile(main, dropped, whole);
          dropped = null;
        }
        arrived();
      });
    }
    arrived();
  };

  let spoken: Speech | null = null;
  /** The words of a language; those spoken before where the new ones cannot be had: reading goes on. */
  const speak = async (language: string): Promise<Speech> => {
    try {
      spoken = await loadWords(language);
    } catch (reason) {
      if (spoken === null) throw reason;
    }
    return spoken;
  };

  const open = (isFirst: boolean): void => {
    // In place of the bare address, so that going back leaves the app instead of coming here again.
    if (parseRoute(location.hash).kind === 'start' && home !== null) entries.readdress(hashOf(`${home}/index.html`));
    const route = parseRoute(location.hash);
    leaving.abort();
    leaving = new AbortController();
    const { signal } = leaving;
    refresh = () => {};
    check = null;
    frame.quiet();
    const shown = route.kind === 'page' ? languageOf(route.path) : home;
    if (shown !== null && card.languages.includes(shown)) home = shown;
    const language = shown ?? chooseLanguage(wanted, WORDED) ?? 'en';
    const { topPx } = entries;
    speak(language).then((speech) => {
      if (signal.aborted) return;
      frame.dress(speech, route, home ?? card.languages[0] ?? 'en');
      stage(route, speech, signal, () => arrive(isFirst, topPx));
    }, onTrouble);
  };

  window.addEventListener('hashchange', () => {
    entries.arrive();
    open(false);
  });
  acceptDrops((file) => {
    if (check !== null) check(file);
    else {
      dropped = file;
      location.hash = '#/check';
    }
  });
  session.onCarriers(() => refresh());
  open(true);
}
