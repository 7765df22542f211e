/** The segments as they stand on the page, and how an answer of the server is put into them. */
import { Idiomorph } from 'idiomorph';

/** The list of segments of this page, and what it says of itself. */
export interface SegmentList {
  readonly element: HTMLElement;
  /** `/articles/<article>/<language>`. */
  readonly address: string;
  readonly from: string;
  readonly to: string;
}

/** The list of segments; null on another page. */
export function segmentList(): SegmentList | null {
  const element = document.getElementById('segments');
  if (element === null) return null;
  const { address = '', from = '0', to = '0' } = element.dataset;
  return { element, address, from, to };
}

/** The segment of that key. */
export function segmentOf(key: string): HTMLElement | null {
  return document.getElementById(`s-${key}`);
}

/** The field of that key. */
export function fieldOf(key: string): HTMLTextAreaElement | null {
  const field = document.getElementById(`t-${key}`);
  return field instanceof HTMLTextAreaElement ? field : null;
}

/** The key of the segment that something stands in. */
export function keyOf(target: EventTarget | null): string | null {
  const found = target instanceof Element ? target.closest<HTMLElement>('.segment') : null;
  return found?.dataset.key ?? null;
}

/** The keys of the page, in order. */
export function keys(list: SegmentList): string[] {
  return [...list.element.querySelectorAll<HTMLElement>('.segment')].map(({ dataset }) => dataset.key ?? '');
}

/**
 * Puts a segment as the server drew it in place of the one that stands there. Its field is never touched, whose text is
 * the person's; nor is the help, nor what was opened.
 */
export function takeInSegment(key: string, html: string): void {
  const old = segmentOf(key);
  if (old === null) return;
  Idiomorph.morph(old, html, {
    callbacks: {
      beforeNodeMorphed: (node) =>
        !(node instanceof HTMLTextAreaElement || (node instanceof HTMLElement && isKept(node))),
      beforeAttributeUpdated: (name, target) => !(name === 'open' && target instanceof HTMLDetailsElement),
    },
  });
}

function isKept(node: HTMLElement): boolean {
  return ['help', 'kept', 'present'].some((name) => node.dataset[name] !== undefined);
}

/** The text that a segment has on the server, as it drew it. */
export function textIn(html: string, key: string): string {
  const { content } = Object.assign(document.createElement('template'), { innerHTML: html });
  return content.querySelector<HTMLTextAreaElement>(`textarea[id="t-${CSS.escape(key)}"]`)?.value ?? '';
}

/** Puts a text into a field as typing would, so that the browser's undo takes it back. */
export function insertText(field: HTMLTextAreaElement, text: string): void {
  field.focus();
  if (document.execCommand('insertText', false, text)) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

/** Puts `{1}…{/1}` around what is selected, or `{2/}` in its place. */
export function insertPlaceholder(field: HTMLTextAreaElement, written: string): void {
  const [before = '', after] = written.split('…');
  const { selectionStart: start, selectionEnd: end, value } = field;
  if (after === undefined) {
    insertText(field, before);
    return;
  }
  insertText(field, `${before}${value.slice(start, end)}${after}`);
  if (start === end) field.setSelectionRange(start + before.length, start + before.length);
}

/** Goes into the field of a segment and shows it. */
export function goTo(key: string): void {
  const field = fieldOf(key);
  if (field === null) return;
  field.focus({ preventScroll: true });
  segmentOf(key)?.scrollIntoView({ block: 'nearest' });
}
