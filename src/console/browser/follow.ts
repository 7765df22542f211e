/** Listens to a stream of the console as long as the page is in sight. */

const RETRY_MS = 2_000;

/** The element of an id that every page has. */
export function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new TypeError(`the page has no #${id}`);
  return found;
}

/** Only what differs is written, so that nothing is announced or repainted for nothing. */
export function setText(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

/**
 * Hands on the events of a stream, and says in `#connection` how it is. A page out of sight listens to nothing: browsers
 * allow six connections to a host, and each page would hold one.
 */
export function followStream(address: string, on: Readonly<Record<string, (data: string) => void>>): void {
  let stream: EventSource | null = null;

  function connect(): void {
    stream?.close();
    const opened = new EventSource(address);
    stream = opened;
    opened.addEventListener('open', () => setText(element('connection'), 'Live'));
    for (const [event, take] of Object.entries(on)) {
      opened.addEventListener(event, ({ data }: MessageEvent<string>) => take(data));
    }
    opened.addEventListener('error', () => {
      setText(element('connection'), 'Connection lost, trying again');
      // After an answer that is no stream (too many pages open) a browser gives up by itself; we do not.
      if (opened.readyState === EventSource.CLOSED) setTimeout(() => stream === opened && connect(), RETRY_MS);
    });
  }

  function followSight(): void {
    if (document.visibilityState === 'visible') {
      connect();
      return;
    }
    stream?.close();
    stream = null;
  }
  document.addEventListener('visibilitychange', followSight);
  followSight();
}
