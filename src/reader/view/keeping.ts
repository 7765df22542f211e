import { parsePagePath } from '../../proof/index.ts';
import type { KeptPage } from '../session.ts';
import { button, type Child, element, say } from './dom.ts';
import { showLanguage, showTime } from './format.ts';
import { hashOf } from './route.ts';
import { heading, inLanguage, type PlaceScene } from './scene.ts';

/** What can be kept, who can see it, the switch, and one button that undoes it all. */
export function openKeeping(main: HTMLElement, scene: PlaceScene): void {
  const { words, session } = scene;
  const { keeping } = session;
  const status = element('p', { role: 'status' });
  const body = element('div');
  main.replaceChildren(heading(words.kept), status, body);

  const run = (action: () => Promise<void>, done: string) => {
    action().then(
      () => {
        status.textContent = done;
        draw();
        // The button is gone that had the focus.
        main.querySelector('h1')?.focus();
      },
      () => {
        status.textContent = words.keepFailed;
      },
    );
  };
  const draw = () => {
    const told = { off: words.keepOff, on: words.keepOn, unreachable: words.keepBroken }[keeping.state];
    const about = [element('p', {}, words.keepWhat), element('p', {}, words.keepRisk)];
    const forget = button(words.forget, () => run(() => keeping.forget(), words.forgotten), { class: 'grave' });
    const parts =
      keeping.state === 'off'
        ? [
            ...about,
            element(
              'p',
              {},
              button(words.turnOn, () => run(() => keeping.turnOn(), '')),
            ),
          ]
        : [
            keeping.isOn ? drawKeptPages(scene) : '',
            element('p', {}, forget),
            element('p', { class: 'quiet' }, words.forgetWhat),
            ...about,
          ];
    body.replaceChildren(element('p', {}, element('b', {}, told)), ...parts);
  };
  draw();
}

/** What a kept page is called: front pages have no headline of their own. */
function nameOf({ path, headline, language: own }: KeptPage, { words, language }: PlaceScene): Child {
  const isFront = parsePagePath(path)?.kind === 'front';
  return isFront ? `${words.front}: ${showLanguage(language, own)}` : element('span', inLanguage(own), headline);
}

/** The kept pages, as soon as they are known. */
export function drawKeptPages(scene: PlaceScene): HTMLElement {
  const { session, words, language } = scene;
  const place = element('section', { 'aria-label': words.kept });
  session.keeping.list().then(
    (pages) => {
      const items = pages.map((page) => {
        const since = say(words.fromKept, { time: showTime(language, page.keptAt, new Date()) });
        const link = element('a', { href: hashOf(page.path) }, nameOf(page, scene));
        return element('li', {}, link, element('p', { class: 'meta' }, ...since));
      });
      place.append(
        pages.length === 0 ? element('p', {}, words.nothingKept) : element('ul', { class: 'kept' }, ...items),
      );
    },
    () => place.append(words.keepFailed),
  );
  return place;
}
