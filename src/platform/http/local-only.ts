const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

function isLoopback(address: string): boolean {
  return URL.canParse(address) && LOOPBACK.has(new URL(address).hostname);
}

/**
 * True when a request comes from this machine as far as its headers tell: it names this machine as host, and no foreign
 * web page made it. The first stops names that were made to resolve to loopback, the second forms on other sites. For
 * servers that listen on loopback and that a person steers with a browser, which is also where foreign pages run.
 */
export function isFromThisMachine(request: Request): boolean {
  const host = request.headers.get('host');
  const origin = request.headers.get('origin');
  return host !== null && isLoopback(`http://${host}`) && (origin === null || isLoopback(origin));
}

/**
 * True when a browser says that a page of this very server made the request, or when no browser did. Another port of this
 * machine is another party: carriers of a demonstration are served there, and carriers are never trusted.
 */
export function isFromOwnPage(request: Request): boolean {
  const origin = request.headers.get('origin');
  const site = request.headers.get('sec-fetch-site');
  const isOwnOrigin = origin === null || origin === `http://${request.headers.get('host')}`;
  return isOwnOrigin && (site === null || site === 'same-origin' || site === 'none');
}
