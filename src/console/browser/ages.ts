import { agoInWords } from '../ago.ts';
import { element, setText } from './follow.ts';

const TICK_MS = 1_000;

/** How far the server's clock is ahead of this one's: ages are told by the clock that wrote the times. */
let aheadMs = 0;

/** Takes over the clock of the server, as the page has it. */
export function readClock(): void {
  const now = Date.parse(element('main').dataset.now ?? '');
  if (!Number.isNaN(now)) aheadMs = now - Date.now();
}

/** Writes how long ago everything was. */
export function tellAges(): void {
  const nowMs = Date.now() + aheadMs;
  for (const time of document.querySelectorAll<HTMLTimeElement>('time[data-ago]')) {
    setText(time, agoInWords(Date.parse(time.dateTime), nowMs));
  }
}

/** Keeps the ages on the page true from now on. */
export function keepAges(): void {
  readClock();
  tellAges();
  setInterval(tellAges, TICK_MS);
}
