import type { PGlite } from '@electric-sql/pglite';
import type { Listening } from './store.ts';

interface Listener {
  readonly onTold: (payload: string) => void;
  readonly onAgain: () => void;
}

/**
 * Who listens to what the embedded engine is notified of. The engine that follows one that stopped knows nothing of that
 * and is told again. A channel stays listened to after its last listener left: an engine has at most a handful.
 */
export class Notifications {
  readonly #listeners = new Map<string, Set<Listener>>();

  /** Passes on what an engine is notified of. */
  hear(engine: PGlite): void {
    engine.onNotification((channel, payload) => {
      for (const { onTold } of this.#listeners.get(channel) ?? []) onTold(payload);
    });
  }

  /** The same for the engine that follows: what was told in between is lost, and that is said. */
  async hearAgain(engine: PGlite): Promise<void> {
    this.hear(engine);
    for (const channel of this.#listeners.keys()) await engine.query(`listen "${channel}"`);
    for (const listeners of this.#listeners.values()) for (const { onAgain } of listeners) onAgain();
  }

  add(channel: string, listener: Listener): Listening {
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners.add(listener));
    return { close: async () => void listeners.delete(listener) };
  }
}
