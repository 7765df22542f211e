/** Passkeys: the button that signs in with one, and the form that makes one. Both stay hidden where the browser has none. */
import { browserSupportsWebAuthn, startAuthentication, startRegistration } from '@simplewebauthn/browser';

/** Asks the console in JSON; throws with the sentence that it gives when it refuses. */
async function ask(path: string, body: unknown): Promise<unknown> {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
  });
  const given = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(given.problem ?? 'The console did not answer. Try again.');
  return given;
}

/** Shows a form and does its work when it is sent; what goes wrong is said in it. */
function takeOver(id: string, work: (form: HTMLFormElement) => Promise<void>): void {
  const form = document.getElementById(id);
  if (!(form instanceof HTMLFormElement) || !browserSupportsWebAuthn()) return;
  const status = form.querySelector('[role="status"]');
  form.hidden = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (status !== null) status.textContent = '';
    work(form).catch((error: Error) => {
      const isStopped = error.name === 'NotAllowedError' || error.name === 'AbortError';
      if (status !== null) status.textContent = isStopped ? 'Nothing was done.' : error.message;
    });
  });
}

takeOver('passkey-sign-in', async (form) => {
  const options = (await ask('/sign-in/passkey/options', {})) as Parameters<
    typeof startAuthentication
  >[0]['optionsJSON'];
  const response = await startAuthentication({ optionsJSON: options });
  const { to } = (await ask('/sign-in/passkey', { response, to: form.dataset.to })) as { to: string };
  location.assign(to);
});

takeOver('passkey-add', async (form) => {
  const name = new FormData(form).get('name');
  const options = (await ask('/people/me/passkeys/options', {})) as Parameters<
    typeof startRegistration
  >[0]['optionsJSON'];
  const response = await startRegistration({ optionsJSON: options });
  await ask('/people/me/passkeys', { response, name });
  location.reload();
});
