import assert from 'node:assert/strict';
import type { Running } from './command.ts';

/** Somebody who is signed in at the console of a running newsroom, without a browser. */
export interface DeskVisitor {
  /** The session, for a later process of the same newsroom. */
  readonly cookie: string;
  get(path: string): Promise<Response>;
  /** Sends a form; `accept` tells a page's script (JSON) from a browser without script. */
  post(path: string, fields: Readonly<Record<string, string>>, accept?: string): Promise<Response>;
}

/** Comes back with a session. */
export async function visitAgain(running: Running, cookie: string): Promise<DeskVisitor> {
  const [, address = ''] = await running.seen(/console {6}(\S+)/);
  return {
    cookie,
    get: (path) => fetch(new URL(path, address), { headers: { cookie }, redirect: 'manual' }),
    post: (path, fields, accept = 'application/json') =>
      fetch(new URL(path, address), {
        method: 'POST',
        headers: { cookie, accept },
        body: new URLSearchParams(fields),
        redirect: 'manual',
      }),
  };
}

/** Uses the link for the first person that `tamizdat run` prints. */
export async function visitFirst(running: Running, name: string): Promise<DeskVisitor> {
  const [, key = ''] = await running.seen(/sign in +\S+[?]key=(\S+)/);
  const signedIn = await (await visitAgain(running, '')).post('/sign-in/link', { key, name });
  assert.equal(signedIn.status, 303);
  return visitAgain(running, (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '');
}
