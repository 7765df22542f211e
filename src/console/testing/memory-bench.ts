import type { CensorAction } from '../../censor/index.ts';
import type { Bench, BenchPlace } from '../bench.ts';
import { SITE } from '../snapshot.ts';

/** A censor that only remembers what it was told. */
export function memoryBench(carriers: readonly string[]): Bench {
  const listeners = new Set<() => void>();
  const actions = new Map<string, CensorAction>([[SITE, { kind: 'reset' }]]);
  for (const name of carriers) actions.set(name, { kind: 'open' });
  return {
    places: () =>
      [...actions].map(
        ([name, action], at): BenchPlace => ({ name, action, address: `http://127.0.0.1:${4_100 + at}/` }),
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
