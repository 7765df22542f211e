import type { CarrierStanding } from '../session.ts';
import { type Child, element, say } from './dom.ts';
import { showAddress, showNumber } from './format.ts';
import type { Scene } from './scene.ts';

const ASIDE = { false: 'asideFalse', old: 'asideOld', fork: 'asideFork' } as const;

/** More than these are counted, not named: what is above a text must not push it off the screen. */
const MAX_NAMED = 2;

/** How a carrier stands, in words. */
function standingOf({ standing, why, edition }: CarrierStanding, { words, language }: Scene): Child[] {
  if (standing !== 'aside') return [words[standing]];
  const number = edition === null ? '?' : showNumber(language, edition);
  return say(words[ASIDE[why ?? 'false']], { number });
}

const drawCarrier = (carrier: CarrierStanding, scene: Scene): HTMLElement =>
  element('li', {}, element('bdi', { dir: 'ltr' }, showAddress(carrier.address)), ': ', ...standingOf(carrier, scene));

/** Those that were set aside: whoever lies is told of where the reader sees it, and why stands with all carriers. */
export function drawAside(scene: Scene): HTMLElement[] {
  const { session, words, language } = scene;
  const aside = session.carriers().filter(({ standing }) => standing === 'aside');
  if (aside.length <= MAX_NAMED) return aside.map((carrier) => drawCarrier(carrier, scene));
  return [element('li', {}, ...say(words.asideMany, { number: showNumber(language, aside.length) }))];
}

/** All carriers, how they stand, and the exact failure of those that were set aside. */
export function drawCarriers(scene: Scene): HTMLElement[] {
  const carriers = scene.session.carriers().map((carrier) => {
    const drawn = drawCarrier(carrier, scene);
    if (carrier.failure !== null) drawn.append(' ', element('code', {}, carrier.failure));
    return drawn;
  });
  return [element('p', {}, element('b', {}, scene.words.carriers)), element('ul', { class: 'carriers' }, ...carriers)];
}
