import type { FailureName } from '../../proof/index.ts';
import type { Content, View } from '../session.ts';
import { drawArticle } from './article.ts';
import { drawCarriers } from './carriers.ts';
import { button, type Child, element, say } from './dom.ts';
import { showLanguage } from './format.ts';
import { drawFailure, type LabelBox, openLabel } from './label.ts';
import { withLater } from './later.ts';
import { drawListing } from './listing.ts';
import { hashOf, languageOf } from './route.ts';
import { heading, type Scene, titleOf } from './scene.ts';
import { mayShow } from './verdict.ts';

/** Where a page is drawn, and whom it tells. */
export interface Stage {
  readonly main: HTMLElement;
  /** Says something that happened, in a bar that is read out and covers nothing for long. */
  readonly announce: (text: string) => void;
  /** The page has something to show: the first time, the eye and the focus go to its heading. */
  readonly arrived: () => void;
}

/** An open page: takes views as they come. */
export interface OpenPage {
  show(view: View): void;
  refresh(): void;
}

/** The longest nothing is said while a copy is looked for: most are there before. */
const QUIET_MS = 300;
const CHANGES = { corrected: 'nowCorrected', withdrawn: 'nowWithdrawn', newer: 'nowNewer' } as const;

/** The text of a page, or of a file. */
export function drawContent(content: Content, path: string | null, scene: Scene): HTMLElement {
  return content.kind === 'article'
    ? drawArticle(content.body, content.part, path, scene)
    : drawListing(content.listing, content.part, path, scene);
}

/** Replaces a text under the eyes of whoever reads it: what stood at the top of the window stays there. */
function replaceInPlace(old: HTMLElement, next: HTMLElement): void {
  const blocks = [...old.querySelectorAll<HTMLElement>('[data-block]')];
  const top = blocks.find((each) => each.getBoundingClientRect().bottom > 0);
  const before = top?.getBoundingClientRect().top ?? 0;
  old.replaceWith(next);
  const same = [...next.querySelectorAll<HTMLElement>('[data-block]')].find(
    (each) => each.dataset.block === top?.dataset.block,
  );
  if (same !== undefined && window.scrollY > 0) window.scrollBy(0, same.getBoundingClientRect().top - before);
}

/** Opens a page of the edition on a stage. */
export function openPage(path: string, scene: Scene, { main, announce, arrived }: Stage): OpenPage {
  const { words, signal } = scene;
  let label: LabelBox | null = null;
  let text: HTMLElement | null = null;
  let drawn = '';
  let told = '';

  const draw = (...children: Child[]) => {
    label = text = null;
    main.replaceChildren(...children.filter((child) => child !== null));
    arrived();
  };
  const searching = setTimeout(() => draw(heading(words.searching), element('p', { class: 'wait' })), QUIET_MS);
  signal.addEventListener('abort', () => clearTimeout(searching));

  return {
    refresh: () => label?.refresh(),
    show(view) {
      if (view.kind === 'searching') return;
      clearTimeout(searching);
      if (view.kind === 'missing') return draw(...drawMissing(path, scene));
      if (view.kind === 'unreached') return draw(...drawUnreached(path, view.failure, scene));
      const { report, content, change } = view;
      const state = mayShow(report) ? JSON.stringify(content) : 'withheld';
      const isSame = state === drawn;
      const isOpen = label !== null && text !== null;
      drawn = state;
      label ??= openLabel(scene);
      label.update(view);
      if (!isOpen || !isSame) {
        const next = mayShow(report) ? drawContent(content, path, scene) : drawWithheld(scene);
        if (text !== null) replaceInPlace(text, next);
        else {
          main.replaceChildren(label.root, next);
          arrived();
        }
        text = next;
      }
      const happened = change ?? (isOpen && !isSame ? 'newer' : null);
      const event = `${happened} ${report.page?.leaf}`;
      if (happened !== null && event !== told) {
        told = event;
        announce(words[CHANGES[happened]]);
      }
    },
  };
}

/** In place of a text that is not to be believed: its label says why. */
function drawWithheld(scene: Scene): HTMLElement {
  const title = heading(titleOf(scene));
  title.className = 'hidden';
  return element('div', {}, title, button(scene.words.again, scene.again));
}

/** The way on from a page that cannot be had: the front page of its language, if the newsroom has that. */
function drawFrontLink(path: string, { words, language, session }: Scene): HTMLElement {
  const { languages } = session.card;
  const wanted = [languageOf(path), language];
  const other = wanted.find((each) => languages.includes(each)) ?? languages[0] ?? language;
  const label = `${words.front}: ${showLanguage(language, other)}`;
  return element('p', {}, element('a', { href: hashOf(`${other}/index.html`) }, label));
}

function drawMissing(path: string, scene: Scene): Child[] {
  const { words } = scene;
  return [
    heading(words.missing),
    element('p', {}, words.missingWhy),
    scene.back === null ? null : element('p', {}, button(words.back, scene.back)),
    drawFrontLink(path, scene),
  ];
}

/** The kept pages, where there may be some. */
function drawKept(scene: Scene): HTMLElement | null {
  if (!scene.session.keeping.isOn) return null;
  const place = element('div');
  withLater(place, scene, (places, whole) =>
    place.replaceChildren(element('h2', {}, scene.words.kept), places.drawKeptPages(whole)),
  );
  return place;
}

function drawUnreached(path: string, failure: FailureName | null, scene: Scene): Child[] {
  const { words } = scene;
  return [
    heading(failure === null ? words.unreached : words.altered),
    failure === null
      ? element('p', {}, words.unreachedWhy)
      : element('p', {}, ...say(words.notGenuine, { newsroom: titleOf(scene) }), drawFailure(failure, scene)),
    element('p', {}, button(words.again, scene.again)),
    drawFrontLink(path, scene),
    drawKept(scene),
    element('section', {}, ...drawCarriers(scene)),
  ];
}
