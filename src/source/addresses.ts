import { LIMITS } from '../article/index.ts';

/** Query parameters that say where a reader came from, not what is read. */
const TRACKING =
  /^(?:utm_|mtm_|pk_|piwik_|hsa_|at_|fb_|gclid$|dclid$|fbclid$|yclid$|ysclid$|msclkid$|twclid$|igshid$|mc_cid$|mc_eid$|ref_src$|ref_url$|cmpid$|wt_mc$|wt_zmc$|xtor$|ito$|icid$|ns_campaign$|_openstat$|openstat$|_ga$|_gl$|spm$|cmp$|campaign_id$|feature$|output$|amp$)/i;

/** Parameters of signed media addresses: they change while the picture stays. */
const SIGNATURE =
  /^(?:x-amz-|x-goog-|signature$|sig$|token$|expires?$|exp$|policy$|key-pair-id$|hmac$|hash$|auth$|st$|_$|cb$|cachebuster$|t$|ts$)/i;

/** An absolute http(s) address without user name and password, or null. */
export function resolveAddress(reference: string | null | undefined, base: string | undefined): string | null {
  const trimmed = (reference ?? '').trim();
  if (trimmed === '' || trimmed.length > LIMITS.addressCharacters) return null;
  const url = URL.parse(trimmed, base);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null;
  if (url.username !== '' || url.password !== '' || url.hostname === '') return null;
  return url.href.length > LIMITS.addressCharacters ? null : url.href;
}

function kept(url: URL, drop: RegExp): string {
  const pairs = url.search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && !drop.test(pair.split('=')[0] ?? ''));
  return pairs.sort().join('&');
}

/**
 * An address reduced to what tells pages apart, for comparing and as identity, never for fetching: without scheme,
 * `www.`, default port, fragment, tracking parameters, order of parameters, `index.html` and trailing slash.
 * Something that is no address is returned as it is.
 */
export function addressIdentity(address: string): string {
  const url = URL.parse(address.trim());
  if (url === null || url.host === '') return address.trim();
  const host = url.host.replace(/^www\./, '').replace(/\.(?=$|:)/, '');
  const path = decodeSafely(url.pathname)
    .replace(/\/{2,}/g, '/')
    .replace(/\/(?:index\.(?:html?|php))?$/, '');
  const query = kept(url, TRACKING);
  return `${host}${path}${query === '' ? '' : `?${query}`}`;
}

/** A picture's or video's address without what changes while the file stays: for noticing changes, not fetching. */
export function mediaIdentity(address: string): string {
  const url = URL.parse(address);
  if (url === null) return address;
  const query = kept(url, new RegExp(`${TRACKING.source}|${SIGNATURE.source}`, 'i'));
  return `${url.host}${url.pathname}${query === '' ? '' : `?${query}`}`;
}

/** `%C3%BC` and `ü`, `%7e` and `~` are the same path; an escaped slash or a broken escape stays as it is. */
function decodeSafely(path: string): string {
  return path.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      const decoded = decodeURIComponent(run);
      return /[\u0000-\u0020/?#%\u007f]/.test(decoded) ? run.toUpperCase() : decoded.normalize('NFC');
    } catch {
      return run.toUpperCase();
    }
  });
}
