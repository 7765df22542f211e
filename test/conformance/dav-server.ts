import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What the server does wrong, when told to. */
export type DavFault =
  | 'silent'
  | 'busy'
  | 'locked'
  | 'full'
  | 'forbidden'
  /** Knows no MOVE. */
  | 'no move'
  /** Does not recognise its own name in `Destination`, as behind another host. */
  | 'other gateway'
  /** Refuses names that begin with `.tmp`. */
  | 'no such names'
  /** Hangs up in the middle of what it takes. */
  | 'cut put'
  /** Hangs up in the middle of what it gives. */
  | 'cut get'
  /** Says "created" and keeps nothing. */
  | 'lies'
  | 'redirect'
  | 'a login page'
  | 'not xml'
  | 'entities'
  | 'endless folder'
  | 'elsewhere'
  | 'no sizes'
  /** Each nonce is good for one request. */
  | 'stale';

/** How the server wants to be entered. */
export type DavDoor = 'open' | 'basic' | 'MD5' | 'SHA-256' | 'MD5-sess' | 'both';

/** A server that speaks as much of WebDAV as is used here, in memory. */
export interface TestDav {
  /** Address of a folder that does not exist yet, ending in a slash. */
  readonly folder: string;
  readonly user: string;
  readonly password: string;
  /** What it keeps, by path below the folder's host: bytes of files, null for folders. */
  readonly tree: Map<string, Uint8Array | null>;
  /** `Authorization` headers that it got. */
  readonly heard: string[];
  /** Methods and paths it was asked. */
  readonly asked: string[];
  fault: DavFault | null;
  close(): Promise<void>;
}

