/** Types by extension. What is not here is bytes: nothing that a browser would run is served as what it is. */
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html;charset=utf-8',
  xml: 'application/xml;charset=utf-8',
  json: 'application/json',
  txt: 'text/plain;charset=utf-8',
  vtt: 'text/vtt;charset=utf-8',
  webp: 'image/webp',
  jpg: 'image/jpeg',
  png: 'image/png',
  mp4: 'video/mp4',
  gz: 'application/gzip',
};
/** Files without an extension that are text: head, checkpoints, trust bundle, objects. */
const TEXT = /^(?:head|log\/checkpoint|trust\/bundle|o\/.+)$/;
/** Names that always stand for the same bytes: by hash, by version, by place in an append-only log. */
const IMMUTABLE = /^(?:m\/|o\/|log\/tile\/|trust\/(?:\d+\.|targets\/))/;

/** How a file of an edition is served: the values of these headers. */
export interface ServedAs {
  readonly contentType: string;
  readonly cacheControl: string;
}

/** How the file at an edition path is served, by our own server and by hosts that take headers along with a file. */
export function servedAs(path: string): ServedAs {
  return {
    contentType: typeOf(path),
    cacheControl: IMMUTABLE.test(path) ? 'max-age=31536000,immutable' : 'no-cache',
  };
}

function typeOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  if (dot < 0) return TEXT.test(path) ? 'text/plain;charset=utf-8' : 'application/octet-stream';
  if (name === 'feed.json') return 'application/feed+json';
  return TYPES[name.slice(dot + 1)] ?? 'application/octet-stream';
}
