import { element } from './dom.ts';
import { showLanguage } from './format.ts';
import { hashOf } from './route.ts';
import { heading, inLanguage, type Scene, titleOf } from './scene.ts';

/** A plain choice of languages, for those whose browser asks for none that the newsroom has. */
export function openChoice(main: HTMLElement, scene: Scene): void {
  main.replaceChildren(
    heading(titleOf(scene)),
    element(
      'ul',
      { class: 'choice' },
      ...scene.session.card.languages.map((each) =>
        element(
          'li',
          {},
          element(
            'a',
            { href: hashOf(`${each}/index.html`), hreflang: each, ...inLanguage(each) },
            showLanguage(each, each),
          ),
        ),
      ),
    ),
  );
}
