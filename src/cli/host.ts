/** A check of how a host serves a page: its headers can show readers something else than the signed bytes. */
export interface HostCheck {
  readonly check: 'host';
  readonly outcome: 'passed' | 'failed';
  readonly failure: 'host-headers' | null;
  readonly detail: string;
}

/** Relations of a `Link` header on which no browser acts. */
const IDLE = new Set([
  'alternate',
  'author',
  'canonical',
  'describedby',
  'license',
  'next',
  'prev',
  'self',
  'shortlink',
]);

/** Whether a `Link` header may make a browser fetch something (a style sheet, a beacon). What is unclear may. */
function isLinkActive(header: string): boolean {
  const links = header.split(/,(?=\s*<)/);
  return links.some((link) => {
    const relations = [...link.matchAll(/;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/gi)];
    const names = relations.flatMap((match) => (match[1] ?? match[2] ?? '').toLowerCase().split(/\s+/));
    // WordPress hosts name their interface by an address; browsers know no relation that is one.
    return names.length === 0 || !names.every((name) => IDLE.has(name) || /^https?:\/\//.test(name));
  });
}

/** What is wrong with the headers, in words; empty when nothing is. */
function faultsOf(headers: ReadonlyMap<string, string>): string[] {
  const faults: string[] = [];
  const type = headers.get('content-type');
  if (type !== undefined) {
    const [media = '', ...parameters] = type.toLowerCase().split(';');
    if (media.trim() !== 'text/html') faults.push(`it is served as ${media.trim()}, not as text/html`);
    const charsets = parameters.map((each) => /^\s*charset\s*=\s*"?([^"\s]*)"?\s*$/.exec(each)?.[1] ?? null);
    const other = charsets.find((charset) => charset !== null && charset !== 'utf-8' && charset !== 'utf8');
    if (other !== undefined) faults.push(`it is served as text in ${other}, not UTF-8`);
  }
  const refresh = headers.get('refresh');
  if (refresh !== undefined) faults.push(`the header Refresh leads readers on: ${refresh.slice(0, 200)}`);
  const link = headers.get('link');
  if (link !== undefined && isLinkActive(link)) {
    faults.push(`the header Link makes browsers fetch what is not signed: ${link.slice(0, 200)}`);
  }
  return faults;
}

/** Checks the headers of the answer that brought a page. Names are lower case. */
export function checkHost(headers: ReadonlyMap<string, string>): HostCheck {
  const faults = faultsOf(headers);
  return faults.length === 0
    ? { check: 'host', outcome: 'passed', failure: null, detail: 'the headers change nothing of what browsers show' }
    : { check: 'host', outcome: 'failed', failure: 'host-headers', detail: faults.join('; ') };
}
