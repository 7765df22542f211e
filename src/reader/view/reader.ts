import type { Session } from '../session.ts';
import { loadWords, type Speech } from '../words/load.ts';
import { WORDED } from '../words/words.ts';
import { openAbout, openChoice } from './about.ts';
import { openCheckFile } from './check-file.ts';
import { openFrame } from './frame.ts';
import { openKeeping } from './keeping.ts';
import { openPage } from './page.ts';
import { chooseLanguage, hashOf, languageOf, parseRoute, type Route } from './route.ts';
import type { Scene } from './scene.ts';

/**
 * Shows a session in the document and follows the address from then on. `onTrouble` is called when files of the app
 * itself cannot be had, so that it cannot even say so in the reader's language.
 */
export function openReader(session: Session, onTrouble: (reason: unknown) => void): void {
  const { card } = session;
  const frame = openFrame(session);
  const { main } = frame;
  const wanted = navigator.languages;
  let home = chooseLanguage(wanted, card.languages);
  let leaving = new AbortController();
  let refresh = (): void => {};
  let check: ((file: File) => void) | null = null;
  let dropped: File | null = null;

  // Where each entry of the history was scrolled to; in memory only, by a number of this visit.
  const scrolled = new Map<number, number>();
  let entry = 0;
  let entries = 0;
  history.scrollRestoration = 'manual';

  /** Goes to where this entry was left, or to the top, and takes the focus along unless it is busy elsewhere. */
  const arrive = (isFirst: boolean, top: number) => {
    window.scrollTo(0, top);
    const { activeElement } = document;
    if (isFirst || (activeElement !== document.body && !main.contains(activeElement))) return;
    main.querySelector('h1')?.focus({ preventScroll: true });
  };

  const stage = (route: Route, speech: Speech, signal: AbortSignal, arrived: () => void) => {
    const scene: Scene = { ...speech, session, signal, pictures: new Map(), again: () => open(false) };
    if (route.kind === 'start') openChoice(main, scene);
    else if (route.kind === 'kept') openKeeping(main, scene);
    else if (route.kind === 'about') refresh = openAbout(main, scene);
    else if (route.kind === 'check') {
      check = openCheckFile(main, dropped, scene);
      dropped = null;
    } else {
      const path = route.kind === 'page' ? route.path : `${home ?? card.languages[0]}/index.html`;
      const page = openPage(path, scene, { main, announce: frame.announce, arrived });
      refresh = page.refresh;
      if (route.kind === 'page') session.follow(path, page.show, signal);
      else page.show({ kind: 'missing', path });
      return;
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
    if (parseRoute(location.hash).kind === 'start' && home !== null) {
      history.replaceState(entry, '', hashOf(`${home}/index.html`));
    }
    const route = parseRoute(location.hash);
    leaving.abort();
    leaving = new AbortController();
    const { signal } = leaving;
    refresh = () => {};
    check = null;
    frame.quiet();
    if (route.kind === 'page') home = languageOf(route.path);
    const language = home ?? chooseLanguage(wanted, WORDED) ?? 'en';
    const top = scrolled.get(entry) ?? 0;
    speak(language).then((speech) => {
      if (signal.aborted) return;
      frame.dress(speech, route, home ?? card.languages[0] ?? 'en');
      stage(route, speech, signal, () => arrive(isFirst, top));
    }, onTrouble);
  };

  const number = () => {
    const known: unknown = history.state;
    if (typeof known === 'number') entry = known;
    else {
      entry = entries + 1;
      history.replaceState(entry, '');
    }
    entries = Math.max(entries, entry);
  };
  window.addEventListener('hashchange', () => {
    scrolled.set(entry, window.scrollY);
    number();
    open(false);
  });
  window.addEventListener('dragover', (event) => event.preventDefault());
  window.addEventListener('drop', (event) => {
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file === undefined) return;
    if (check !== null) check(file);
    else {
      dropped = file;
      location.hash = '#/check';
    }
  });
  session.onCarriers(() => refresh());
  number();
  open(true);
}
