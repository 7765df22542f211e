import { formatFingerprint } from '../../proof/index.ts';
import type { Origin } from '../session.ts';
import { type Child, element, say } from './dom.ts';
import { drawEvidence } from './evidence.ts';
import { showAddress, showNumber, showTime } from './format.ts';
import { drawFailure, type Labelled, MARKS } from './label.ts';
import type { PlaceScene } from './scene.ts';
import { verdictOf } from './verdict.ts';

/** Behind "How do I know?": the checks one by one, where the page came from, and whose newsroom it is. */
export function drawHow({ report, origin, isSettling }: Labelled, scene: PlaceScene): (Node | string)[] {
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
    drawEvidence(scene) ?? '',
    verdictOf(report, isSettling).isUnwitnessed ? element('p', {}, words.witnesses) : '',
  ];
}

function drawOrigin(origin: Origin, { words, language }: PlaceScene): Child[] {
  if (origin.kind === 'carrier') return say(words.fromCarrier, { address: showAddress(origin.address) });
  if (origin.kind === 'file') return say(words.fromFile, { name: origin.name });
  return say(words.fromKept, { time: showTime(language, origin.keptAt, new Date()) });
}
