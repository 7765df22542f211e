import { type FailureName, formatFingerprint, type Report } from '../../proof/index.ts';
import type { Origin } from '../session.ts';
import { drawAside, drawCarriers } from './carriers.ts';
import { type Child, element, say } from './dom.ts';
import { sentenceOf } from './failure.ts';
import { showAddress, showNumber, showTime } from './format.ts';
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

const MARKS = { good: '✓', note: 'ⓘ', bad: '✕', passed: '✓', failed: '✕', unknown: '?' } as const;

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
  const root = element(
    'section',
    { class: 'label', 'aria-label': words.how },
    verdict,
    aside,
    element('details', {}, element('summary', {}, words.how), how, carriers),
  );
  const refresh = () => {
    aside.replaceChildren(...drawAside(scene));
    carriers.replaceChildren(...drawCarriers(scene));
  };
  return {
    root,
    refresh,
    update({ report, origin, isSettling }) {
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
      const next = element('p', {}, ...told);
      // The same sentence set again would be read out again.
      if (next.textContent !== verdict.textContent) verdict.replaceChildren(...next.childNodes);
      how.replaceChildren(...drawHow(report, origin, isUnwitnessed, scene));
      refresh();
    },
  };
}

function drawHow(report: Report, origin: Origin, isUnwitnessed: boolean, scene: Scene): (Node | string)[] {
  const { words, language, session } = scene;
  const checks = report.checks.map(({ check, outcome, failure }) =>
    element(
      'li',
      { class: outcome },
      element('span', { 'aria-hidden': 'true' }, MARKS[outcome]),
      ' ',
      words.checks[check],
      element('span', { class: outcome === 'passed' ? 'hidden' : 'quiet' }, `: ${words[outcome]}`),
      failure === null ? null : drawFailure(failure, scene),
    ),
  );
  const number = report.head?.edition.number;
  return [
    element('ul', { class: 'checks' }, ...checks),
    element(
      'p',
      {},
      ...drawOrigin(origin, scene),
      ...(number === undefined ? [] : [' · ', ...say(words.edition, { number: showNumber(language, number) })]),
    ),
    element(
      'p',
      {},
      words.fingerprint,
      ' ',
      element('code', { dir: 'ltr' }, formatFingerprint(session.card.fingerprint)),
    ),
    isUnwitnessed ? element('p', {}, words.witnesses) : '',
  ];
}

function drawOrigin(origin: Origin, { words, language }: Scene): Child[] {
  if (origin.kind === 'carrier') return say(words.fromCarrier, { address: showAddress(origin.address) });
  if (origin.kind === 'file') return say(words.fromFile, { name: origin.name });
  return say(words.fromKept, { time: showTime(language, origin.keptAt, new Date()) });
}
