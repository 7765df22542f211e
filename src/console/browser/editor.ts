/** The editor while it is open: keeps what is typed, moves by keys, shows what others do. Without it the forms do the same. */

import {
  fieldOf,
  goTo,
  insertPlaceholder,
  insertText,
  keyOf,
  keys,
  type SegmentList,
  segmentList,
  segmentOf,
  takeInSegment,
} from './editor-fields.ts';
import { takeInHead, takeInNow, tellHere } from './editor-live.ts';
import { type Answer, type Keeping, Outbox, type SegmentAct } from './editor-outbox.ts';
import { followStream, setText } from './follow.ts';

/** What the server answers the script, beside what the outbox needs. */
interface Drawn {
  readonly html: string;
  readonly head: string;
  readonly next: { readonly key: string; readonly address: string } | null;
}
type DrawnAnswer = Answer & Partial<Drawn>;

const HERE_MS = 20_000;
/** A pause after which the preview is drawn anew. */
const WEIGH_MS = 1_500;

const KEEPING_WORDS: Readonly<Record<Keeping, string>> = {
  typing: '',
  sending: 'Saving …',
  kept: 'Saved',
  lost: 'Not saved yet: the newsroom does not answer. Your text is kept in this tab and sent again by itself',
  conflict: 'Not saved: choose between two texts',
  refused: 'Saved, not confirmed',
  gone: 'Not saved: this text is no longer in the article. Copy yours if you need it',
  'shut-out': 'Not saved: you are signed out. Sign in again in another tab; your text is kept in this one',
};

