import type { CarrierStanding } from '../session.ts';
import { type Child, element, say } from './dom.ts';
import { showAddress, showNumber } from './format.ts';
import type { Scene } from './scene.ts';

const ASIDE = { false: 'asideFalse', old: 'asideOld', fork: 'asideFork' } as const;

/** How a carrier stands, in words. */
function standingOf({ standing, why, edition, failure }: CarrierStanding, { words, language }: Scene): Child[] {
  if (standing !== 'aside') return [words[standing]];
  const number = edition === null ? '?' : showNumber(language, edition);
  return [
    ...say(words[ASIDE[why ?? 'false']], { number }),
    failure === null ? null : ' ',
    failure === null ? null : element('code', {}, failure),
  ];
}

const drawCarrier = (carrier: CarrierStanding, scene: Scene): HTMLElement =>
  element('li', {}, element('bdi', { dir: 'ltr' }, showAddress(carrier.address)), ': ', ...standingOf(carrier, scene));

/** Those that were set aside, each named: whoever lies is told of where the reader sees it. */
export function drawAside(scene: Scene): HTMLElement[] {
  return scene.session
    .carriers()
    .filter(({ standing }) => standing === 'aside')
    .map((carrier) => drawCarrier(carrier, scene));
}

/** All carriers and how they stand. */
export function drawCarriers(scene: Scene): HTMLElement[] {
  const carriers = scene.session.carriers().map((carrier) => drawCarrier(carrier, scene));
  return [element('p', {}, element('b', {}, scene.words.carriers)), element('ul', { class: 'carriers' }, ...carriers)];
}
