/** Keeps the console's page true while it is open: takes in what the server sends, keeps times, sends forms in place. */
import { keepAges } from './ages.ts';
import { element, followStream, setText } from './follow.ts';
import { takeIn } from './take-in.ts';

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
  // Only the censor's buttons act in place.
  if (event.target.getAttribute('action')?.startsWith('/censor') !== true) return;
  event.preventDefault();
  void send(event.target, event.submitter);
});
keepAges();
followStream('/events', {
  main: takeIn,
  news: (text) => setText(element('news'), text),
});
