import { button, element } from './dom.ts';
import type { PlaceScene } from './scene.ts';

/** The file that both checkpoints are saved in. */
const FILE_NAME = 'checkpoints.txt';

/** The two checkpoints of a fork, to be read and saved; null while none was met. */
export function drawEvidence({ session, words }: PlaceScene): HTMLElement | null {
  const evidence = session.evidence();
  if (evidence === null) return null;
  const save = () => {
    const address = URL.createObjectURL(new Blob([evidence.join('\n')], { type: 'text/plain' }));
    element('a', { href: address, download: FILE_NAME }).click();
    // The browser has taken the bytes when this turn is over.
    setTimeout(() => URL.revokeObjectURL(address));
  };
  return element(
    'section',
    { class: 'evidence' },
    element('p', {}, words.evidence),
    ...evidence.map((checkpoint) => element('pre', { dir: 'ltr', tabindex: '0' }, checkpoint)),
    element('p', {}, button(words.saveEvidence, save)),
  );
}
