import { Idiomorph } from 'idiomorph';
import { readClock, tellAges } from './ages.ts';
import { element } from './follow.ts';

/** Whether a person changed a field and has not sent it. */
function isTouched(node: Node): boolean {
  if (node instanceof HTMLTextAreaElement) return node.value !== node.defaultValue;
  if (node instanceof HTMLInputElement) return node.value !== node.defaultValue || node.checked !== node.defaultChecked;
  return false;
}

function choices(node: Node): string | null {
  return node instanceof HTMLSelectElement ? node.innerHTML : null;
}

/** Takes in a new `<main>`: what a person opened, chose, typed or holds the focus on stays as it is. */
export function takeIn(html: string): void {
  Idiomorph.morph(element('main'), html, {
    callbacks: {
      // What a person chose in a list stays chosen while the list is the same.
      beforeNodeMorphed: (old, next) =>
        !isTouched(old) && !(old instanceof HTMLSelectElement && old.innerHTML === choices(next)),
      // What a person opened stays open.
      beforeAttributeUpdated: (name, target) => !(name === 'open' && target instanceof HTMLDetailsElement),
      afterNodeAdded: (node) => {
        const isEntry = node instanceof HTMLLIElement || node instanceof HTMLTableRowElement;
        if (isEntry && node.id !== '') node.classList.add('new');
      },
    },
  });
  readClock();
  tellAges();
}
