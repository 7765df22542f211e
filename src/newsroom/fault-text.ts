import type { SyncReport } from '../carry/index.ts';

/** Why carrying did not come through, as one sentence: the first fault of a report, or null when it has none. */
export function faultText({ carrier, faults }: SyncReport): string | null {
  const [fault] = faults;
  switch (fault?.kind) {
    case undefined:
      return null;
    case 'error':
      return fault.error.message;
    case 'altered':
      return `${carrier}: ${fault.path}: the carrier gives back something else than what it was given`;
    case 'not-removed':
      return `${carrier}: ${fault.path}: the carrier still gives out what was to be removed`;
  }
}

/** What a person can do about it, where the first fault says so. */
export function faultHint({ faults }: SyncReport): string | null {
  const [fault] = faults;
  return fault?.kind === 'error' ? (fault.error.hint ?? null) : null;
}