function start(list: SegmentList): void {
  const said = document.getElementById('saving');
  const lost = new Set<string>();

  function note(key: string, text: string): void {
    const place = segmentOf(key)?.querySelector('[data-kept]');
    if (place) setText(place, text);
  }

  async function send(
    key: string,
    { target, edit }: { readonly target: string; readonly edit: number },
    act: SegmentAct,
  ): Promise<DrawnAnswer> {
    const { show = '', page = '' } = placeOf(key);
    const answer = await fetch(`${list.address}/segments/${key}`, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams({ act, target, edit: String(edit), show, page }),
      redirect: 'manual',
    });
    if (answer.type === 'opaqueredirect' || answer.status === 401 || answer.status === 403)
      return { outcome: 'shut-out' };
    if (answer.status === 410 || answer.status === 404) return { outcome: 'gone' };
    // Anything else that is no answer of the editor's is a server in trouble: it is asked again.
    return (await answer.json()) as DrawnAnswer;
  }

  function tell(key: string, keeping: Keeping, answer: DrawnAnswer | null): void {
    if (keeping === 'lost' || keeping === 'shut-out') lost.add(key);
    else if (keeping !== 'sending' && keeping !== 'typing') lost.delete(key);
    if (answer?.html !== undefined) takeInSegment(key, answer.html);
    if (answer?.head !== undefined) takeInHead(answer.head);
    note(key, KEEPING_WORDS[keeping]);
    segmentOf(key)?.toggleAttribute('data-lost', lost.has(key));
    if (said !== null) {
      setText(
        said,
        lost.size > 0
          ? KEEPING_WORDS[keeping === 'shut-out' ? 'shut-out' : 'lost']
          : keeping === 'kept'
            ? 'All is saved'
            : '',
      );
    }
    if (keeping === 'kept') weigh(WEIGH_MS);
    if (answer?.next !== undefined && keeping === 'kept') goOn(key, answer.next);
  }

  function goOn(from: string, next: Drawn['next']): void {
    if (next === null) {
      if (segmentOf(from)?.dataset.state === 'confirmed' && said !== null) setText(said, 'All segments are confirmed');
    } else if (fieldOf(next.key) !== null) goTo(next.key);
    else location.assign(next.address);
  }

  const outbox = new Outbox<DrawnAnswer>({
    memory: sessionStorage,
    name: `tamizdat-typed ${list.address}`,
    send,
    tell,
    after: (ms, work) => {
      const timer = setTimeout(work, ms);
      return () => clearTimeout(timer);
    },
  });

  function act(key: string, what: SegmentAct): void {
    const field = fieldOf(key);
    if (field !== null && !field.readOnly) void outbox.flush(key, field.value, what);
  }

  for (const key of keys(list)) outbox.saw(key, Number(segmentOf(key)?.dataset.edit));
  for (const [key, { target, edit }] of outbox.restore()) {
    const field = fieldOf(key);
    if (field === null || field.value === target) continue;
    field.value = target;
    outbox.write(key, target, edit);
  }

  list.element.addEventListener('input', ({ target }) => {
    const key = keyOf(target);
    if (key !== null && target instanceof HTMLTextAreaElement) outbox.write(key, target.value);
  });
  list.element.addEventListener('focusin', ({ target }) => {
    const key = keyOf(target);
    if (key === null) return;
    for (const each of list.element.querySelectorAll('.current')) each.classList.remove('current');
    segmentOf(key)?.classList.add('current');
    if (target instanceof HTMLTextAreaElement) void tellHere(list, key).catch(() => {});
    void showHelp(key).catch(() => {});
  });
  list.element.addEventListener('focusout', ({ target }) => {
    const key = keyOf(target);
    if (key === null || !(target instanceof HTMLTextAreaElement)) return;
    if (outbox.isPending(key)) void outbox.flushAll();
  });
  document.addEventListener('submit', (event) => onSubmit(event));
  list.element.addEventListener('click', (event) => onClick(event));
  document.addEventListener('keydown', (event) => onKey(event));
  addEventListener('beforeunload', (event) => outbox.pending.length > 0 && event.preventDefault());
  addEventListener('online', () => void outbox.flushAll());
  setInterval(() => void tellHere(list, keyOf(document.activeElement) ?? '').catch(() => {}), HERE_MS);

  async function showHelp(key: string): Promise<void> {
    const place = segmentOf(key)?.querySelector<HTMLElement>('[data-help]');
    if (!place || place.dataset.shown !== undefined || place.querySelector('.ask') === null) return;
    place.dataset.shown = '';
    const answer = await fetch(place.dataset.help ?? '', { redirect: 'manual' });
    if (answer.ok) place.innerHTML = await answer.text();
    else delete place.dataset.shown;
  }

  function onSubmit(event: SubmitEvent): void {
    const form = event.target;
    const key = keyOf(form);
    const what = event.submitter?.getAttribute('value');
    if (
      key !== null &&
      form instanceof HTMLFormElement &&
      form.matches('.write') &&
      (what === 'save' || what === 'confirm')
    ) {
      event.preventDefault();
      act(key, what);
      return;
    }
    if (!(form instanceof HTMLFormElement) || outbox.pending.length === 0) return;
    // Any other form leads to another page: what was typed goes first.
    event.preventDefault();
    const { submitter } = event;
    void outbox.flushAll().then(() => {
      if (outbox.pending.length === 0) form.requestSubmit(submitter);
    });
  }

  function onClick(event: MouseEvent): void {
    const key = keyOf(event.target);
    const pressed =
      event.target instanceof Element
        ? event.target.closest<HTMLElement>('[data-insert], [data-use], .take-theirs')
        : null;
    const field = key === null ? null : fieldOf(key);
    if (key === null || pressed === null || field === null) return;
    const { insert, use } = pressed.dataset;
    if (insert !== undefined) insertPlaceholder(field, insert);
    else if (use !== undefined) replaceText(field, use);
    else {
      event.preventDefault();
      field.value = pressed.closest('.conflict')?.querySelector<HTMLElement>('.theirs')?.dataset.theirs ?? field.value;
      segmentOf(key)?.querySelector('.conflict')?.remove();
      outbox.drop(key);
      field.focus();
    }
  }

  function replaceText(field: HTMLTextAreaElement, text: string): void {
    field.focus();
    field.select();
    insertText(field, text);
  }

  function onKey(event: KeyboardEvent): void {
    const field = event.target;
    const key = keyOf(field);
    if (!(field instanceof HTMLTextAreaElement) || key === null || event.isComposing) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) act(key, 'confirm');
    else if (event.key === 'Escape') field.blur();
    else if (!event.altKey || event.ctrlKey) return;
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const all = keys(list);
      goTo(all[all.indexOf(key) + (event.key === 'ArrowDown' ? 1 : -1)] ?? key);
    } else if (/^Digit[1-9]$/.test(event.code)) {
      const button = segmentOf(key)?.querySelectorAll<HTMLElement>('[data-insert]')[Number(event.code.slice(5)) - 1];
      if (button?.dataset.insert !== undefined) insertPlaceholder(field, button.dataset.insert);
    } else if (event.code === 'KeyM') {
      const use = segmentOf(key)?.querySelector<HTMLElement>('[data-use]')?.dataset.use;
      if (use !== undefined) replaceText(field, use);
    } else return;
    event.preventDefault();
  }

  const preview = document.getElementById('preview');
  let weighing: ReturnType<typeof setTimeout> | undefined;
  /** Draws the preview anew, a moment after the last text was kept; only while somebody looks at it. */
  function weigh(afterMs: number): void {
    clearTimeout(weighing);
    weighing = setTimeout(() => void drawPreview().catch(() => {}), afterMs);
  }
  async function drawPreview(): Promise<void> {
    const place = document.getElementById('weight');
    const frame = preview?.querySelector('iframe');
    if (!(preview instanceof HTMLDetailsElement) || !preview.open || place === null || !frame) return;
    const answer = await fetch(place.dataset.weight ?? '', { redirect: 'manual' });
    if (!answer.ok) return;
    place.innerHTML = await answer.text();
    const seenAt = frame.contentWindow?.scrollY ?? 0;
    frame.addEventListener('load', () => frame.contentWindow?.scrollTo(0, seenAt), { once: true });
    frame.contentWindow?.location.reload();
  }
  preview?.addEventListener('toggle', () => weigh(0));

  let isAsking = false;
  let isBehind = false;
  /** One question at a time; what changed meanwhile is asked for after it. */
  async function follow(): Promise<void> {
    isBehind = true;
    if (isAsking) return;
    isAsking = true;
    while (isBehind) {
      isBehind = false;
      await takeInNow(list, outbox, note).catch(() => {});
    }
    isAsking = false;
  }
  followStream('/changes', {
    change: () => {
      void follow();
      // The stream begins with a change: when it is back, the server is.
      if (lost.size > 0) void outbox.flushAll();
    },
  });

  document.documentElement.classList.add('scripted');
}

function placeOf(key: string): { readonly show?: string; readonly page?: string } {
  const form = segmentOf(key)?.querySelector<HTMLFormElement>('form.write');
  const fields = form ? new FormData(form) : new FormData();
  return { show: String(fields.get('show') ?? ''), page: String(fields.get('page') ?? '') };
}

const list = segmentList();
if (list !== null) start(list);
