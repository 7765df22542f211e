import type { FailureName, Report } from '../../proof/index.ts';
import type { Origin } from '../session.ts';
import { drawAside, drawCarriers } from './carriers.ts';
import { type Child, element, say } from './dom.ts';
import { sentenceOf } from './failure.ts';
import { showTime } from './format.ts';
import { withLater } from './later.ts';
import { type Scene, titleOf } from './scene.ts';
import { verdictOf } from './verdict.ts';

/** What the label is about. */
export interface Labelled {
  readonly report: Report;
  readonly origin: Origin;
  readonly isSettling: boolean;
}

/** The label on top of a page: one element for as long as the page is open, so that what was unfolded stays so. */
export interface LabelBox {
  readonly root: HTMLElement;
  update(labelled: Labelled): void;
  /** How the carriers stand has changed. */
  refresh(): void;
}

/** Shown before a verdict and a check, for the eye only. */
export const MARKS = { good: '✓', note: 'ⓘ', bad: '✕', passed: '✓', failed: '✕', unknown: '?' } as const;

/** A failure in a sentence, its exact name small beside it for those who pass it on. */
export function drawFailure(failure: FailureName, { words }: Scene): HTMLElement {
  return element(
    'span',
    { class: 'failure' },
    ' ',
    words.failures[sentenceOf(failure)],
    ' ',
    element('code', {}, failure),
  );
}

/** Makes the label of one page. */
export function openLabel(scene: Scene): LabelBox {
  const { words, language } = scene;
  // Told to those who listen whenever it changes, and not before.
  const verdict = element('p', { class: 'verdict', role: 'status' });
  const aside = element('ul', { class: 'aside' });
  const how = element('div');
  const carriers = element('div');
  const root = element('section', { class: 'label', 'aria-label': words.how }, verdict, aside);
  const details = element('details', {}, element('summary', {}, words.how), how, carriers);
  root.append(details);
  let labelled: Labelled | null = null;
  const drawHow = () =>
    withLater(how, scene, (places, whole) => {
      if (labelled !== null) how.replaceChildren(...places.drawHow(labelled, whole));
    });
  details.addEventListener('toggle', () => {
    if (details.open) drawHow();
  });
  const refresh = () => {
    aside.replaceChildren(...drawAside(scene));
    carriers.replaceChildren(...drawCarriers(scene));
  };
  return {
    root,
    refresh,
    update(next) {
      labelled = next;
      const { report, isSettling } = next;
      const { tone, phrase, time, failure, isUnwitnessed } = verdictOf(report, isSettling);
      const now = new Date();
      root.dataset.tone = tone;
      const told: Child[] = [
        element('span', { 'aria-hidden': 'true' }, `${MARKS[tone]} `),
        element(
          'b',
          {},
          ...say(words[phrase], {
            time: time === null ? null : showTime(language, time, now),
            newsroom: titleOf(scene),
          }),
        ),
        failure === null || phrase === 'conflict' ? null : drawFailure(failure, scene),
        isUnwitnessed ? element('span', { class: 'quiet' }, ` ${words.unwitnessed}`) : null,
      ];
      const sentence = element('p', {}, ...told);
      // The same sentence set again would be read out again.
      if (sentence.textContent !== verdict.textContent) verdict.replaceChildren(...sentence.childNodes);
      if (details.open || scene.later.in(language) !== null) drawHow();
      refresh();
    },
  };
}
