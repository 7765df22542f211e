import type { Session } from '../session.ts';
import type { Speech } from '../words/load.ts';
import { button, element } from './dom.ts';
import { showLanguage } from './format.ts';
import { hashOf, pathIn, type Route } from './route.ts';
import { inLanguage, titleOf } from './scene.ts';

/** What stands around every page. */
export interface Frame {
  readonly main: HTMLElement;
  /** Speaks another language and points from another page; `home` is the language of the front page to go back to. */
  dress(speech: Speech, route: Route, home: string): void;
  announce(text: string): void;
  quiet(): void;
}

/** Makes the frame and puts it in the document. */
export function openFrame(session: Session): Frame {
  const main = element('main', { id: 'main', tabindex: '-1' });
  const header = element('header');
  const footer = element('footer');
  // A link in form; its address is that of the page, because a fragment of its own would be another route.
  const skip = element('a', { class: 'skip' });
  skip.addEventListener('click', (event) => {
    event.preventDefault();
    main.focus();
  });
  const notice = element('div', { class: 'notice', role: 'status' });
  let dismiss = '';
  // In place of what stood there while it loaded; the stylesheet stands behind it.
  document.querySelector('main')?.replaceWith(header, main, footer, notice);

  return {
    main,
    quiet: () => notice.replaceChildren(),
    announce(text) {
      const close = button(dismiss, () => {
        notice.replaceChildren();
        main.focus({ preventScroll: true });
      });
      notice.replaceChildren(element('p', {}, text), close);
    },
    dress({ words, language }, route, home) {
      const { documentElement: root } = document;
      Object.assign(root, inLanguage(language));
      const title = titleOf({ session, language });
      // The newsroom and no headline: titles stay in the history of the browser, for whoever takes the device.
      document.title = title;
      skip.textContent = words.skip;
      skip.href = location.hash;
      dismiss = words.dismiss;
      const current = route.kind === 'page' ? route.path.split('/', 1)[0] : null;
      const versions = session.card.languages.map((each) =>
        element(
          'a',
          {
            href: hashOf(route.kind === 'page' ? pathIn(route.path, each) : `${each}/index.html`),
            hreflang: each,
            ...inLanguage(each),
            'aria-current': each === current ? 'true' : null,
          },
          showLanguage(each, each),
        ),
      );
      const front = hashOf(`${home}/index.html`);
      header.replaceChildren(
        skip,
        element('p', { class: 'name' }, element('a', { href: front }, title)),
        element('nav', { 'aria-label': words.languages }, ...versions),
      );
      const places = (['kept', 'check', 'about'] as const).map((place) =>
        element('a', { href: `#/${place}`, 'aria-current': route.kind === place ? 'page' : null }, words[place]),
      );
      footer.replaceChildren(
        element('nav', { 'aria-label': title }, element('a', { href: front }, words.front), ...places),
      );
    },
  };
}
