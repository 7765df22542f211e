/** Keeps a page of the console true while it is open: asks for it again whenever something changed. */
import { keepAges } from './ages.ts';
import { element, followStream, setText } from './follow.ts';
import { takeIn } from './take-in.ts';

const RETRY_MS = 5_000;

let isAsking = false;
let isBehind = false;

/** Takes in the page as it is now; false when it could not be had. */
async function renew(): Promise<boolean> {
  const answer = await fetch(location.href, { headers: { accept: 'text/html', 'x-tamizdat-renewal': 'yes' } });
  const html = await answer.text();
  if (answer.redirected && new URL(answer.url).pathname !== location.pathname) {
    setText(element('connection'), 'Signed out: reload the page to sign in again');
    return true;
  }
  const main = new DOMParser().parseFromString(html, 'text/html').getElementById('main');
  if (main === null || !answer.ok) return false;
  // What was said of a form stays said: the page that is asked for now has forgotten it.
  const said = document.getElementById('said');
  if (said !== null && main.querySelector('#said') === null) main.querySelector('h1')?.after(said.cloneNode(true));
  takeIn(main.outerHTML);
  setText(element('connection'), 'Live');
  document.dispatchEvent(new Event('renewed'));
  return true;
}

/** One request at a time; what changed meanwhile is asked for after it. */
async function follow(): Promise<void> {
  isBehind = true;
  if (isAsking) return;
  isAsking = true;
  while (isBehind) {
    isBehind = false;
    // A console that does not answer at all is told by the stream, which begins with a change once it is back.
    const isRenewed = await renew().catch(() => true);
    if (isRenewed) continue;
    setText(element('connection'), 'What changed cannot be shown at the moment, trying again');
    setTimeout(() => void follow(), RETRY_MS);
  }
  isAsking = false;
}

keepAges();
if (element('main').dataset.live !== undefined) followStream('/changes', { change: () => void follow() });
