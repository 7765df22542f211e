/** Keeps a page of the console true while it is open: asks for it again whenever something changed. */
import { keepAges } from './ages.ts';
import { element, followStream, setText } from './follow.ts';
import { takeIn } from './take-in.ts';

let isAsking = false;
let isBehind = false;

async function renew(): Promise<void> {
  const answer = await fetch(location.href, { headers: { accept: 'text/html', 'x-tamizdat-renewal': 'yes' } });
  const html = await answer.text();
  if (answer.redirected && new URL(answer.url).pathname !== location.pathname) {
    setText(element('connection'), 'Signed out: reload the page to sign in again');
    return;
  }
  const main = new DOMParser().parseFromString(html, 'text/html').getElementById('main');
  if (main === null || !answer.ok) return;
  // What was said of a form stays said: the page that is asked for now has forgotten it.
  const said = document.getElementById('said');
  if (said !== null && main.querySelector('#said') === null) main.querySelector('h1')?.after(said.cloneNode(true));
  takeIn(main.outerHTML);
  document.dispatchEvent(new Event('renewed'));
}

/** One request at a time; what changed meanwhile is asked for after it. */
async function follow(): Promise<void> {
  isBehind = true;
  if (isAsking) return;
  isAsking = true;
  while (isBehind) {
    isBehind = false;
    // A console that does not answer is told by the stream, which begins with a change once it is back.
    await renew().catch(() => {});
  }
  isAsking = false;
}

keepAges();
if (element('main').dataset.live !== undefined) followStream('/changes', { change: () => void follow() });
