import { MAX_PAGE_BYTES } from '../../proof/index.ts';
import type { FileView } from '../session.ts';
import { element, say } from './dom.ts';
import { openLabel } from './label.ts';
import { drawContent } from './page.ts';
import { heading, type PlaceScene, titleOf } from './scene.ts';
import { mayShow } from './verdict.ts';

/** The page on which a file is checked; `dropped` is one that was dropped on another page. */
export function openCheckFile(main: HTMLElement, dropped: File | null, scene: PlaceScene): (file: File) => void {
  const { words, signal } = scene;
  const input = element('input', { type: 'file', accept: '.html,.htm,text/html', id: 'file' });
  const result = element('div', { 'aria-live': 'polite' });
  main.replaceChildren(
    heading(words.check),
    element('p', {}, words.checkWhat),
    element('p', {}, element('label', { for: 'file', class: 'choose' }, words.choose), input),
    result,
  );
  let turn = 0;
  const check = (file: File) => {
    turn += 1;
    const mine = turn;
    result.replaceChildren(words.loading);
    // No more than shows that it is too large: a film dropped by mistake must not fill a phone.
    file
      .slice(0, MAX_PAGE_BYTES + 1)
      .arrayBuffer()
      .then((bytes) => scene.session.checkFile(new Uint8Array(bytes), file.name))
      .then(
        (view) => {
          if (mine === turn && !signal.aborted) result.replaceChildren(...drawResult(view, scene));
        },
        () => result.replaceChildren(words.cannotTell),
      );
  };
  input.addEventListener('change', () => {
    const file = input.files?.[0];
    if (file !== undefined) check(file);
  });
  if (dropped !== null) check(dropped);
  return check;
}

function drawResult({ name, report, newsroom, path, content }: FileView, scene: PlaceScene): HTMLElement[] {
  const { words } = scene;
  if (report === null) {
    const told =
      newsroom === null
        ? [`${words.cannotTell} ${words.noSignature}`]
        : say(words.foreign, { newsroom, ours: titleOf(scene) });
    return [
      element(
        'section',
        { class: 'label', 'data-tone': 'note' },
        element('p', { class: 'verdict' }, element('b', {}, ...told)),
        element('p', { class: 'quiet' }, ...say(words.fromFile, { name })),
      ),
    ];
  }
  const label = openLabel(scene);
  label.update({ report, origin: { kind: 'file', name }, isSettling: false });
  return content === null || !mayShow(report) ? [label.root] : [label.root, drawContent(content, path, scene)];
}
