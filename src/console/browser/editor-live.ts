/** What others do while one translates: their texts arrive, and where they are is shown. */
import { Idiomorph } from 'idiomorph';
import { fieldOf, type SegmentList, segmentOf, takeInSegment, textIn } from './editor-fields.ts';
import type { Outbox } from './editor-outbox.ts';
import { setText } from './follow.ts';

/** What `/now` answers. */
interface Now {
  readonly edits: Readonly<Record<string, number>>;
  readonly head: string;
  readonly present: readonly { readonly name: string; readonly key: string }[];
}

/** What it is asked about the texts of this page. */
type Typed = Pick<Outbox, 'editOf' | 'isPending' | 'saw'>;

/** This page among all that are open. */
export const TAB = crypto.randomUUID();

/** Takes in the head of the page, without taking a date away that is being typed there. */
export function takeInHead(html: string): void {
  const head = document.getElementById('head');
  if (head !== null)
    Idiomorph.morph(head, html, {
      callbacks: {
        beforeNodeMorphed: (node) => !(node instanceof HTMLInputElement && node === document.activeElement),
      },
    });
}

/** Asks what changed and takes it in. A text that is being typed, or not yet kept, stays as it is. */
export async function takeInNow(list: SegmentList, outbox: Typed, note: (key: string, text: string) => void) {
  const query = new URLSearchParams({ from: list.from, to: list.to, tab: TAB });
  const answer = await fetch(`${list.address}/now?${query}`, { redirect: 'manual' });
  if (!answer.ok) return;
  const now: Now = await answer.json();
  takeInHead(now.head);
  showPresent(list, now.present);
  for (const [key, edit] of Object.entries(now.edits)) {
    if (edit === outbox.editOf(key) || segmentOf(key) === null) continue;
    if (outbox.isPending(key)) note(key, 'Somebody else changed this meanwhile');
    else await takeInOther(list, outbox, key, edit);
  }
}

async function takeInOther(list: SegmentList, outbox: Typed, key: string, edit: number): Promise<void> {
  const answer = await fetch(`${list.address}/segments/${key}${location.search}`, { redirect: 'manual' });
  const field = fieldOf(key);
  // Meanwhile something may have been typed: then their text comes with the answer to ours, as a conflict.
  if (!answer.ok || field === null || outbox.isPending(key)) return;
  const html = await answer.text();
  if (outbox.isPending(key)) return;
  outbox.saw(key, edit);
  takeInSegment(key, html);
  const text = textIn(html, key);
  if (field.value !== text) field.value = text;
  segmentOf(key)?.classList.add('new');
}

function showPresent(list: SegmentList, present: Now['present']): void {
  const names = Map.groupBy(present, ({ key }) => key);
  for (const place of list.element.querySelectorAll<HTMLElement>('[data-present]')) {
    const here = names.get(place.dataset.present ?? '') ?? [];
    const who = [...new Set(here.map(({ name }) => name))].join(', ');
    setText(place, who === '' ? '' : `${who} ${here.length === 1 ? 'is' : 'are'} here`);
  }
}

/** Tells the others where one is. */
export async function tellHere(list: SegmentList, key: string): Promise<void> {
  await fetch(`${list.address}/here`, {
    method: 'POST',
    body: new URLSearchParams({ tab: TAB, key }),
    keepalive: true,
  });
}
