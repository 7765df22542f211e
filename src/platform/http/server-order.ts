import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Requests of a connection that may wait for the answer to one before them. */
const MAX_WAITING = 16;
const waiting = new WeakMap<Socket, number>();

/**
 * Ends the connection of whoever sends request after request and awaits no answer. Node reads them ahead and holds an
 * answer for each, as fast as they come in: a few connections could fill the memory. No browser and no proxy does it.
 * To be asked before anything else is done with a request; true when there is nothing to answer any more.
 */
export function refuseEager({ socket }: IncomingMessage, response: ServerResponse): boolean {
  // An answer has the socket when its turn has come: nearly always at once, and then nothing is to be counted.
  if (response.socket !== null) return false;
  const count = (waiting.get(socket) ?? 0) + 1;
  if (count > MAX_WAITING) {
    socket.destroy();
    return true;
  }
  waiting.set(socket, count);
  response.once('close', () => waiting.set(socket, (waiting.get(socket) ?? 1) - 1));
  return false;
}
