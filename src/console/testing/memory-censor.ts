import type { CensorAction } from '../../censor/index.ts';
import type { CensorControls, CensoredPlace } from '../censor-controls.ts';

/** A censor that only remembers what it was told. */
export function memoryCensor(carriers: readonly string[]): CensorControls {
  const listeners = new Set<() => void>();
  const actions = new Map<string, CensorAction>([['site', { kind: 'reset' }]]);
  for (const name of carriers) actions.set(name, { kind: 'open' });
  return {
    places: () =>
      [...actions].map(
        ([name, action], at): CensoredPlace => ({
          name,
          kind: name === 'site' ? 'site' : 'carrier',
          action,
          address: `http://127.0.0.1:${4_100 + at}/`,
        }),
      ),
    set: (name, action) => {
      if (!actions.has(name)) return false;
      actions.set(name, action);
      for (const listener of listeners) listener();
      return true;
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