/** Opens a server with an empty place `/dav/`. */
export async function openTestDav(door: DavDoor = 'open'): Promise<TestDav> {
  const tree = new Map<string, Uint8Array | null>([['/dav', null]]);
  const own = { user: 'courier', password: 'secret "of" tests' };
  const state: { fault: DavFault | null; nonce: number; counts: Set<string> } = {
    fault: null,
    nonce: 1,
    counts: new Set(),
  };
  const heard: string[] = [];
  const asked: string[] = [];
  const sockets = new Set<Socket>();

  function isLetIn(request: IncomingMessage): boolean {
    if (door === 'open') return true;
    const given = request.headers.authorization ?? '';
    if (given !== '') heard.push(given);
    if (door === 'basic') {
      return given === `Basic ${Buffer.from(`${own.user}:${own.password}`).toString('base64')}`;
    }
    return isDigest(given, request, door === 'both' ? 'SHA-256' : door, own, `nonce-${state.nonce}`, state.counts);
  }

  function askToEnter(response: ServerResponse, wasGiven: boolean): void {
    const isStale = wasGiven && state.fault === 'stale';
    if (state.fault === 'stale') state.nonce += 1;
    const digest = (algorithm: string) =>
      `Digest realm="the \\"host\\"", qop="auth, auth-int", algorithm=${algorithm}, nonce="nonce-${state.nonce}", ` +
      `opaque="op"${isStale ? ', stale=true' : ''}`;
    const offers =
      door === 'basic'
        ? ['Basic realm="host"']
        : door === 'both'
          ? ['Basic realm="host"', digest('MD5'), digest('SHA-256')]
          : [digest(door)];
    response.writeHead(401, { 'www-authenticate': offers }).end('who are you?');
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { fault } = state;
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://dav.example').pathname);
    const key = path.replace(/\/$/, '');
    asked.push(`${request.method} ${path}`);
    if (fault === 'silent') return;
    if (fault === 'cut put' && request.method === 'PUT') {
      request.once('data', () => request.socket.resetAndDestroy());
      return;
    }
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    if (!isLetIn(request)) return askToEnter(response, request.headers.authorization !== undefined);
    if (fault === 'stale') state.nonce += 1;
    const end = (status: number, text = ''): void => void response.writeHead(status).end(text);
    if (fault === 'busy') return end(503);
    if (fault === 'redirect') return void response.writeHead(302, { location: 'http://other.example/x?y=z' }).end();
    if (fault === 'a login page') return end(200, '<html>Please log in');
    const parent = key.slice(0, key.lastIndexOf('/'));
    const isWriting = !['GET', 'PROPFIND'].includes(request.method ?? '');
    if (isWriting && fault === 'forbidden') return end(403);
    if (isWriting && fault === 'locked') return end(423);
    switch (request.method) {
      case 'PROPFIND':
        return list(key, String(request.headers.depth), response);
      case 'GET': {
        const bytes = tree.get(key);
        if (bytes === undefined) return end(404);
        if (bytes === null) return void response.writeHead(301, { location: `${key}/` }).end();
        response.writeHead(200, { 'content-length': bytes.length });
        if (fault === 'cut get') return void response.write(bytes.subarray(0, 2), () => response.destroy());
        return void response.end(bytes);
      }
      case 'MKCOL':
        if (tree.has(key)) return end(405);
        if (tree.get(parent) !== null) return end(409);
        tree.set(key, null);
        return end(201);
      case 'PUT':
        if (fault === 'full') return end(507);
        if (fault === 'no such names' && key.includes('/.tmp')) return end(403);
        if (tree.get(key) === null) return end(405);
        if (tree.get(parent) !== null) return end(409);
        if (fault !== 'lies') tree.set(key, Buffer.concat(parts));
        return end(201);
      case 'DELETE':
        if (!tree.has(key)) return end(404);
        removeAll(key);
        return end(204);
      case 'MOVE': {
        if (fault === 'no move') return end(405);
        const { host, destination, overwrite } = request.headers;
        const to = new URL(String(destination));
        if (fault === 'other gateway' || to.host !== host) return end(502);
        const bytes = tree.get(key);
        if (bytes === undefined) return end(fault === 'lies' ? 201 : 404);
        const isTaken = tree.has(to.pathname);
        if (isTaken && overwrite === 'F') return end(412);
        if (tree.get(to.pathname.slice(0, to.pathname.lastIndexOf('/'))) !== null) return end(409);
        // As the standard wants it: what is there goes first, with all that is in it.
        removeAll(to.pathname);
        tree.delete(key);
        tree.set(to.pathname, bytes);
        return end(isTaken ? 204 : 201);
      }
      default:
        return end(501);
    }
  }

  function removeAll(key: string): void {
    for (const each of [...tree.keys()]) if (each === key || each.startsWith(`${key}/`)) tree.delete(each);
  }

  function list(key: string, depth: string, response: ServerResponse): void {
    const { fault } = state;
    const found = tree.get(key);
    if (found === undefined) return void response.writeHead(404).end();
    const children = [...tree.keys()].filter((each) => each.slice(0, each.lastIndexOf('/')) === key);
    const shown = depth === '1' && found === null ? [key, ...children] : [key];
    // Now with a whole address, now with a path; now with one prefix, now with another.
    const at = (each: string): string => (fault === 'elsewhere' ? `/elsewhere${each}` : each);
    const href = (each: string, index: number): string =>
      `${index % 2 === 0 ? '' : 'https://inner.example'}${at(each).split('/').map(encodeURIComponent).join('/')}${tree.get(each) === null ? '/' : ''}`;
    const size = (each: string): string =>
      fault === 'no sizes' ? '' : `<getcontentlength>${tree.get(each)?.length}</getcontentlength>`;
    const one = (each: string, index: number): string =>
      tree.get(each) === null
        ? `<D:response><D:href>${href(each, index)}</D:href><D:propstat><D:prop><D:resourcetype><D:collection/></D:resourcetype>
           </D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat><D:propstat><D:prop><D:getcontentlength/></D:prop>
           <D:status>HTTP/1.1 404 Not Found</D:status></D:propstat></D:response>`
        : `<response xmlns="DAV:"><href>${href(each, index)}</href><propstat><prop><resourcetype/>${size(each)}
           <x:getcontentlength xmlns:x="urn:other">7</x:getcontentlength></prop>
           <status>HTTP/1.1 200 OK</status></propstat></response>`;
    response.writeHead(207, { 'content-type': 'application/xml; charset="utf-8"' });
    if (fault === 'not xml') return void response.end('<html><p>Welcome');
    const doctype = fault === 'entities' ? '<!DOCTYPE x [<!ENTITY a "aaaa">]>' : '';
    response.write(`<?xml version="1.0" encoding="utf-8"?>${doctype}\n<D:multistatus xmlns:D="DAV:">`);
    if (fault !== 'endless folder') return void response.end(`${shown.map(one).join('\n')}</D:multistatus>`);
    let count = 0;
    const more = (): void => {
      const some = Array.from({ length: 500 }, () => {
        count += 1;
        return `<D:response><D:href>${key}/${count}</D:href></D:response>`;
      });
      if (!response.destroyed) response.write(some.join(''), more);
    };
    more();
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    folder: `http://127.0.0.1:${port}/dav/www/courier/`,
    ...own,
    tree,
    heard,
    asked,
    get fault() {
      return state.fault;
    },
    set fault(fault) {
      state.fault = fault;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Checks a digest as RFC 7616 §3.4 has it, independently of the code under test; a count is good once. */
function isDigest(
  given: string,
  request: IncomingMessage,
  algorithm: string,
  { user, password }: { readonly user: string; readonly password: string },
  nonce: string,
  counts: Set<string>,
): boolean {
  if (!given.startsWith('Digest ')) return false;
  const fields = new Map<string, string>();
  for (const [, name, quoted, bare] of given.slice(7).matchAll(/(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^,\s]+))/g)) {
    fields.set(name ?? '', quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '');
  }
  const of = (text: string): string =>
    createHash(algorithm.startsWith('MD5') ? 'md5' : 'sha256')
      .update(text)
      .digest('hex');
  const [nc = '', cnonce = ''] = [fields.get('nc'), fields.get('cnonce')];
  let first = of(`${user}:the "host":${password}`);
  if (algorithm.endsWith('-sess')) first = of(`${first}:${nonce}:${cnonce}`);
  const response = of(`${first}:${nonce}:${nc}:${cnonce}:auth:${of(`${request.method}:${request.url}`)}`);
  const isNew = !counts.has(`${nonce}:${nc}`);
  counts.add(`${nonce}:${nc}`);
  return (
    isNew &&
    fields.get('nonce') === nonce &&
    fields.get('uri') === request.url &&
    fields.get('username') === user &&
    fields.get('opaque') === 'op' &&
    fields.get('algorithm') === algorithm &&
    fields.get('response') === response
  );
}
