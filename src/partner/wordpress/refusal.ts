import { PartnerError } from '../error.ts';

/** What WordPress calls a refusal: `rest_cannot_create`; empty for what does not look like one of its names. */
function reasonOf(value: unknown): string {
  if (typeof value !== 'object' || value === null || !('code' in value)) return '';
  return typeof value.code === 'string' && /^[a-z0-9_-]{1,60}$/i.test(value.code) ? value.code : '';
}

/**
 * What an answer that is no success means. A refusal in JSON is WordPress's own; a page is that of something in front of it.
 * @param value the answer's JSON; undefined where it is none
 */
export function refusalOf(
  host: string,
  { status, headers }: { readonly status: number; readonly headers: { get(name: string): string | null } },
  value: unknown,
): PartnerError {
  const reason = reasonOf(value);
  const said = reason === '' ? `${status}` : `${status}, ${reason}`;
  if (status >= 300 && status <= 399) {
    const location = headers.get('location') ?? '';
    const to = URL.canParse(location) ? new URL(location).host : 'elsewhere';
    return new PartnerError('partner-moved', `${host} leads to ${to}, and a password is not sent after it`, {
      hint: 'write the address that the site has in a browser into the settings, https and www included',
    });
  }
  if (status === 429 || status === 503) {
    return new PartnerError('partner-busy', `${host} asks to be left alone for a while (${said})`, {
      hint: 'this is tried again by itself, with growing pauses',
      retryable: true,
    });
  }
  if (status >= 500) {
    return new PartnerError('partner-failed', `${host} failed (${said})`, {
      hint: "the site's own log of errors says why; this is tried again by itself",
      retryable: true,
    });
  }
  if (value === undefined) return pageInstead(host, status);
  if (status === 401) {
    return new PartnerError('partner-denied', `${host} does not take the user and the application password (${said})`, {
      hint: 'make a new application password in that user’s profile; where it still fails, the web server there does not pass the header Authorization on',
    });
  }
  if (status === 403) {
    return new PartnerError('partner-forbidden', `this user may not do that on ${host} (${said})`, {
      hint: 'give the user the role Author, or Editor where others publish the drafts',
    });
  }
  if (status === 404 && (reason === 'rest_no_route' || reason === '')) {
    return new PartnerError('partner-not-wordpress', `${host} has no such interface (${said})`, {
      hint: 'is the address that of a WordPress of at least 5.6, and is its REST interface on?',
    });
  }
  if (status === 409 && reason === 'tamizdat_older_revision') {
    return new PartnerError('partner-newer', `${host} has a newer revision than this one`, {
      hint: 'another copy of this newsroom sends there too; only one should',
    });
  }
  return new PartnerError('partner-failed', `${host} refuses it (${said})`, {
    hint: 'the name of the refusal is WordPress’s own; the people of the site can look it up',
  });
}

function pageInstead(host: string, status: number): PartnerError {
  if (status === 404) {
    return new PartnerError('partner-not-wordpress', `${host} has nothing at /wp-json/`, {
      hint: 'switch on permalinks under Settings → Permalinks, and look whether the address is right',
    });
  }
  if (status === 401) {
    return new PartnerError('partner-denied', `${host} asks for another password in front of WordPress`, {
      hint: 'the web server there protects the whole site: it has to let /wp-json/ through',
    });
  }
  return new PartnerError('partner-blocked', `${host} answers with a page in place of data (${status})`, {
    hint: 'a firewall or a challenge for browsers stands in front of it: it has to let this machine reach /wp-json/',
    retryable: true,
  });
}
