import { formatFingerprint } from '../../proof/index.ts';
import { drawCarriers } from './carriers.ts';
import { element, say } from './dom.ts';
import { drawEvidence } from './evidence.ts';
import { heading, type PlaceScene, titleOf } from './scene.ts';

/** What this app is, who can see what, and how the carriers stand. Returns what to call when their standing changes. */
export function openAbout(main: HTMLElement, scene: PlaceScene): () => void {
  const { words, session } = scene;
  const { home, fingerprint } = session.card;
  const carriers = element('section');
  const refresh = () => carriers.replaceChildren(...drawCarriers(scene));
  refresh();
  main.replaceChildren(
    heading(words.about),
    // The home address is text: it is blocked, and asking for it is what gives somebody away.
    element('p', {}, ...say(words.aboutWhat, { newsroom: titleOf(scene), home })),
    element('p', {}, words.aboutSafety),
    element('p', {}, words.leavesWhat),
    element('p', {}, words.fingerprint, ' ', element('code', { dir: 'ltr' }, formatFingerprint(fingerprint))),
    drawEvidence(scene) ?? '',
    carriers,
  );
  return refresh;
}
