/** Keeps the console's page true while it is open: takes in what the server sends, keeps times, sends forms in place. */
import { Idiomorph } from 'idiomorph';
import { agoInWords } from '../ago.ts';

const RETRY_MS = 2_000;
const TICK_MS = 1_000;

/** How far the server's clock is ahead of this one's: ages are told by the clock that wrote the times. */
let aheadMs = 0;

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new TypeError(`the page has no #${id}`);
  return found;
}

/** Only what differs is written, so that nothing is announced or repainted for nothing. */
function setText(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

function readClock(): void {
  const now = Date.parse(element('main').dataset.now ?? '');
  if (!Number.isNaN(now)) aheadMs = now - Date.now();
}

function tellAges(): void {
  const nowMs = Date.now() + aheadMs;
  for (const time of document.querySelectorAll<HTMLTimeElement>('time[data-ago]')) {
    setText(time, agoInWords(Date.parse(time.dateTime), nowMs));
  }
}

function takeIn(html: string): void {
  Idiomorph.morph(element('main'), html, {
    callbacks: {
      // What a person chose in a list stays chosen while the list is the same.
      beforeNodeMorphed: (old, next) => !(old instanceof HTMLSelectElement && old.innerHTML === select(next)),
      // What a person opened stays open.
      beforeAttributeUpdated: (name, target) => !(name === 'open' && target instanceof HTMLDetailsElement),
      afterNodeAdded: (node) => {
        if (node instanceof HTMLLIElement && node.id !== '') node.classList.add('new');
      },
    },
  });
  readClock();
  tellAges();
}

function select(node: Node): string | null {
  return node instanceof HTMLSelectElement ? node.innerHTML : null;
}

let stream: EventSource | null = null;

function connect(): void {
  stream?.close();
  const opened = new EventSource('/events');
  stream = opened;
  opened.addEventListener('open', () => setText(element('connection'), 'Live'));
  opened.addEventListener('main', ({ data }: MessageEvent<string>) => takeIn(data));
  opened.addEventListener('news', ({ data }: MessageEvent<string>) => setText(element('news'), data));
  opened.addEventListener('error', () => {
    setText(element('connection'), 'Connection lost, trying again');
    // After an answer that is no stream (too many pages open) a browser gives up by itself; we do not.
    if (opened.readyState === EventSource.CLOSED) setTimeout(() => stream === opened && connect(), RETRY_MS);
  });
}

/** A page out of sight listens to nothing: browsers allow six connections to a host, and each page would hold one. */
function followSight(): void {
  if (document.visibilityState === 'visible') {
    connect();
    return;
  }
  stream?.close();
  stream = null;
}

async function send(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  const fields = [...new FormData(form, submitter)].filter(
    (field): field is [string, string] => typeof field[1] === 'string',
  );
  // Not `form.action`: that is the button of this name.
  const address = form.getAttribute('action') ?? '';
  try {
    // The answer to a form is the page again, which the stream brings already.
    const answer = await fetch(address, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
    if (answer.type !== 'opaqueredirect') setText(element('news'), `That was refused (${answer.status})`);
  } catch {
    setText(element('news'), 'That did not reach the console');
  }
}

document.addEventListener('submit', (event) => {
  if (!(event.target instanceof HTMLFormElement)) return;
  event.preventDefault();
  void send(event.target, event.submitter);
});
document.addEventListener('visibilitychange', followSight);
setInterval(tellAges, TICK_MS);
readClock();
tellAges();
followSight();
