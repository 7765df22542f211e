import { button, type Child, element, say } from './dom.ts';
import { showTime } from './format.ts';
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
    const about = [element('p', {}, words.keepWhat), element('p', {}, words.keepRisk)];
    const parts = keeping.isOn
      ? [
          element('p', {}, element('b', {}, words.keepOn)),
          drawKeptPages(scene),
          element(
            'p',
            {},
            button(words.forget, () => run(() => keeping.forget(), words.forgotten), { class: 'grave' }),
          ),
          ...about,
        ]
      : [
          element('p', {}, element('b', {}, words.keepOff)),
          ...about,
          element(
            'p',
            {},
            button(words.turnOn, () => run(() => keeping.turnOn(), '')),
          ),
        ];
    body.replaceChildren(...parts);
  };
  draw();
}

/** The kept pages, as soon as they are known. */
export function drawKeptPages(scene: PlaceScene): HTMLElement {
  const { session, words, language } = scene;
  const place = element('section', { 'aria-label': words.kept });
  const show = (children: readonly Child[]) => place.append(...children.filter((child) => child !== null));
  session.keeping.list().then(
    (pages) =>
      show([
        element('h2', {}, words.kept),
        pages.length === 0 ? element('p', {}, words.nothingKept) : null,
        element(
          'ul',
          { class: 'kept' },
          ...pages.map((page) =>
            element(
              'li',
              {},
              element('a', { href: hashOf(page.path), ...inLanguage(page.language) }, page.headline),
              element(
                'p',
                { class: 'meta' },
                ...say(words.fromKept, { time: showTime(language, page.keptAt, new Date()) }),
              ),
            ),
          ),
        ),
      ]),
    () => show([words.keepFailed]),
  );
  return place;
}
