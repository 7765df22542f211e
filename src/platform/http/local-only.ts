const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

function isLoopback(address: string): boolean {
  return URL.canParse(address) && LOOPBACK.has(new URL(address).hostname);
}

/**
 * True when a request comes from this machine as far as its headers tell: it names this machine as host, and no foreign
 * web page made it. The first stops names that were made to resolve to loopback, the second forms on other sites. For
 * servers that listen on loopback and that a person steers with a browser, which is also where foreign pages run.
 *
 * @param address what people open when a web server stands in front: requests under its name are let in too
 */
export function isFromThisMachine(request: Request, address?: string | null): boolean {
  const host = request.headers.get('host');
  const origin = request.headers.get('origin');
  const front = frontOf(host, address);
  if (front !== null) return origin === null || origin === front.origin;
  return host !== null && isLoopback(`http://${host}`) && (origin === null || isLoopback(origin));
}

/**
 * True when a browser says that a page of this very server made the request, or when no browser did. Another port of this
 * machine is another party: carriers of a demonstration are served there, and carriers are never trusted.
 *
 * @param address as of `isFromThisMachine`
 */
export function isFromOwnPage(request: Request, address?: string | null): boolean {
  const origin = request.headers.get('origin');
  const site = request.headers.get('sec-fetch-site');
  const own = ownOrigin(request, address);
  const isOwnOrigin = origin === null || origin === own;
  return isOwnOrigin && (site === null || site === 'same-origin' || site === 'none');
}

/** The origin that a browser has for this server, by the host it named: `http://127.0.0.1:4470`. `address` as above. */
export function ownOrigin(request: Request, address?: string | null): string {
  const host = request.headers.get('host');
  return frontOf(host, address)?.origin ?? `http://${host}`;
}

/** The address in front when it is what a request names; it has to pass the name on unchanged. */
function frontOf(host: string | null, address: string | null | undefined): URL | null {
  if (address === undefined || address === null || host === null) return null;
  const front = new URL(address);
  return front.host === host.toLowerCase() ? front : null;
}
